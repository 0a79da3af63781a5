//! Who did what, for those who have to answer for it.

/// A row of the audit. Holds no personal data: a session only as a keyed hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// Its place in the order of commits.
    pub position: i64,
    /// The request.
    pub request_id: String,
    /// The caller's own id of that request.
    pub correlation_id: Option<String>,
    /// Who called.
    pub caller: String,
    /// The operation's id.
    pub operation: String,
    /// The answer's status.
    pub status: u16,
    /// What stands for the session.
    pub session_hash: Option<String>,
    /// When, in milliseconds since 1970.
    pub at_ms: i64,
}
