//! What the server's own work may do inside a transaction.

use concierge_runtime_server::EngineError;

use super::fault::fault;
use super::sqlite_tx::SqliteTx;
use super::{audit, inspiration, retention};
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
}
