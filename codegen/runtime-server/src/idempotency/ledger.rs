//! What a transaction must be able to remember about a claimed key.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use crate::EngineError;

/// The bookkeeping side of a transaction. Everything it writes is committed together with the effect, or not at all.
pub trait Ledger {
    /// Claims a key, or tells what became of an earlier claim. A claim whose expiry is past `now_ms` counts as absent.
    ///
    /// # Errors
    /// An [`EngineError`] when the storage fails.
    fn claim(&mut self, claim: &Claim) -> Result<Claimed, EngineError>;

    /// Keeps the answer beside its claim.
    ///
    /// # Errors
    /// An [`EngineError`] when the storage fails.
    fn settle(&mut self, claim: &Claim, stored: &Stored) -> Result<(), EngineError>;

    /// Marks the point that [`Ledger::rewind`] goes back to.
    ///
    /// # Errors
    /// An [`EngineError`] when the storage fails.
    fn mark(&mut self) -> Result<(), EngineError>;

    /// Undoes everything since the mark; what came before it, the claim above all, stands.
    ///
    /// # Errors
    /// An [`EngineError`] when the storage fails.
    fn rewind(&mut self) -> Result<(), EngineError>;

    /// Writes the audit row of a write.
    ///
    /// # Errors
    /// An [`EngineError`] when the storage fails.
    fn audit(&mut self, entry: &AuditEntry) -> Result<(), EngineError>;
}

/// A key and the request that it came with. Neither holds the key itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// HMAC-SHA-256 over caller, operation and key.
    pub scope_hash: [u8; 32],
    /// SHA-256 of the canonical request.
    pub fingerprint: [u8; 32],
    /// When the claim may be forgotten, in milliseconds since 1970 UTC.
    pub expires_at_ms: i64,
    /// The moment of the claim, in milliseconds since 1970 UTC.
    pub now_ms: i64,
}

/// What a ledger says to a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claimed {
    /// Nobody had it; it is ours now.
    Fresh,
    /// The same request was answered before.
    Settled(Stored),
    /// The key belongs to a request with another fingerprint.
    OtherRequest,
    /// The same request is still being worked on.
    Running,
}

/// An answer as it is kept: enough to send it again, byte for byte. Its `Debug` hides what the caller was told.
#[derive(Clone, PartialEq, Eq)]
pub struct Stored {
    /// HTTP status.
    pub status: u16,
    /// Headers that the operation set, names in lower case.
    pub headers: Vec<(String, String)>,
    /// `content-type`; absent without a body.
    pub content_type: Option<String>,
    /// The body's bytes.
    pub body: Bytes,
    /// The id of the request that was answered first.
    pub request_id: String,
}

impl fmt::Debug for Stored {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Stored")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("bytes", &self.body.len())
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

/// What a job hands back once its transaction is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The answer.
    pub stored: Stored,
    /// The answer was kept from an earlier request; nothing was done now.
    pub replayed: bool,
}

/// The audit row of a write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// The request's id.
    pub request_id: Arc<str>,
    /// The caller's own id of the request.
    pub correlation_id: Option<Arc<str>>,
    /// The caller's id; empty for an anonymous one.
    pub caller: String,
    /// The operation's id.
    pub operation: &'static str,
    /// The status that was answered.
    pub status: u16,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: i64,
    /// Keyed hash of the session, in hex, where the operation has one.
    pub session_hash: Option<String>,
}
