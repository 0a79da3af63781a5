//! What can be asked of a store outside of a transaction.

use concierge_runtime_server::EngineError;
use rusqlite::Connection;

use super::fault::fault;
use super::{audit, catalogue, events, inspiration, journeys, keys, orders};
use crate::domain::audit::Audited;
use crate::domain::delivery::Backlog;
use crate::domain::event::Recorded;
use crate::domain::inspiration::Unscanned;
use crate::domain::journey::Journey;
use crate::domain::key::Key;
use crate::domain::order::{Lookup, Order};
use crate::domain::product::Product;
use crate::domain::search::Search;

/// A reader's connection, which sees what was committed when its question began.
pub struct Reads<'a> {
    pub(super) connection: &'a Connection,
}

/// How many rows there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Returns, finished ones included.
    pub returns: i64,
    /// Shared pictures.
    pub inspiration: i64,
    /// Shortlists, one per session.
    pub shortlists: i64,
    /// Capsules, finished ones included.
    pub capsules: i64,
    /// Stylists' tickets, resolved ones included.
    pub tickets: i64,
    /// Ratings.
    pub feedback: i64,
    /// Subscriptions.
    pub subscriptions: i64,
    /// Events in the outbox.
    pub events: i64,
    /// Rows of the audit.
    pub audit: i64,
    /// Claimed keys that are not swept yet.
    pub idempotency: i64,
}

impl Reads<'_> {
    /// The pieces that a search finds, in its order, at most one more than its page holds.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn search_products(&self, search: &Search) -> Result<Vec<Product>, EngineError> {
        catalogue::search(self.connection, search).map_err(fault)
    }

    /// The order that everything in a lookup fits, the newest where several do, and its way so far.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn find_order(&self, lookup: &Lookup) -> Result<Option<(Order, Journey)>, EngineError> {
        let Some(order) = orders::look_up(self.connection, lookup).map_err(fault)? else {
            return Ok(None);
        };
        let journey = journeys::of(self.connection, &order.number).map_err(fault)?;
        Ok(Some((order, journey)))
    }

    /// The key with a hash.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn find_key(&self, hash: &[u8; 32]) -> Result<Option<Key>, EngineError> {
        keys::by_hash(self.connection, hash).map_err(fault)
    }

    /// Every key, the oldest first.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn keys(&self) -> Result<Vec<Key>, EngineError> {
        keys::all(self.connection).map_err(fault)
    }

    /// The events behind a position of the outbox, in the order of their commits; from the beginning for 0.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn events_after(&self, position: i64, limit: u32) -> Result<Vec<Recorded>, EngineError> {
        events::after(self.connection, position, limit).map_err(fault)
    }

    /// The events whose turn it is to be delivered: of each subject the first that waits, if it is due.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn due_events(&self, now_ms: i64, limit: u32) -> Result<Vec<Recorded>, EngineError> {
        events::due(self.connection, now_ms, limit).map_err(fault)
    }

    /// How much of the outbox is left to deliver.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn backlog(&self) -> Result<Backlog, EngineError> {
        events::backlog(self.connection).map_err(fault)
    }

    /// The events that were given up, the oldest first.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn dead_events(&self, limit: u32) -> Result<Vec<Recorded>, EngineError> {
        events::dead(self.connection, limit).map_err(fault)
    }

    /// Of these names of files the ones that no picture has.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn stray_files(&self, names: &[String]) -> Result<Vec<String>, EngineError> {
        inspiration::strays(self.connection, names).map_err(fault)
    }

    /// The pictures that a scanner is to look at, the longest waiting first.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn unscanned(&self, now_ms: i64, limit: u32) -> Result<Vec<Unscanned>, EngineError> {
        inspiration::unscanned(self.connection, now_ms, limit).map_err(fault)
    }

    /// The oldest rows of the audit, in the order of their commits.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn oldest_audit(&self, limit: u32) -> Result<Vec<Audited>, EngineError> {
        audit::oldest(self.connection, limit).map_err(fault)
    }

    /// The ids of pieces without a price, which no search shows.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn unpriced_products(&self, limit: u32) -> Result<Vec<String>, EngineError> {
        catalogue::unpriced(self.connection, limit).map_err(fault)
    }

    /// Reads one row, to see whether reading works.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn probe(&self) -> Result<(), EngineError> {
        self.connection
            .query_row("SELECT max(version) FROM migrations", [], |row| {
                row.get::<_, Option<i64>>(0)
            })
            .map(drop)
            .map_err(fault)
    }

    /// Counts rows.
    ///
    /// # Errors
    /// When the storage fails.
    pub fn tally(&self) -> Result<Tally, EngineError> {
        let count = |table: &str| {
            self.connection
                .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                    row.get(0)
                })
                .map_err(fault)
        };
        Ok(Tally {
            returns: count("returns")?,
            inspiration: count("inspiration")?,
            shortlists: count("shortlists")?,
            capsules: count("capsules")?,
            tickets: count("tickets")?,
            feedback: count("feedback")?,
            subscriptions: count("subscriptions")?,
            events: count("events")?,
            audit: count("audit")?,
            idempotency: count("idempotency")?,
        })
    }
}
