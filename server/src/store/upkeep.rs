//! What the server's own work may do inside a transaction.

use concierge_runtime_server::EngineError;

use super::fault::fault;
use super::sqlite_tx::SqliteTx;
use super::{audit, events, inspiration, retention};
use crate::domain::delivery::Attempt;
use crate::domain::inspiration::Finding;
use crate::domain::retention::Kind;

/// The verbs of the server's own work. Each does a bounded part of it, so that requests never wait long for the writer, and can be done again.
pub trait Upkeep {
    /// Forgets at most `limit` of a kind whose moment is not after the cutoff; the answer is how many went.
    ///
    /// # Errors
    /// When the storage fails.
    fn forget(&mut self, kind: Kind, cutoff_ms: i64, limit: u32) -> Result<usize, EngineError>;

    /// Writes down that the clock ended holds, at most `limit` of them; the answer is how many there were.
    ///
    /// # Errors
    /// When the storage fails.
    fn expire_holds(&mut self, now_ms: i64, limit: u32) -> Result<usize, EngineError>;

    /// Forgets the audit up to a position, which is in the archive by now.
    ///
    /// # Errors
    /// When the storage fails.
    fn forget_audit(&mut self, up_to: i64) -> Result<usize, EngineError>;

    /// Writes down what a scanner found in a picture; the answer is whether it was still there.
    ///
    /// # Errors
    /// When the storage fails.
    fn scanned(&mut self, id: &str, finding: Finding) -> Result<bool, EngineError>;

    /// Writes down what became of an attempt to deliver the event at a position.
    ///
    /// # Errors
    /// When the storage fails.
    fn attempted(&mut self, position: i64, attempt: &Attempt) -> Result<(), EngineError>;

    /// Has an event delivered once more, as if it had never been tried; the answer is whether there is one with that id.
    ///
    /// # Errors
    /// When the storage fails.
    fn replay_event(&mut self, id: &str) -> Result<bool, EngineError>;
}

impl Upkeep for SqliteTx {
    fn forget(&mut self, kind: Kind, cutoff_ms: i64, limit: u32) -> Result<usize, EngineError> {
        retention::forget(&self.connection, kind, cutoff_ms, limit).map_err(fault)
    }

    fn expire_holds(&mut self, now_ms: i64, limit: u32) -> Result<usize, EngineError> {
        retention::expire_holds(&self.connection, now_ms, limit).map_err(fault)
    }

    fn forget_audit(&mut self, up_to: i64) -> Result<usize, EngineError> {
        audit::forget(&self.connection, up_to).map_err(fault)
    }

    fn scanned(&mut self, id: &str, finding: Finding) -> Result<bool, EngineError> {
        inspiration::scanned(&self.connection, id, finding).map_err(fault)
    }

    fn attempted(&mut self, position: i64, attempt: &Attempt) -> Result<(), EngineError> {
        events::attempted(&self.connection, position, attempt).map_err(fault)
    }

    fn replay_event(&mut self, id: &str) -> Result<bool, EngineError> {
        events::replay(&self.connection, id).map_err(fault)
    }
}
