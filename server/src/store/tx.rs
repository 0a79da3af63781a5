//! What a job may do inside its transaction.

use concierge_runtime_server::{EngineError, Ledger};

use super::Upkeep;
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

/// The shop's verbs inside a transaction. Each of them fails with an [`EngineError`] when the storage does; the transaction then leaves no trace.
pub trait Tx: Ledger + Upkeep {
    /// The order with a number, as [`crate::domain::order::order_number`] writes it.
    ///
    /// # Errors
    /// When the storage fails.
    fn find_order(&mut self, number: &str) -> Result<Option<Order>, EngineError>;

    /// Whether an order has a return that is not finished.
    ///
    /// # Errors
    /// When the storage fails.
    fn has_active_return(&mut self, order_number: &str) -> Result<bool, EngineError>;

    /// Keeps a return that begins.
    ///
    /// # Errors
    /// When the storage fails, or the order has an active return.
    fn insert_return(&mut self, new: &NewReturn) -> Result<(), EngineError>;

    /// Keeps a picture that waits to be looked at.
    ///
    /// # Errors
    /// When the storage fails.
    fn insert_inspiration(&mut self, picture: &Inspiration) -> Result<(), EngineError>;

    /// Writes down how an order travelled; where something is written already it stays.
    ///
    /// # Errors
    /// When the storage fails.
    fn insert_journey(&mut self, number: &str, journey: &Journey) -> Result<(), EngineError>;

    /// The shortlist with an id.
    ///
    /// # Errors
    /// When the storage fails.
    fn find_shortlist(&mut self, id: &str) -> Result<Option<Shortlist>, EngineError>;

    /// The shortlist of a session.
    ///
    /// # Errors
    /// When the storage fails.
    fn session_shortlist(&mut self, session_id: &str) -> Result<Option<Shortlist>, EngineError>;

    /// Writes a session's shortlist in place of the one before.
    ///
    /// # Errors
    /// When the storage fails.
    fn save_shortlist(&mut self, list: &Shortlist) -> Result<(), EngineError>;

    /// The hold of a customer that nobody ended; its time may be over.
    ///
    /// # Errors
    /// When the storage fails.
    fn open_hold(&mut self, customer_hash: &[u8; 32]) -> Result<Option<Hold>, EngineError>;

    /// Keeps a hold that begins.
    ///
    /// # Errors
    /// When the storage fails, or the customer has one that nobody ended.
    fn insert_hold(&mut self, hold: &Hold) -> Result<(), EngineError>;

    /// Writes down how far a hold has come, and until when it lasts.
    ///
    /// # Errors
    /// When the storage fails.
    fn move_hold(&mut self, hold: &Hold) -> Result<(), EngineError>;

    /// How many open tickets a new one of that priority stands behind.
    ///
    /// # Errors
    /// When the storage fails.
    fn tickets_ahead(&mut self, priority: Priority) -> Result<i64, EngineError>;

    /// Puts a ticket into the queue.
    ///
    /// # Errors
    /// When the storage fails.
    fn insert_ticket(&mut self, ticket: &Ticket, placed: Placed<'_>) -> Result<(), EngineError>;

    /// What a session said of an intent, or of none.
    ///
    /// # Errors
    /// When the storage fails.
    fn find_rating(
        &mut self,
        session_id: &str,
        intent: Option<&str>,
    ) -> Result<Option<Rating>, EngineError>;

    /// Whether a session left a negative rating for any intent.
    ///
    /// # Errors
    /// When the storage fails.
    fn has_negative_rating(&mut self, session_id: &str) -> Result<bool, EngineError>;

    /// Keeps a rating.
    ///
    /// # Errors
    /// When the storage fails, or the session rated that intent before.
    fn insert_feedback(&mut self, feedback: &Feedback) -> Result<(), EngineError>;

    /// The id of the subscription that asks for the same: session, order, channel and destination.
    ///
    /// # Errors
    /// When the storage fails.
    fn same_subscription(&mut self, wanted: &Subscription) -> Result<Option<String>, EngineError>;

    /// Keeps a subscription.
    ///
    /// # Errors
    /// When the storage fails, or there is one that asks for the same.
    fn insert_subscription(&mut self, new: &Subscription) -> Result<(), EngineError>;

    /// Puts an event into the outbox, to be carried out once the transaction is committed.
    ///
    /// # Errors
    /// When the storage fails.
    fn publish(&mut self, event: &Event) -> Result<(), EngineError>;

    /// Adds a piece to the catalogue; one with the same id stays as it is.
    ///
    /// # Errors
    /// When the storage fails.
    fn insert_product(&mut self, product: &Product) -> Result<(), EngineError>;

    /// Adds an order; one with the same number stays as it is.
    ///
    /// # Errors
    /// When the storage fails.
    fn insert_order(&mut self, order: &Order) -> Result<(), EngineError>;

    /// Adds a caller's key.
    ///
    /// # Errors
    /// When the storage fails.
    fn insert_key(&mut self, key: &Key) -> Result<(), EngineError>;

    /// The key with an id.
    ///
    /// # Errors
    /// When the storage fails.
    fn key_with_id(&mut self, id: &str) -> Result<Option<Key>, EngineError>;

    /// Has a key end by itself at a moment, unless it ends before.
    ///
    /// # Errors
    /// When the storage fails.
    fn end_key(&mut self, id: &str, at_ms: i64) -> Result<(), EngineError>;

    /// Every key with that name, ended ones included.
    ///
    /// # Errors
    /// When the storage fails.
    fn keys_named(&mut self, name: &str) -> Result<Vec<Key>, EngineError>;

    /// Ends a key's validity; the answer is whether there was such a key. One that is revoked already keeps its date.
    ///
    /// # Errors
    /// When the storage fails.
    fn revoke_key(&mut self, id: &str, at_ms: i64) -> Result<bool, EngineError>;
}
