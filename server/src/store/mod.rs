//! Transactions, rows and SQL. The only room that names a database driver.

mod audit;
mod capsules;
mod catalogue;
mod database;
mod engine;
mod events;
mod fault;
mod feedback;
mod inspiration;
mod journeys;
mod keys;
mod ledger;
mod migrations;
mod orders;
mod product_query;
mod readers;
mod reads;
mod retention;
mod returns;
mod shortlists;
pub mod snapshot;
mod sqlite_tx;
mod subscriptions;
mod tickets;
mod tx;
mod upkeep;

pub use database::{Settings, Store};
pub use fault::OpenError;
pub use reads::{Reads, Tally};
pub use tx::Tx;
pub use upkeep::Upkeep;
