//! Sends requests. The only room that holds a socket, and the only one that reads a credential's value.

use std::time::Duration;

use concierge_codegen::ir::SchemeKind;
use thiserror::Error;

use crate::{Credential, Exchange, Request, Response, Target, Token};

/// What no deployment can know.
const WRONG: &str = "contract-tests-no-such-credential";

pub(crate) struct Client {
    http: reqwest::Client,
    target: Target,
}

/// Why there is no answer.
#[derive(Debug, Error)]
pub(crate) enum SendError {
    #[error("no token named `{0}` was given")]
    NoToken(&'static str),
    #[error("the connection could not be made: {0}")]
    Unreachable(String),
    #[error("the connection broke before the answer was complete: {0}")]
    Broken(String),
    #[error("the request cannot be written: {0}")]
    Unwritable(String),
}

impl Client {
    pub(crate) fn new(target: &Target, timeout_s: u64) -> Result<Self, reqwest::Error> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(timeout_s))
            .user_agent(concat!("contract-tests/", env!("CARGO_PKG_VERSION")));
        if is_loopback(target.url()) {
            builder = builder.no_proxy();
        }
        Ok(Self {
            http: builder.build()?,
            target: target.clone(),
        })
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    pub(crate) async fn send(&self, request: Request) -> Result<Exchange, SendError> {
        let built = self.build(&request)?;
        let answer = self
            .http
            .execute(built)
            .await
            .map_err(|error| lost(&error))?;
        let status = answer.status().as_u16();
        let headers = answer
            .headers()
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), self.masked_text(value.as_bytes())))
            .collect();
        let body = answer.bytes().await.map_err(|error| lost(&error))?;
        Ok(Exchange {
            request,
            response: Response {
                status,
                headers,
                body: self.target.mask(body.to_vec()),
            },
        })
    }

    fn build(&self, request: &Request) -> Result<reqwest::Request, SendError> {
        let mut url = format!("{}{}", self.target.url(), request.path);
        let mut headers = request.headers.clone();
        let mut basic = None;
        for credential in &request.credentials {
            let value = self.value(credential)?;
            match &credential.scheme {
                // A certificate belongs to the connection.
                SchemeKind::MutualTls => {}
                SchemeKind::Bearer => {
                    headers.push(("authorization".to_owned(), format!("Bearer {value}")))
                }
                SchemeKind::Basic => basic = Some(value),
                SchemeKind::HeaderKey(name) => headers.push((name.clone(), value.to_owned())),
                SchemeKind::CookieKey(name) => {
                    headers.push(("cookie".to_owned(), format!("{name}={value}")))
                }
                SchemeKind::QueryKey(name) => {
                    let mark = if url.contains('?') { '&' } else { '?' };
                    url = format!("{url}{mark}{name}={value}");
                }
            }
        }
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|error| SendError::Unwritable(error.to_string()))?;
        let mut builder = self.http.request(method, url);
        for (name, value) in headers {
            builder = builder.header(name, value);
        }
        if let Some((user, password)) =
            basic.map(|value| value.split_once(':').unwrap_or((value, "")))
        {
            builder = builder.basic_auth(user, Some(password));
        }
        if let Some(body) = &request.body {
            builder = builder.body(body.clone());
        }
        builder
            .build()
            .map_err(|error| SendError::Unwritable(error.without_url().to_string()))
    }

    fn value(&self, credential: &Credential) -> Result<&str, SendError> {
        match credential.token {
            Token::Wrong => Ok(WRONG),
            Token::Named(name) => self.target.token(name).ok_or(SendError::NoToken(name)),
        }
    }

    fn masked_text(&self, bytes: &[u8]) -> String {
        String::from_utf8_lossy(&self.target.mask(bytes.to_vec())).into_owned()
    }
}

/// A deployment on this machine is never behind a proxy, whatever the environment says.
fn is_loopback(url: &str) -> bool {
    ["://127.", "://localhost", "://[::1]"]
        .iter()
        .any(|host| url.contains(host))
}

/// The URL may hold a credential, so it is left out.
fn lost(error: &reqwest::Error) -> SendError {
    let mut reason = if error.is_timeout() {
        "timed out".to_owned()
    } else {
        "no answer".to_owned()
    };
    let mut source = std::error::Error::source(error);
    while let Some(inner) = source {
        reason = inner.to_string();
        source = inner.source();
    }
    if error.is_connect() {
        SendError::Unreachable(reason)
    } else {
        SendError::Broken(reason)
    }
}
