//! A ledger in memory: one job at a time, everything undone by swapping copies.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;

use concierge_runtime_server::{
    AuditEntry, Claim, Claimed, Engine, EngineError, Job, Ledger, Receipt, Stored,
};

/// What a shop remembers.
#[derive(Clone, Default)]
pub(crate) struct State {
    pub(crate) returns: Vec<String>,
    pub(crate) audit: Vec<AuditEntry>,
    claims: HashMap<[u8; 32], Kept>,
}

#[derive(Clone)]
struct Kept {
    claim: Claim,
    stored: Option<Stored>,
}

/// One transaction.
pub(crate) struct Transaction {
    pub(crate) state: State,
    marked: Option<State>,
}

/// An engine that runs jobs under a lock.
#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) state: Mutex<State>,
    pub(crate) is_full: std::sync::atomic::AtomicBool,
}

impl Memory {
    pub(crate) fn read<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.state.lock().expect("no panic under the lock"))
    }

    /// Leaves a claim behind whose first request never ends.
    pub(crate) fn forget_answers(&self) {
        let mut state = self.state.lock().expect("no panic under the lock");
        state
            .claims
            .values_mut()
            .for_each(|kept| kept.stored = None);
    }
}

impl Engine for Memory {
    type Tx = Transaction;

    async fn submit(&self, mut job: Job<Transaction>) -> Result<Receipt, EngineError> {
        if self.is_full.load(std::sync::atomic::Ordering::Relaxed) {
            return Err(EngineError::Unavailable("the queue is full".to_owned()));
        }
        // Gives other requests a chance to come in between.
        tokio::task::yield_now().await;
        let mut state = self.state.lock().expect("no panic under the lock");
        let mut tx = Transaction {
            state: state.clone(),
            marked: None,
        };
        let receipt = catch_unwind(AssertUnwindSafe(|| job(&mut tx)))
            .unwrap_or(Err(EngineError::Panicked))?;
        *state = tx.state;
        Ok(receipt)
    }
}

impl Ledger for Transaction {
    fn claim(&mut self, claim: &Claim) -> Result<Claimed, EngineError> {
        match self
            .state
            .claims
            .get(&claim.scope_hash)
            .filter(|kept| kept.claim.expires_at_ms > claim.now_ms)
        {
            None => {
                self.state.claims.insert(
                    claim.scope_hash,
                    Kept {
                        claim: *claim,
                        stored: None,
                    },
                );
                Ok(Claimed::Fresh)
            }
            Some(kept) if kept.claim.fingerprint != claim.fingerprint => Ok(Claimed::OtherRequest),
            Some(kept) => Ok(kept
                .stored
                .clone()
                .map_or(Claimed::Running, Claimed::Settled)),
        }
    }

    fn settle(&mut self, claim: &Claim, stored: &Stored) -> Result<(), EngineError> {
        let kept = self
            .state
            .claims
            .get_mut(&claim.scope_hash)
            .ok_or_else(|| EngineError::failed("settle a claim that is not there"))?;
        kept.stored = Some(stored.clone());
        Ok(())
    }

    fn mark(&mut self) -> Result<(), EngineError> {
        self.marked = Some(self.state.clone());
        Ok(())
    }

    fn rewind(&mut self) -> Result<(), EngineError> {
        self.state = self
            .marked
            .clone()
            .ok_or_else(|| EngineError::failed("rewind without a mark"))?;
        Ok(())
    }

    fn audit(&mut self, entry: &AuditEntry) -> Result<(), EngineError> {
        self.state.audit.push(entry.clone());
        Ok(())
    }
}
