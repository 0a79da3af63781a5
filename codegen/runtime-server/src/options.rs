//! How a service is run, as far as the contract leaves it open.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::{Clock, Cors, Failure, Observer, Page, Profile, Proxies, SystemClock};

/// How a service is run. Start from [`Options::new`] and set what differs.
#[derive(Clone)]
pub struct Options {
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// Which limits are in force.
    pub limits: Profile,
    /// How many subjects the limits remember at most.
    pub limit_entries_max: usize,
    /// Whose forwarded headers are believed.
    pub proxies: Proxies,
    /// Keys the hashes of idempotency keys and sessions. Must be the same in every process that shares a ledger.
    pub secret: Secret,
    /// Where uploads wait until somebody persists them.
    pub spool_dir: PathBuf,
    /// How long a whole body may take to arrive, in milliseconds.
    pub body_timeout_ms: u64,
    /// Who is told of every request; nobody by default.
    pub observer: Option<Arc<dyn Observer>>,
    /// The versions that callers may name, if the contract has such a header.
    pub versions: Option<Versions>,
    /// Which pages of other origins may call; none by default.
    pub cors: Option<Cors>,
    /// Pages beside the contract; none by default. Under `mount::native` no path of the contract may have a variable where a page has a word.
    pub pages: Vec<Page>,
    /// The `realm` of challenges.
    pub realm: &'static str,
}

/// Versions of the interface that callers may name in a header.
#[derive(Clone, Debug)]
pub struct Versions {
    /// The header, in lower case.
    pub header: &'static str,
    /// Every version that is served.
    pub known: Vec<String>,
}

impl Options {
    /// The contract's limits, the machine's clocks, the system's folder for temporary files, no proxy, no observer.
    #[must_use]
    pub fn new(secret: Secret) -> Self {
        Self {
            clock: Arc::new(SystemClock::new()),
            limits: Profile::Declared,
            limit_entries_max: 1 << 20,
            proxies: Proxies::default(),
            secret,
            spool_dir: std::env::temp_dir(),
            body_timeout_ms: 30_000,
            observer: None,
            versions: None,
            cors: None,
            pages: Vec::new(),
            realm: "api",
        }
    }
}

/// Key material. Never shown.
#[derive(Clone)]
pub struct Secret(Arc<[u8]>);

impl Secret {
    /// Key material from a configuration; use 32 random bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into().into())
    }

    /// 32 bytes from the operating system: good for one process, since another one could not recognise its hashes.
    ///
    /// # Errors
    /// A [`Failure`] when the operating system has none to give.
    pub fn random() -> Result<Self, Failure> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes)
            .map_err(|error| Failure::new(format!("read random bytes: {error}")))?;
        Ok(Self::new(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(..)")
    }
}
