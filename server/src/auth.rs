//! Callers' keys: made here, kept as keyed hashes, revoked while the server runs.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, PoisonError, RwLock};

use concierge_runtime_server::{Authenticator, Caller, Clock, Credential, EngineError, Failure};
use subtle::ConstantTimeEq as _;

use crate::domain::DAY_MS;
use crate::domain::key::{EVERY_SCOPE, Key, ROLES};
use crate::ids::Ids;
use crate::secret::MasterSecret;
use crate::store::{Store, Tx};

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
    /// A role that there is not.
    #[error("make the key: there is no role {role}; known are {}", ROLES.join(" "))]
    UnknownRole {
        /// The role.
        role: String,
    },
    /// There is no valid key to replace.
    #[error("replace the key: there is no valid one with the id {id}; `keys list` shows them")]
    NoSuchKey {
        /// The id.
        id: String,
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
        check_roles(&order.roles)?;
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
        let is_kept = self.store.write(move |tx| insert(tx, &key, now_ms)).await?;
        if is_kept {
            Ok(token)
        } else {
            Err(NoKey::TooMany { name })
        }
    }

    /// Makes a key that opens what another one opens, and has that one end by itself after `overlap_ms`, or before by its own date. Until then both
    /// are valid, so that callers can change over.
    ///
    /// # Errors
    /// [`NoKey`] says why there is none; the other key stays as it is then.
    pub async fn rotate(
        &self,
        id: &str,
        lifetime_ms: i64,
        overlap_ms: i64,
    ) -> Result<String, NoKey> {
        let (token, now_ms) = (token()?, self.clock.unix_ms());
        let (new_id, hash) = (format!("key_{}", self.ids.row_id()), self.hash(&token));
        let old_id = id.to_owned();
        let rotated = self.store.write(move |tx| {
            let old = tx.key_with_id(&old_id)?;
            let Some(old) = old.filter(|old| old.is_valid_at(now_ms)) else {
                return Ok(Err(NoKey::NoSuchKey { id: old_id.clone() }));
            };
            let key = Key {
                id: new_id.clone(),
                hash,
                created_at_ms: now_ms,
                expires_at_ms: Some(now_ms.saturating_add(lifetime_ms)),
                ..old
            };
            if !insert(tx, &key, now_ms)? {
                return Ok(Err(NoKey::TooMany { name: key.name }));
            }
            tx.end_key(&old_id, now_ms.saturating_add(overlap_ms))?;
            Ok(Ok(()))
        });
        rotated.await??;
        self.forget(id);
        Ok(token)
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
        self.forget(id);
        Ok(found)
    }

    /// What was looked up of a key before now is not believed any more.
    fn forget(&self, id: &str) {
        let mut memory = self.memory.write().unwrap_or_else(PoisonError::into_inner);
        memory.revocations += 1;
        memory.believed.retain(|_, believed| believed.key.id != id);
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
            credential: key.id.clone(),
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

/// Keeps a key unless as many of its name are valid as may be; the answer is whether it was kept.
fn insert(tx: &mut (dyn Tx + 'static), key: &Key, now_ms: i64) -> Result<bool, EngineError> {
    let named = tx.keys_named(&key.name)?;
    let valid = named.iter().filter(|other| other.is_valid_at(now_ms));
    if valid.count() >= VALID_PER_NAME_MAX {
        return Ok(false);
    }
    tx.insert_key(key)?;
    Ok(true)
}

fn check_roles(roles: &[String]) -> Result<(), NoKey> {
    match roles.iter().find(|role| !ROLES.contains(&role.as_str())) {
        None => Ok(()),
        Some(role) => Err(NoKey::UnknownRole { role: role.clone() }),
    }
}

fn token() -> Result<String, NoKey> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| NoKey::NoRandomness)?;
    Ok(format!("{PREFIX}{}", hex::encode(bytes)))
}
