//! Pages of other origins: which may call, and what their scripts may see. Cookies and other ambient credentials are never asked for.

use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    HeaderValue, ORIGIN, VARY,
};
use http::request::Parts;
use http::{HeaderMap, Method};

use crate::{Answer, Failure};

/// Which pages of other origins may call.
#[derive(Clone, Debug)]
pub struct Cors {
    /// Origins as browsers write them, for example `https://shop.example`.
    pub origins: Vec<String>,
    /// Request headers that a page may set.
    pub request_headers: &'static str,
    /// Response headers that a page's script may read.
    pub exposed_headers: &'static str,
    /// How long a browser may remember a preflight, in seconds.
    pub max_age_s: u32,
}

impl Cors {
    /// Lets these origins use and see every header that the service itself knows.
    #[must_use]
    pub fn new(origins: Vec<String>) -> Self {
        Self {
            origins,
            request_headers: "authorization, content-type, x-api-version, x-correlation-id, x-idempotency-key, traceparent, tracestate",
            exposed_headers: "deprecation, idempotent-replayed, location, retry-after, sunset, x-correlation-id, x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, x-request-id",
            max_age_s: 600,
        }
    }

    pub(crate) fn grant(&self, headers: &HeaderMap) -> Grant {
        let Some(origin) = headers.get(ORIGIN) else {
            return Grant::Refused;
        };
        if self
            .origins
            .iter()
            .any(|known| known.as_bytes() == origin.as_bytes())
        {
            return Grant::Origin(origin.clone(), self.exposed_headers);
        }
        Grant::Refused
    }

    pub(crate) fn is_preflight(&self, parts: &Parts) -> bool {
        parts.method == Method::OPTIONS
            && parts.headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
            && matches!(self.grant(&parts.headers), Grant::Origin(..))
    }

    pub(crate) fn preflight(&self, allow: &HeaderValue) -> Result<Answer, Failure> {
        let mut answer = Answer::empty(204)?;
        answer
            .headers
            .push((ACCESS_CONTROL_ALLOW_METHODS, allow.clone()));
        answer.headers.push((
            ACCESS_CONTROL_ALLOW_HEADERS,
            HeaderValue::from_static(self.request_headers),
        ));
        answer
            .headers
            .push((ACCESS_CONTROL_MAX_AGE, HeaderValue::from(self.max_age_s)));
        Ok(answer)
    }
}

/// What an answer tells the browser.
pub(crate) enum Grant {
    /// Nothing: no origins are configured.
    Silent,
    /// Only that the answer depends on the origin.
    Refused,
    /// The origin may read the answer and these headers.
    Origin(HeaderValue, &'static str),
}

impl Grant {
    pub(crate) fn put(&self, headers: &mut HeaderMap) {
        if let Self::Origin(origin, exposed) = self {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
            headers.insert(
                ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static(exposed),
            );
        }
        if !matches!(self, Self::Silent) {
            headers.insert(VARY, HeaderValue::from_static("origin"));
        }
    }
}
