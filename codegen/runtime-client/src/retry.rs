//! When a call is tried again, and after how long.

use std::time::Duration;

use concierge_runtime::OperationSpec;
use http::{HeaderMap, Method, StatusCode, header};
use time::OffsetDateTime;

use crate::Pace;

/// The header that makes a repeat harmless.
pub(crate) const KEY_HEADER: &str = "x-idempotency-key";

/// How often and how long a session tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Attempts in all, the first one included; 1 tries once.
    pub attempts_max: u32,
    /// The longest wait before the second attempt, in milliseconds; it doubles with each further one.
    pub base_ms: u64,
    /// The longest wait between two attempts that the server does not ask for, in milliseconds.
    pub cap_ms: u64,
    /// How long one attempt may take, its answer's body included, in milliseconds.
    pub attempt_timeout_ms: u64,
    /// How long all attempts and waits may take together, in milliseconds.
    pub deadline_ms: u64,
}

impl Retry {
    /// One attempt, with the default timeouts.
    #[must_use]
    pub fn never() -> Self {
        Self {
            attempts_max: 1,
            ..Self::default()
        }
    }

    /// Full jitter under an exponential roof; what the server asks for comes on top of a little jitter, so that callers do not return at once.
    pub(crate) fn wait(&self, attempt: u32, asked: Option<Duration>, pace: &dyn Pace) -> Duration {
        match asked {
            Some(asked) => asked.saturating_add(pace.random(Duration::from_millis(self.base_ms))),
            None => {
                let doubled = 2_u64.saturating_pow(attempt.saturating_sub(1));
                let roof_ms = self.base_ms.saturating_mul(doubled).min(self.cap_ms);
                pace.random(Duration::from_millis(roof_ms))
            }
        }
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts_max: 4,
            base_ms: 200,
            cap_ms: 5_000,
            attempt_timeout_ms: 15_000,
            deadline_ms: 60_000,
        }
    }
}

/// True when a second attempt cannot have a second effect: of reads, and of calls under a key that the operation promises to keep.
pub(crate) fn is_safe(spec: &OperationSpec, method: &Method, headers: &HeaderMap) -> bool {
    let is_keyed = spec.idempotency.is_some() && headers.contains_key(KEY_HEADER);
    is_keyed || matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// True for answers after which the same request may fare better.
///
/// A conflict counts when the server names a time: then an earlier attempt with the same key still runs.
pub(crate) fn is_transient(status: StatusCode, headers: &HeaderMap) -> bool {
    match status {
        StatusCode::REQUEST_TIMEOUT
        | StatusCode::TOO_MANY_REQUESTS
        | StatusCode::BAD_GATEWAY
        | StatusCode::SERVICE_UNAVAILABLE
        | StatusCode::GATEWAY_TIMEOUT => true,
        StatusCode::CONFLICT => headers.contains_key(header::RETRY_AFTER),
        _ => false,
    }
}

/// The wait that an answer asks for: whole seconds, or a date in any form that RFC 9110 has, turned into the time until then.
pub(crate) fn retry_after(headers: &HeaderMap, now: OffsetDateTime) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than fits is longer than anybody waits.
        return Some(Duration::from_secs(
            text.parse::<u32>().unwrap_or(u32::MAX).into(),
        ));
    }
    let until = OffsetDateTime::from(httpdate::parse_http_date(text).ok()?);
    Some(Duration::try_from(until - now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::{HeaderMap, HeaderValue, StatusCode, header::RETRY_AFTER};
    use time::macros::datetime;

    use super::{is_transient, retry_after};

    fn asking(text: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(text))])
    }

    #[test]
    fn seconds_and_dates_are_read() {
        let now = datetime!(2026-03-01 10:00:00 UTC);
        for (text, seconds) in [
            ("7", Some(7)),
            (" 0 ", Some(0)),
            ("Sun, 01 Mar 2026 10:00:09 GMT", Some(9)),
            ("Sun, 01 Mar 2026 09:00:00 GMT", Some(0)),
            ("Sunday, 01-Mar-26 10:00:09 GMT", Some(9)),
            ("Sun Mar  1 10:00:09 2026", Some(9)),
            ("99999999999999999999", Some(u32::MAX.into())),
            ("-3", None),
            ("", None),
            ("soon", None),
        ] {
            assert_eq!(
                retry_after(&asking(text), now),
                seconds.map(Duration::from_secs),
                "{text}"
            );
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }

    #[test]
    fn a_conflict_is_transient_only_with_a_time() {
        assert!(is_transient(StatusCode::CONFLICT, &asking("1")));
        assert!(!is_transient(StatusCode::CONFLICT, &HeaderMap::new()));
        assert!(is_transient(
            StatusCode::SERVICE_UNAVAILABLE,
            &HeaderMap::new()
        ));
        assert!(!is_transient(
            StatusCode::INTERNAL_SERVER_ERROR,
            &asking("1")
        ));
    }
}
