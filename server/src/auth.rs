//! Callers' keys: made here, kept as keyed hashes, revoked while the server runs.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use concierge_runtime_server::{Authenticator, Caller, Clock, Credential, EngineError, Failure};
use subtle::ConstantTimeEq as _;

use crate::domain::DAY_MS;
use crate::domain::key::{EVERY_SCOPE, Key};
use crate::ids::Ids;
use crate::secret::MasterSecret;
use crate::store::Store;

/// How long a key lives when nobody says.
pub const LIFETIME_DEFAULT_MS: i64 = 90 * DAY_MS;

/// How long a key that was looked up is believed. A revocation by this process is seen at once, one by another process after this time.
const BELIEVED_NS: u64 = 1_000_000_000;
/// How many valid keys may bear one name: the old one and the one that replaces it.
const VALID_PER_NAME_MAX: usize = 2;
const PREFIX: &str = "ck_";

/// The keys of a store.
pub struct Keys {
    store: Arc<Store>,
    secret: MasterSecret,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    scopes: BTreeSet<&'static str>,
    memory: RwLock<Memory>,
}

/// Keys that were looked up. Only keys that exist are remembered, so guesses can't fill it.
#[derive(Default)]
struct Memory {
    believed: HashMap<[u8; 32], Believed>,
    /// How many revocations there were: what was read before one is not remembered after it.
    revocations: u64,
}

struct Believed {
    key: Key,
    caller: Arc<Caller>,
    looked_up_ns: u64,
}

/// What a new key is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Who will use it.
    pub name: String,
    /// What it opens; `*` is everything.
    pub scopes: Vec<String>,
    /// Roles that ride on it.
    pub roles: Vec<String>,
    /// How long it lives; `None` for ever.
    pub lifetime_ms: Option<i64>,
}

/// Why there is no new key.
#[derive(Debug, thiserror::Error)]
pub enum NoKey {
    /// A scope that no operation asks for.
    #[error("make the key: no operation asks for the scope {scope}; known are {known}")]
    UnknownScope {
        /// The scope.
        scope: String,
        /// All known ones.
        known: String,
    },
    /// Two keys of this name are valid.
    #[error("make the key: two keys named {name} are valid; revoke one of them first")]
    TooMany {
        /// The name.
        name: String,
    },
    /// There was no randomness.
    #[error("make the key: the operating system gives no random bytes")]
    NoRandomness,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] EngineError),
}

impl Keys {
    /// The keys of a store; `scopes` are all that the contract knows.
    #[must_use]
    pub fn new(
        store: Arc<Store>,
        secret: MasterSecret,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        scopes: BTreeSet<&'static str>,
    ) -> Self {
        Self {
            store,
            secret,
            clock,
            ids,
            scopes,
            memory: RwLock::default(),
        }
    }

    /// Makes a key. The answer is the only place where it ever stands.
    ///
    /// # Errors
    /// [`NoKey`] says why there is none.
    pub async fn create(&self, order: Order) -> Result<String, NoKey> {
        self.check_scopes(&order.scopes)?;
        let token = token()?;
        let now_ms = self.clock.unix_ms();
        let key = Key {
            id: format!("key_{}", self.ids.row_id()),
            name: order.name,
            hash: self.hash(&token),
            scopes: order.scopes,
            roles: order.roles,
            created_at_ms: now_ms,
            expires_at_ms: order
                .lifetime_ms
                .map(|lifetime_ms| now_ms.saturating_add(lifetime_ms)),
            revoked_at_ms: None,
        };
        let name = key.name.clone();
        let is_kept = self
            .store
            .write(move |tx| {
                let valid = tx
                    .keys_named(&key.name)?
                    .iter()
                    .filter(|other| other.is_valid_at(now_ms))
                    .count();
                if valid >= VALID_PER_NAME_MAX {
                    return Ok(false);
                }
                tx.insert_key(&key)?;
                Ok(true)
            })
            .await?;
        if is_kept {
            Ok(token)
        } else {
            Err(NoKey::TooMany { name })
        }
    }

