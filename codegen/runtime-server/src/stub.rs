//! What a stub leans on: examples as values, books that are kept in memory, an authenticator that lets everybody in.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use serde::de::DeserializeOwned;

use crate::{
    AuditEntry, Authenticator, Caller, Claim, Claimed, Credential, Engine, EngineError, Failure,
    Job, Ledger, Receipt, Stored,
};

/// An example of the contract as a value.
///
/// # Errors
/// A [`Failure`] when the text is no JSON of that type.
pub fn example<T: DeserializeOwned>(json: &str) -> Result<T, Failure> {
    serde_json::from_str(json).map_err(Failure::from)
}

/// An [`Engine`] without effects: it remembers the answers to keyed writes until the process ends.
#[derive(Debug, Default)]
pub struct Memory(Mutex<Books>);

/// What [`Memory`] remembers; also its transaction, since one runs at a time.
#[derive(Debug, Default)]
pub struct Books {
    kept: HashMap<[u8; 32], Kept>,
    /// The claim of the job that runs.
    open: Option<[u8; 32]>,
}

#[derive(Debug)]
struct Kept {
    fingerprint: [u8; 32],
    expires_at_ms: i64,
    stored: Option<Stored>,
}

impl Engine for Memory {
    type Tx = Books;

    async fn submit(&self, mut job: Job<Books>) -> Result<Receipt, EngineError> {
        let mut books = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        books.open = None;
        let outcome = catch_unwind(AssertUnwindSafe(|| job(&mut books)))
            .unwrap_or(Err(EngineError::Panicked));
        if outcome.is_err()
            && let Some(claim) = books.open.take()
        {
            books.kept.remove(&claim);
        }
        outcome
    }
}

impl Ledger for Books {
    fn claim(&mut self, claim: &Claim) -> Result<Claimed, EngineError> {
        self.kept
            .retain(|_, kept| kept.expires_at_ms > claim.now_ms);
        if let Some(kept) = self.kept.get(&claim.scope_hash) {
            return Ok(match &kept.stored {
                _ if kept.fingerprint != claim.fingerprint => Claimed::OtherRequest,
                Some(stored) => Claimed::Settled(stored.clone()),
                None => Claimed::Running,
            });
        }
        let kept = Kept {
            fingerprint: claim.fingerprint,
            expires_at_ms: claim.expires_at_ms,
            stored: None,
        };
        self.kept.insert(claim.scope_hash, kept);
        self.open = Some(claim.scope_hash);
        Ok(Claimed::Fresh)
    }

    fn settle(&mut self, claim: &Claim, stored: &Stored) -> Result<(), EngineError> {
        if let Some(kept) = self.kept.get_mut(&claim.scope_hash) {
            kept.stored = Some(stored.clone());
        }
        Ok(())
    }

    fn mark(&mut self) -> Result<(), EngineError> {
        Ok(())
    }

    fn rewind(&mut self) -> Result<(), EngineError> {
        Ok(())
    }

    fn audit(&mut self, _: &AuditEntry) -> Result<(), EngineError> {
        Ok(())
    }
}

/// An authenticator that takes every well-formed credential. For stubs only: it protects nothing.
#[derive(Clone, Debug)]
pub struct Anyone(Arc<Caller>);

impl Anyone {
    /// Everybody holds these scopes.
    #[must_use]
    pub fn with_scopes(scopes: &[&str]) -> Self {
        Self(Arc::new(Caller {
            id: "anyone".to_owned(),
            credential: "anything".to_owned(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            roles: Vec::new(),
        }))
    }
}

impl Authenticator for Anyone {
    async fn authenticate(&self, _: Credential<'_>) -> Result<Option<Arc<Caller>>, Failure> {
        Ok(Some(Arc::clone(&self.0)))
    }
}
