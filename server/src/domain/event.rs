//! What happened, for others to learn. Written beside the change itself; whoever carries it out reads it from there.

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
    /// Further facts, as name and value.
    pub facts: Vec<(&'static str, String)>,
}
