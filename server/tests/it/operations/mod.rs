//! Every operation of the contract, called in process.

mod analytics;
mod capsules;
mod health;
pub(crate) mod inspiration;
mod keyed;
mod notifications;
mod orders;
mod products;
mod refusals;
mod returns;
pub(crate) mod shortlists;
mod stylist;
