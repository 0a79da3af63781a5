//! Writes that can be sent twice: a key is claimed, the work is done and the answer is kept in one transaction.

mod engine;
mod fingerprint;
mod keyed;
mod ledger;

pub use engine::{Engine, EngineError, Job};
pub use keyed::{Keyed, Settled};
pub use ledger::{AuditEntry, Claim, Claimed, Ledger, Receipt, Stored};

pub(crate) use fingerprint::{BodyDigest, fingerprint, framed, scope_hash, session_hash};
pub(crate) use keyed::{Settling, read_key};
