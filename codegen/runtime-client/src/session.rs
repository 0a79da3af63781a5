//! What all calls of a client have in common.

use std::{fmt, sync::Arc};

use concierge_runtime::OperationSpec;
use http::HeaderValue;
use reqwest::Request;
use uuid::Uuid;

use crate::{Credentials, Pace, Retry, TokioPace, credential::AttachError, retry::KEY_HEADER};

const CORRELATION_HEADER: &str = "x-correlation-id";

/// Credentials, retries and the correlation id of a client. Cheap to clone.
#[derive(Clone)]
pub struct Session {
    credentials: Arc<Credentials>,
    retry: Retry,
    pace: Arc<dyn Pace>,
    correlation_id: Option<HeaderValue>,
}

impl Session {
    /// A session with default retries and the real clock.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials: Arc::new(credentials),
            retry: Retry::default(),
            pace: Arc::new(TokioPace::new()),
            correlation_id: None,
        }
    }

    /// The same session with other retries.
    #[must_use]
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The same session with other credentials, made from the ones that it has.
    #[must_use]
    pub fn with_credentials(mut self, change: impl FnOnce(Credentials) -> Credentials) -> Self {
        let credentials = Arc::unwrap_or_clone(self.credentials);
        self.credentials = Arc::new(change(credentials));
        self
    }

    /// The same session with another source of time and chance.
    #[must_use]
    pub fn with_pace(mut self, pace: impl Pace) -> Self {
        self.pace = Arc::new(pace);
        self
    }

    /// The same session under a correlation id, which every call sends and every answer repeats.
    ///
    /// # Errors
    /// When the id does not match `^[A-Za-z0-9._-]{1,64}$`, which servers ignore.
    pub fn with_correlation_id(mut self, id: &str) -> Result<Self, CorrelationIdError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        if id.is_empty() || id.len() > 64 || !id.bytes().all(fits) {
            return Err(CorrelationIdError);
        }
        self.correlation_id = HeaderValue::from_str(id).ok();
        Ok(self)
    }

    /// Completes a request before its first attempt, so that all attempts are the same.
    pub(crate) async fn complete(
        &self,
        request: &mut Request,
        spec: &'static OperationSpec,
    ) -> Result<(), AttachError> {
        if let Some(id) = &self.correlation_id {
            request.headers_mut().insert(CORRELATION_HEADER, id.clone());
        }
        let takes_key = spec.idempotency.is_some();
        if takes_key && !request.headers().contains_key(KEY_HEADER) {
            // Hyphens and hexadecimal digits are always a header value.
            if let Ok(key) = HeaderValue::from_str(&Uuid::new_v4().to_string()) {
                request.headers_mut().insert(KEY_HEADER, key);
            }
        }
        self.credentials.attach(request, spec).await
    }

    pub(crate) fn retry(&self) -> &Retry {
        &self.retry
    }

    pub(crate) fn pace(&self) -> &dyn Pace {
        self.pace.as_ref()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("credentials", &self.credentials)
            .field("retry", &self.retry)
            .field("correlation_id", &self.correlation_id)
            .finish_non_exhaustive()
    }
}

/// A correlation id that no server would repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("take the correlation id: send 1 to 64 letters, digits, dots, underscores or hyphens")]
pub struct CorrelationIdError;
