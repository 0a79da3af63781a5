//! What all calls of a client have in common.

use std::{fmt, sync::Arc, time::Duration};

use concierge_runtime::OperationSpec;
use http::HeaderValue;
use reqwest::Request;
use uuid::Uuid;

use crate::{
    Circuit, Credentials, Failure, Hook, Pace, Retry, TokioPace, TraceContext,
    circuit::{Circuits, Permit},
    retry::KEY_HEADER,
};

const CORRELATION_HEADER: &str = "x-correlation-id";

/// The largest answer that is read into memory unless the caller says otherwise.
const ANSWER_MAX_BYTES: u64 = 64 * 1024 * 1024;

/// Credentials, retries, circuits, hooks and ids of a client. Cheap to clone; clones share what they know of hosts that fail.
#[derive(Clone)]
pub struct Session {
    credentials: Arc<Credentials>,
    retry: Retry,
    pace: Arc<dyn Pace>,
    correlation_id: Option<HeaderValue>,
    trace: Option<TraceContext>,
    circuit: Circuit,
    circuits: Arc<Circuits>,
    hooks: Vec<Arc<dyn Hook>>,
    answer_max_bytes: u64,
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
            trace: None,
            circuit: Circuit::default(),
            circuits: Arc::default(),
            hooks: Vec::new(),
            answer_max_bytes: ANSWER_MAX_BYTES,
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

    /// The same session with another rule for hosts that fail.
    #[must_use]
    pub fn with_circuit(mut self, circuit: Circuit) -> Self {
        self.circuit = circuit;
        self
    }

    /// The same session with a hook after those that it has.
    #[must_use]
    pub fn with_hook(mut self, hook: impl Hook) -> Self {
        self.hooks.push(Arc::new(hook));
        self
    }

    /// The same session with another limit for answers that are read into memory, in bytes.
    #[must_use]
    pub fn with_answer_max_bytes(mut self, bytes: u64) -> Self {
        self.answer_max_bytes = bytes;
        self
    }

    /// The same session whose calls belong to a trace.
    #[must_use]
    pub fn with_trace(mut self, trace: TraceContext) -> Self {
        self.trace = Some(trace);
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
    ) -> Result<(), Failure> {
        if let Some(id) = &self.correlation_id {
            request.headers_mut().insert(CORRELATION_HEADER, id.clone());
        }
        if let Some(trace) = &self.trace {
            let headers = request.headers_mut();
            headers.insert("traceparent", trace.parent.clone());
            if let Some(state) = &trace.state {
                headers.insert("tracestate", state.clone());
            }
        }
        let takes_key = spec.idempotency.is_some();
        if takes_key && !request.headers().contains_key(KEY_HEADER) {
            // Hyphens and hexadecimal digits are always a header value.
            if let Ok(key) = HeaderValue::from_str(&idempotency_key()) {
                request.headers_mut().insert(KEY_HEADER, key);
            }
        }
        self.credentials.attach(request, spec).await
    }

    pub(crate) fn retry(&self) -> &Retry {
        &self.retry
    }

    pub(crate) fn hooks(&self) -> impl Iterator<Item = &dyn Hook> {
        self.hooks.iter().map(AsRef::as_ref)
    }

    pub(crate) fn answer_max_bytes(&self) -> u64 {
        self.answer_max_bytes
    }

    /// Leave to call a host, or how long it is left alone.
    pub(crate) fn permit<'a>(&'a self, host: &'a str) -> Result<Permit<'a>, Duration> {
        self.circuits.permit(self.circuit, host, self.pace.now())
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
            .field("circuit", &self.circuit)
            .field("hooks", &self.hooks.len())
            .field("correlation_id", &self.correlation_id)
            .finish_non_exhaustive()
    }
}

/// A fresh idempotency key. Whoever wants to try again in another process keeps it and sets it on the call.
#[must_use]
pub fn idempotency_key() -> String {
    Uuid::new_v4().to_string()
}

/// A correlation id that no server would repeat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("take the correlation id: send 1 to 64 letters, digits, dots, underscores or hyphens")]
pub struct CorrelationIdError;
