//! What every operation works with, and the service made of it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use concierge_runtime_server::{Clock, Context, Options, Secret, Service, Versions};
use concierge_spec::operations::OPERATIONS;

use crate::auth::Keys;
use crate::domain::cursor::Cursor;
use crate::domain::event::Event;
use crate::generated::Parts;
use crate::ids::Ids;
use crate::secret::MasterSecret;
use crate::store::Store;

/// What the operations lean on.
pub struct Means {
    /// Where everything is kept.
    pub store: Arc<Store>,
    /// What keys every hash.
    pub secret: MasterSecret,
    /// Where time comes from.
    pub clock: Arc<dyn Clock>,
    /// Where ids come from.
    pub ids: Arc<dyn Ids>,
    /// Folder for uploads that were taken in.
    pub uploads_dir: PathBuf,
}

/// The concierge: it implements the trait of every tag, one file of `api` each.
pub struct App {
    pub(crate) means: Means,
    pub(crate) cursors: Cursor,
    /// When the store last answered, on the monotonic clock; whoever asks it holds the lock.
    pub(crate) found_ready_ns: tokio::sync::Mutex<Option<u64>>,
    is_draining: AtomicBool,
}

impl App {
    /// From what the operations lean on.
    #[must_use]
    pub fn new(means: Means) -> Arc<Self> {
        let cursors = Cursor::new(&means.secret.derive("cursor"));
        Arc::new(Self {
            means,
            cursors,
            found_ready_ns: tokio::sync::Mutex::default(),
            is_draining: AtomicBool::new(false),
        })
    }

    /// The callers' keys of this server.
    #[must_use]
    pub fn keys(&self) -> Keys {
        let Means {
            store,
            secret,
            clock,
            ids,
            ..
        } = &self.means;
        Keys::new(
            Arc::clone(store),
            secret.clone(),
            Arc::clone(clock),
            Arc::clone(ids),
            scopes(),
        )
    }

    /// How the runtime is to run this server; set what differs.
    #[must_use]
    pub fn options(&self) -> Options {
        let mut options = Options::new(Secret::new(self.means.secret.derive("runtime")));
        options.clock = Arc::clone(&self.means.clock);
        options.versions = Some(Versions {
            header: "x-api-version",
            known: vec!["v1".to_owned()],
        });
        options.realm = "concierge";
        options
    }

    /// The whole contract behind one call.
    #[must_use]
    pub fn service(self: &Arc<Self>, options: Options) -> Service {
        let parts = Parts {
            products: Arc::clone(self),
            orders: Arc::clone(self),
            returns: Arc::clone(self),
            capsules: Arc::clone(self),
            stylist: Arc::clone(self),
            analytics: Arc::clone(self),
            shortlists: Arc::clone(self),
            inspiration: Arc::clone(self),
            notifications: Arc::clone(self),
            health: Arc::clone(self),
            authenticator: self.keys(),
        };
        parts.into_service(options)
    }

    /// Where everything is kept.
    #[must_use]
    pub fn store(&self) -> &Arc<Store> {
        &self.means.store
    }

    /// From now on the server says that it takes no further work.
    pub fn drain(&self) {
        self.is_draining.store(true, Ordering::Release);
    }

    /// An event that a request causes.
    pub(crate) fn event(&self, cx: &Context, happened: Happened<'_>) -> Event {
        let session = self.means.secret.session_pseudonym(happened.session_id);
        let mut facts = happened.facts;
        facts.push(("session", session));
        Event {
            id: self.means.ids.row_id(),
            name: happened.name,
            subject: happened.subject,
            at_ms: happened.at_ms,
            request_id: cx.request_id.to_string(),
            correlation_id: cx.correlation_id.as_deref().map(str::to_owned),
            trace_parent: Some(cx.trace.header()),
            trace_state: cx.trace.state().map(str::to_owned),
            facts,
        }
    }

    /// Bytes that no other sealed contact begins with.
    pub(crate) fn nonce(&self) -> [u8; 12] {
        let (high, low) = (self.means.ids.chance(), self.means.ids.chance());
        let mut nonce = [0; 12];
        nonce[..8].copy_from_slice(&high.to_be_bytes());
        nonce[8..].copy_from_slice(&low.to_be_bytes()[..4]);
        nonce
    }

    pub(crate) fn is_draining(&self) -> bool {
        self.is_draining.load(Ordering::Acquire)
    }
}

/// What an event tells beyond the request that caused it. Nothing personal but the session, which becomes a keyed hash.
pub(crate) struct Happened<'a> {
    pub(crate) name: &'static str,
    pub(crate) subject: String,
    pub(crate) session_id: &'a str,
    pub(crate) at_ms: i64,
    pub(crate) facts: Vec<(&'static str, String)>,
}

/// Every scope that some operation of the contract asks for.
#[must_use]
pub fn scopes() -> BTreeSet<&'static str> {
    OPERATIONS
        .iter()
        .flat_map(|operation| operation.scopes.iter().copied())
        .collect()
}
