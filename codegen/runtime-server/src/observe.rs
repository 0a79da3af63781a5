//! One line per request, for logs and metrics. Never a query, a body or a credential.

use std::error::Error;

use slog::{Logger, error, info};

use crate::Trace;

/// Is told of every request once its answer is known.
pub trait Observer: Send + Sync + 'static {
    /// Takes note of a request. Runs on the request's own task, so it must not block.
    fn observe(&self, line: &RequestLine<'_>);
}

/// What may be known of a request.
#[derive(Clone, Copy, Debug)]
pub struct RequestLine<'a> {
    /// The request's id.
    pub request_id: &'a str,
    /// The caller's own id of the request.
    pub correlation_id: Option<&'a str>,
    /// Where the request stands in a trace.
    pub trace: &'a Trace,
    /// The operation's id; absent where no operation matched.
    pub operation: Option<&'static str>,
    /// HTTP method.
    pub method: &'a str,
    /// The operation's path template; the real path could hold personal data.
    pub path: Option<&'static str>,
    /// The status that was answered.
    pub status: u16,
    /// How long it took, in microseconds.
    pub latency_us: u64,
    /// The caller's id.
    pub caller: Option<&'a str>,
    /// The answer was kept from an earlier request.
    pub replayed: bool,
    /// The id of the request that was answered first, for a replay.
    pub first_request_id: Option<&'a str>,
    /// What broke, for answers of 5xx.
    pub failure: Option<&'a (dyn Error + Send + Sync + 'static)>,
}

/// Writes request lines to a slog logger.
#[derive(Clone, Debug)]
pub struct SlogObserver {
    log: Logger,
    lines: Lines,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lines {
    Every,
    Failures,
}

impl SlogObserver {
    /// A line for every request.
    #[must_use]
    pub fn every(log: Logger) -> Self {
        Self {
            log,
            lines: Lines::Every,
        }
    }

    /// A line for every request that broke on our side: logging all of them costs about a fifth of the throughput.
    #[must_use]
    pub fn failures(log: Logger) -> Self {
        Self {
            log,
            lines: Lines::Failures,
        }
    }
}

impl Observer for SlogObserver {
    fn observe(&self, line: &RequestLine<'_>) {
        if line.status >= 500 {
            let cause = line.failure.map(causes);
            error!(self.log, "request failed";
                "req_id" => line.request_id, "correlation_id" => line.correlation_id, "trace_id" => line.trace.trace_id(),
                "operation" => line.operation, "method" => line.method, "path" => line.path, "status" => line.status,
                "latency_us" => line.latency_us, "caller" => line.caller, "cause" => cause);
        } else if self.lines == Lines::Every {
            info!(self.log, "request answered";
                "req_id" => line.request_id, "correlation_id" => line.correlation_id, "trace_id" => line.trace.trace_id(),
                "operation" => line.operation, "method" => line.method, "path" => line.path, "status" => line.status,
                "latency_us" => line.latency_us, "caller" => line.caller, "replayed" => line.replayed,
                "first_req_id" => line.first_request_id);
        }
    }
}

/// An error and everything behind it, on one line.
fn causes(error: &(dyn Error + Send + Sync + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}
