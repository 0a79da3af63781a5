//! What a job may do inside its transaction.

use concierge_runtime_server::{EngineError, Ledger};

use crate::domain::event::Event;
use crate::domain::inspiration::Inspiration;
use crate::domain::key::Key;
use crate::domain::order::Order;
use crate::domain::product::Product;
use crate::domain::return_request::NewReturn;

/// The shop's verbs inside a transaction. Each of them fails with an [`EngineError`] when the storage does; the transaction then leaves no trace.
pub trait Tx: Ledger {
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

    /// Forgets what has expired; the answer is how many rows went.
    ///
    /// # Errors
    /// When the storage fails.
    fn sweep(&mut self, now_ms: i64) -> Result<usize, EngineError>;
}
