//! One line per request, for logs and metrics. Never a query, a body or a credential.

use std::error::Error;

use slog::{KV, Logger, Record, Serializer, error, info};

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
    /// Which of its credentials it showed, by a name that is no secret.
    pub credential: Option<&'a str>,
    /// Keyed hash of the session, as the audit of writes has it.
    pub session_hash: Option<&'a str>,
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
            error!(self.log, "request failed"; Told(line), "cause" => cause);
        } else if self.lines == Lines::Every {
            info!(self.log, "request answered"; Told(line));
        }
    }
}

/// What is told of every request. What is absent is left out.
struct Told<'a>(&'a RequestLine<'a>);

impl KV for Told<'_> {
    fn serialize(&self, _: &Record<'_>, out: &mut dyn Serializer) -> slog::Result {
        let line = self.0;
        out.emit_str("request_id".into(), line.request_id)?;
        out.emit_str("trace_id".into(), &line.trace.trace_id())?;
        out.emit_str("span_id".into(), &line.trace.span_id())?;
        let parent = line.trace.parent_span_id();
        for (key, value) in [
            ("parent_span_id", parent.as_deref()),
            ("correlation_id", line.correlation_id),
            ("operation", line.operation),
            ("path", line.path),
            ("caller", line.caller),
            ("credential", line.credential),
            ("session_hash", line.session_hash),
            ("first_request_id", line.first_request_id),
        ] {
            if let Some(value) = value {
                out.emit_str(key.into(), value)?;
            }
        }
        out.emit_str("method".into(), line.method)?;
        out.emit_u16("status".into(), line.status)?;
        out.emit_u64("latency_us".into(), line.latency_us)?;
        out.emit_bool("replayed".into(), line.replayed)
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
