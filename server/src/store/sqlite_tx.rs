//! The verbs of [`Tx`] on the writer's connection.

use concierge_runtime_server::EngineError;
use rusqlite::Connection;

use super::fault::fault;
use super::{
    Tx, capsules, catalogue, events, feedback, inspiration, journeys, keys, orders, returns,
    shortlists, subscriptions, tickets,
};
use crate::domain::capsule::Hold;
use crate::domain::csat::{Feedback, Rating};
use crate::domain::event::Event;
use crate::domain::inspiration::Inspiration;
use crate::domain::journey::Journey;
use crate::domain::key::Key;
use crate::domain::order::Order;
use crate::domain::product::Product;
use crate::domain::return_request::NewReturn;
use crate::domain::shortlist::Shortlist;
use crate::domain::subscription::Subscription;
use crate::domain::ticket::{Placed, Priority, Ticket};

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

    fn insert_journey(&mut self, number: &str, journey: &Journey) -> Result<(), EngineError> {
        journeys::insert(&self.connection, number, journey).map_err(fault)
    }

    fn find_shortlist(&mut self, id: &str) -> Result<Option<Shortlist>, EngineError> {
        shortlists::find(&self.connection, id).map_err(fault)
    }

    fn session_shortlist(&mut self, session_id: &str) -> Result<Option<Shortlist>, EngineError> {
        shortlists::of_session(&self.connection, session_id).map_err(fault)
    }

    fn save_shortlist(&mut self, list: &Shortlist) -> Result<(), EngineError> {
        shortlists::save(&self.connection, list).map_err(fault)
    }

    fn open_hold(&mut self, customer_hash: &[u8; 32]) -> Result<Option<Hold>, EngineError> {
        capsules::open_of(&self.connection, customer_hash).map_err(fault)
    }

    fn insert_hold(&mut self, hold: &Hold) -> Result<(), EngineError> {
        capsules::insert(&self.connection, hold).map_err(fault)
    }

    fn move_hold(&mut self, hold: &Hold) -> Result<(), EngineError> {
        capsules::update(&self.connection, hold).map_err(fault)
    }

    fn tickets_ahead(&mut self, priority: Priority) -> Result<i64, EngineError> {
        tickets::ahead(&self.connection, priority).map_err(fault)
    }

    fn insert_ticket(&mut self, ticket: &Ticket, placed: Placed<'_>) -> Result<(), EngineError> {
        tickets::insert(&self.connection, ticket, placed).map_err(fault)
    }

    fn find_rating(
        &mut self,
        session_id: &str,
        intent: Option<&str>,
    ) -> Result<Option<Rating>, EngineError> {
        feedback::rating(&self.connection, session_id, intent).map_err(fault)
    }

    fn has_negative_rating(&mut self, session_id: &str) -> Result<bool, EngineError> {
        feedback::is_any_negative(&self.connection, session_id).map_err(fault)
    }

    fn insert_feedback(&mut self, feedback: &Feedback) -> Result<(), EngineError> {
        feedback::insert(&self.connection, feedback).map_err(fault)
    }

    fn same_subscription(&mut self, wanted: &Subscription) -> Result<Option<String>, EngineError> {
        subscriptions::same(&self.connection, wanted).map_err(fault)
    }

    fn insert_subscription(&mut self, new: &Subscription) -> Result<(), EngineError> {
        subscriptions::insert(&self.connection, new).map_err(fault)
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

    fn key_with_id(&mut self, id: &str) -> Result<Option<Key>, EngineError> {
        keys::by_id(&self.connection, id).map_err(fault)
    }

    fn end_key(&mut self, id: &str, at_ms: i64) -> Result<(), EngineError> {
        keys::end(&self.connection, id, at_ms).map_err(fault)
    }

    fn keys_named(&mut self, name: &str) -> Result<Vec<Key>, EngineError> {
        keys::named(&self.connection, name).map_err(fault)
    }

    fn revoke_key(&mut self, id: &str, at_ms: i64) -> Result<bool, EngineError> {
        keys::revoke(&self.connection, id, at_ms).map_err(fault)
    }
}
