//! What runs transactions, and how it may fail.

use std::error::Error;
use std::future::Future;

use crate::{Failure, Ledger, Receipt};

/// Runs jobs, each in a transaction of its own.
pub trait Engine: Send + Sync + 'static {
    /// The transaction as jobs see it: the domain's verbs and a [`Ledger`].
    type Tx: Ledger + ?Sized + 'static;

    /// Runs a job and commits it. Rolls it back when it returns an error or panics. The engine may run a job again after a rollback.
    fn submit(
        &self,
        job: Job<Self::Tx>,
    ) -> impl Future<Output = Result<Receipt, EngineError>> + Send;
}

/// Work inside one transaction: synchronous and re-runnable.
pub type Job<T> = Box<dyn FnMut(&mut T) -> Result<Receipt, EngineError> + Send>;

/// Why a job left no trace.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The engine cannot take work now: its queue is full, its disk is full, another process holds it.
    #[error("reach the storage: {0}")]
    Unavailable(String),
    /// The job panicked; it was rolled back.
    #[error("finish the write: it panicked")]
    Panicked,
    /// The job or the storage failed; it was rolled back.
    #[error("finish the write")]
    Failed(#[source] Box<dyn Error + Send + Sync>),
}

impl EngineError {
    /// Seconds that a caller is asked to wait when the engine is unavailable.
    pub const RETRY_AFTER_S: u64 = 1;

    /// Wraps an error of the storage.
    pub fn failed(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Failed(source.into())
    }

    pub(crate) fn into_failure(self) -> Failure {
        match self {
            Self::Unavailable(why) => Failure::unavailable(why, Self::RETRY_AFTER_S),
            Self::Panicked => Failure::new(Self::Panicked.to_string()),
            Self::Failed(source) => Failure::internal(source),
        }
    }
}
