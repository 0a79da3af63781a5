//! The verbs of [`Tx`] on the writer's connection.

use concierge_runtime_server::EngineError;
use rusqlite::Connection;

use super::fault::fault;
use super::{Tx, catalogue, events, inspiration, keys, orders, returns};
use crate::domain::event::Event;
use crate::domain::inspiration::Inspiration;
use crate::domain::key::Key;
use crate::domain::order::Order;
use crate::domain::product::Product;
use crate::domain::return_request::NewReturn;

/// The writer's connection, inside a transaction that the engine opened.
pub(super) struct SqliteTx {
    pub(super) connection: Connection,
}

impl SqliteTx {
    /// Runs a fixed statement.
    pub(super) fn run(&self, sql: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql)?.execute([]).map(drop)
    }
}

impl Tx for SqliteTx {
    fn find_order(&mut self, number: &str) -> Result<Option<Order>, EngineError> {
        orders::find(&self.connection, number).map_err(fault)
    }

    fn has_active_return(&mut self, order_number: &str) -> Result<bool, EngineError> {
        returns::has_active(&self.connection, order_number).map_err(fault)
    }

    fn insert_return(&mut self, new: &NewReturn) -> Result<(), EngineError> {
        returns::insert(&self.connection, new).map_err(fault)
    }

    fn insert_inspiration(&mut self, picture: &Inspiration) -> Result<(), EngineError> {
        inspiration::insert(&self.connection, picture).map_err(fault)
    }

    fn publish(&mut self, event: &Event) -> Result<(), EngineError> {
        events::insert(&self.connection, event).map_err(fault)
    }

    fn insert_product(&mut self, product: &Product) -> Result<(), EngineError> {
        catalogue::insert(&self.connection, product).map_err(fault)
    }

    fn insert_order(&mut self, order: &Order) -> Result<(), EngineError> {
        orders::insert(&self.connection, order).map_err(fault)
    }

    fn insert_key(&mut self, key: &Key) -> Result<(), EngineError> {
        keys::insert(&self.connection, key).map_err(fault)
    }

    fn keys_named(&mut self, name: &str) -> Result<Vec<Key>, EngineError> {
        keys::named(&self.connection, name).map_err(fault)
    }

    fn revoke_key(&mut self, id: &str, at_ms: i64) -> Result<bool, EngineError> {
        keys::revoke(&self.connection, id, at_ms).map_err(fault)
    }

    fn sweep(&mut self, now_ms: i64) -> Result<usize, EngineError> {
        self.connection
            .execute(
                "DELETE FROM idempotency WHERE expires_at_ms <= ?1",
                [now_ms],
            )
            .map_err(fault)
    }
}
