//! What several tests start from: a store, and rows to fill it with.

use std::sync::atomic::{AtomicI64, Ordering};

use concierge_runtime_server::Clock;
use concierge_server::domain::DAY_MS;
use concierge_server::domain::event::Event;
use concierge_server::domain::order::{Order, OrderItem, OrderStatus};
use concierge_server::domain::product::Product;
use concierge_server::domain::return_request::{Begun, Choice, Contact, NewReturn};
use concierge_server::store::{Settings, Store};
use tempfile::TempDir;

/// The moment at which tests happen, in milliseconds since 1970.
pub(crate) const NOW_MS: i64 = 1_760_000_000_000;

/// Both clocks, moved by hand.
pub(crate) struct HandClock {
    since_start_ms: AtomicI64,
    /// How far the wall clock is off.
    off_ms: AtomicI64,
}

impl HandClock {
    pub(crate) fn new() -> Self {
        Self {
            since_start_ms: AtomicI64::new(0),
            off_ms: AtomicI64::new(0),
        }
    }

    pub(crate) fn advance_ms(&self, ms: i64) {
        self.since_start_ms.fetch_add(ms, Ordering::SeqCst);
    }

    /// Sets the wall clock wrong by this much; the other clock goes on.
    pub(crate) fn jump_wall_to_ms(&self, off_ms: i64) {
        self.off_ms.store(off_ms, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn elapsed_ns(&self) -> u64 {
        u64::try_from(self.since_start_ms.load(Ordering::SeqCst)).unwrap_or_default() * 1_000_000
    }

    fn unix_ms(&self) -> i64 {
        NOW_MS + self.since_start_ms.load(Ordering::SeqCst) + self.off_ms.load(Ordering::SeqCst)
    }
}

/// A store in a folder that goes when this is dropped.
pub(crate) struct Shelf {
    pub(crate) store: Store,
    pub(crate) settings: Settings,
    pub(crate) folder: TempDir,
}

impl Shelf {
    pub(crate) fn new() -> Self {
        Self::with(|_| ())
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = Settings::new(folder.path().join("concierge.db"));
        settings.readers = 2;
        change(&mut settings);
        Self {
            store: Store::open(&settings).expect("a store"),
            settings,
            folder,
        }
    }

    /// Closes the store and opens it again.
    pub(crate) fn reopen(self) -> Self {
        let Self {
            store,
            settings,
            folder,
        } = self;
        drop(store);
        Self {
            store: Store::open(&settings).expect("the same store"),
            settings,
            folder,
        }
    }
}

/// An order that was delivered ten days ago.
pub(crate) fn order(number: &str) -> Order {
    Order {
        number: number.to_owned(),
        status: OrderStatus::Delivered,
        created_at_ms: NOW_MS - 20 * DAY_MS,
        delivered_at_ms: Some(NOW_MS - 10 * DAY_MS),
        email: "olivia@example.com".to_owned(),
        postal_code: "10012".to_owned(),
        items: vec![OrderItem {
            sku: "RING".to_owned(),
            title: "Ring".to_owned(),
            price_cents: 42_000,
            bars: Vec::new(),
        }],
    }
}

/// A return that begins.
pub(crate) fn new_return(rma_id: &str, order_number: &str) -> NewReturn {
    NewReturn {
        begun: Begun {
            rma_id: rma_id.to_owned(),
            label_url: "https://cdn.glowglitch.com/rma/x.pdf".to_owned(),
            expires_at_ms: NOW_MS + DAY_MS,
        },
        order_number: order_number.to_owned(),
        choice: Choice::Return,
        session_id: "sess_7f3a91".to_owned(),
        contact: Contact::default(),
        pickup: None,
        reason: None,
        notes: None,
        created_at_ms: NOW_MS,
    }
}

/// An event, told apart by its id.
pub(crate) fn event(id: &str) -> Event {
    Event {
        id: id.to_owned(),
        name: "return.initiated",
        subject: "k1:00".to_owned(),
        at_ms: NOW_MS,
        request_id: "request".to_owned(),
        correlation_id: None,
        trace_parent: None,
        trace_state: None,
        facts: vec![("option", "return".to_owned())],
    }
}

/// An ordinary piece of the catalogue.
pub(crate) fn product(id: &str) -> Product {
    Product {
        id: id.to_owned(),
        slug: id.to_owned(),
        title: "Ring".to_owned(),
        spec_line: None,
        price_cents: Some(42_000),
        currency: "USD".to_owned(),
        image: None,
        tags: vec!["gold".to_owned()],
        category: "ring".to_owned(),
        metal: Some("14k_yellow".to_owned()),
        gemstone: None,
        ready_to_ship: true,
        stock: 3,
        shipping_promise: None,
        bestseller_permille: 500,
        limited_drop: false,
        created_at_ms: NOW_MS - 100 * DAY_MS,
    }
}
