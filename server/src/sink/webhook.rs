//! Events as calls of a webhook, signed as <https://www.standardwebhooks.com> says.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use concierge_runtime_server::Clock;
use hmac::{Hmac, KeyInit, Mac};
use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use sha2::Sha256;

use super::{Handover, Sink, Undelivered};
use crate::domain::delivery::Letter;

/// Fewest bytes that a webhook's secret must have.
const SECRET_BYTES_MIN: usize = 24;

/// What a webhook's calls are signed with. Never shown.
#[derive(Clone)]
pub struct WebhookSecret(Box<Hmac<Sha256>>);

impl WebhookSecret {
    /// Reads a secret as base64, with or without `whsec_` before it; `None` for anything else and for less than 24 bytes.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.strip_prefix("whsec_").unwrap_or(text);
        let bytes = STANDARD.decode(text).ok()?;
        if bytes.len() < SECRET_BYTES_MIN {
            return None;
        }
        let mac = Hmac::new_from_slice(&bytes).ok()?;
        Some(Self(Box::new(mac)))
    }

    fn sign(&self, id: &str, at_s: i64, body: &str) -> String {
        let mut mac = (*self.0).clone();
        mac.update(format!("{id}.{at_s}.{body}").as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("WebhookSecret(..)")
    }
}

/// A webhook.
pub struct Webhook {
    client: Client,
    url: Url,
    secret: WebhookSecret,
    clock: Arc<dyn Clock>,
}

impl Webhook {
    /// At an address; `timeout` is for a whole call.
    ///
    /// # Errors
    /// When no HTTP client can be made.
    pub fn new(
        url: Url,
        secret: WebhookSecret,
        timeout: Duration,
        clock: Arc<dyn Clock>,
    ) -> reqwest::Result<Self> {
        // A redirect would send the event to somebody whom no operator named.
        let client = Client::builder()
            .timeout(timeout)
            .redirect(Policy::none())
            .build()?;
        Ok(Self {
            client,
            url,
            secret,
            clock,
        })
    }

    async fn call(&self, letter: &Letter) -> Result<(), Undelivered> {
        let at_s = self.clock.unix_ms().div_euclid(1000);
        let signature = self.secret.sign(&letter.id, at_s, &letter.body);
        let mut call = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json")
            .header("webhook-id", &letter.id)
            .header("webhook-timestamp", at_s)
            .header("webhook-signature", signature);
        if let Some(trace_parent) = &letter.trace_parent {
            call = call.header("traceparent", trace_parent);
        }
        // The address may hold a password, so it is left out of what is kept and logged.
        let answer = call.body(letter.body.clone()).send().await;
        let answer = answer.map_err(|error| Undelivered::Call(error.without_url().to_string()))?;
        if answer.status().is_success() {
            Ok(())
        } else {
            Err(Undelivered::Status(answer.status().as_u16()))
        }
    }
}

impl Sink for Webhook {
    fn take<'a>(&'a self, letter: &'a Letter) -> Handover<'a> {
        Box::pin(self.call(letter))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_the_one_of_the_standard() {
        // The example of the Standard Webhooks specification.
        let secret =
            WebhookSecret::read("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
        let signature = secret.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1_614_265_330,
            "{\"test\": 2432232314}",
        );
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn short_texts_and_other_texts_are_no_secret_and_none_is_shown() {
        for text in [
            "",
            "whsec_",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZ=",
            "not base64 at all, but long enough",
        ] {
            assert!(WebhookSecret::read(text).is_none(), "{text}");
        }
        let secret = WebhookSecret::read("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        assert_eq!(format!("{secret:?}"), "Some(WebhookSecret(..))");
    }
}
