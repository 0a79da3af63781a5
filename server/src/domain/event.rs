//! What happened, for others to learn. Written beside the change itself; whoever carries it out reads it from there.

use std::collections::BTreeMap;

use super::delivery::State;

/// Something that happened. Holds no personal data: order numbers and sessions only as keyed hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id, unique over all events.
    pub id: String,
    /// What happened, for example `return.initiated`.
    pub name: &'static str,
    /// What it happened to; events of one subject keep their order.
    pub subject: String,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// The request that caused it.
    pub request_id: String,
    /// The caller's own id of that request.
    pub correlation_id: Option<String>,
    /// W3C `traceparent` of what caused it.
    pub trace_parent: Option<String>,
    /// W3C `tracestate` of what caused it.
    pub trace_state: Option<String>,
    /// Further facts, as name and value.
    pub facts: Vec<(&'static str, String)>,
}

/// An event as it stands in the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Its place in the order of commits.
    pub position: i64,
    /// Its id, by which a consumer that gets it twice knows it.
    pub id: String,
    /// What happened.
    pub name: String,
    /// What it happened to.
    pub subject: String,
    /// Further facts.
    pub facts: BTreeMap<String, String>,
    /// The request that caused it.
    pub request_id: String,
    /// The caller's own id of that request.
    pub correlation_id: Option<String>,
    /// W3C `traceparent` of what caused it.
    pub trace_parent: Option<String>,
    /// W3C `tracestate` of what caused it.
    pub trace_state: Option<String>,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
    /// How far the relay came with it.
    pub state: State,
    /// How often it was tried in vain.
    pub tries: u32,
    /// Why the last attempt failed.
    pub cause: Option<String>,
}