    /// Ends a key at once; the answer is whether there was one with that id.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn revoke(&self, id: &str) -> Result<bool, EngineError> {
        let now_ms = self.clock.unix_ms();
        let row = id.to_owned();
        let found = self
            .store
            .write(move |tx| tx.revoke_key(&row, now_ms))
            .await?;
        let mut memory = self.memory.write().unwrap_or_else(PoisonError::into_inner);
        memory.revocations += 1;
        memory.believed.retain(|_, believed| believed.key.id != id);
        Ok(found)
    }

    fn check_scopes(&self, scopes: &[String]) -> Result<(), NoKey> {
        match scopes
            .iter()
            .find(|scope| *scope != EVERY_SCOPE && !self.scopes.contains(scope.as_str()))
        {
            None => Ok(()),
            Some(scope) => {
                let known: Vec<&str> = self.scopes.iter().copied().collect();
                Err(NoKey::UnknownScope {
                    scope: scope.clone(),
                    known: known.join(" "),
                })
            }
        }
    }

    fn hash(&self, token: &str) -> [u8; 32] {
        self.secret.hash("key", token.as_bytes())
    }

    async fn caller(&self, token: &str) -> Result<Option<Arc<Caller>>, EngineError> {
        let hash = self.hash(token);
        let now_ms = self.clock.unix_ms();
        let revocations = {
            let memory = self.memory.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(known) = memory
                .believed
                .get(&hash)
                .filter(|known| self.is_fresh(known))
            {
                return Ok(known
                    .key
                    .is_valid_at(now_ms)
                    .then(|| Arc::clone(&known.caller)));
            }
            memory.revocations
        };
        let looked_up_ns = self.clock.elapsed_ns();
        let Some(key) = self.store.read(move |reads| reads.find_key(&hash)).await? else {
            return Ok(None);
        };
        if !bool::from(key.hash.ct_eq(&hash)) {
            return Ok(None);
        }
        let caller = key
            .is_valid_at(now_ms)
            .then(|| Arc::new(self.caller_of(&key)));
        if let Some(caller) = &caller {
            self.remember(
                hash,
                Believed {
                    key,
                    caller: Arc::clone(caller),
                    looked_up_ns,
                },
                revocations,
            );
        }
        Ok(caller)
    }

    fn is_fresh(&self, known: &Believed) -> bool {
        self.clock.elapsed_ns().saturating_sub(known.looked_up_ns) < BELIEVED_NS
    }

    fn remember(&self, hash: [u8; 32], known: Believed, revocations: u64) {
        let mut memory = self.memory.write().unwrap_or_else(PoisonError::into_inner);
        if memory.revocations == revocations {
            memory.believed.insert(hash, known);
        }
    }

    fn caller_of(&self, key: &Key) -> Caller {
        let scopes = if key.scopes.iter().any(|scope| scope == EVERY_SCOPE) {
            self.scopes
                .iter()
                .map(|scope| (*scope).to_owned())
                .collect()
        } else {
            key.scopes.clone()
        };
        // Both keys of a rotating pair are one caller, so that a retry under the new key finds the answer to the old one.
        Caller {
            id: key.name.clone(),
            scopes,
            roles: key.roles.clone(),
        }
    }
}

impl Authenticator for Keys {
    async fn authenticate(
        &self,
        credential: Credential<'_>,
    ) -> Result<Option<Arc<Caller>>, Failure> {
        match credential {
            Credential::Bearer { token, .. } => Ok(self.caller(token).await?),
            Credential::Basic { .. } | Credential::Key { .. } => Ok(None),
        }
    }
}

fn token() -> Result<String, NoKey> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoKey::NoRandomness)?;
    Ok(format!("{PREFIX}{}", hex::encode(bytes)))
}
