//! Hooks: what a caller wants done before each attempt, or to know after it.

use std::time::Duration;

use concierge_runtime::OperationSpec;
use http::{HeaderMap, Method, StatusCode};
use reqwest::Request;

/// Looks at every attempt of every call. Both methods run between the steps of a call, so they must not block.
pub trait Hook: Send + Sync + 'static {
    /// Before an attempt is sent. Headers may be added, for example a signature.
    fn before_send(&self, attempt: &mut Outgoing<'_>) {
        let _ = attempt;
    }

    /// After an attempt, whatever came of it.
    fn after_attempt(&self, attempt: &Attempted<'_>) {
        let _ = attempt;
    }
}

/// An attempt that is about to be sent.
pub struct Outgoing<'a> {
    /// The operation.
    pub operation: &'static OperationSpec,
    /// Which attempt of the call it is, from 1.
    pub number: u32,
    pub(crate) request: &'a mut Request,
}

impl Outgoing<'_> {
    /// The method.
    #[must_use]
    pub fn method(&self) -> &Method {
        self.request.method()
    }

    /// The headers. Credentials among them are marked as sensitive; the idempotency key is `x-idempotency-key`.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The headers, to add to them. Each attempt begins with the same ones.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        self.request.headers_mut()
    }
}

/// What came of an attempt.
#[derive(Clone, Copy, Debug)]
pub struct Attempted<'a> {
    /// The operation.
    pub operation: &'static OperationSpec,
    /// Which attempt of the call it is, from 1.
    pub number: u32,
    /// The status of the answer; none when no answer came.
    pub status: Option<StatusCode>,
    /// The headers of the answer.
    pub headers: Option<&'a HeaderMap>,
    /// How long it took.
    pub took: Duration,
    /// How long the call waits for its next attempt; none when this outcome stands.
    pub next_in: Option<Duration>,
}
