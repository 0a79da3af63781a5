//! The service and its mounts, with routes written by hand.

mod bodies;
mod keyed;
mod ledger;
mod limits;
mod mounts;
mod multipart;
mod observing;
mod origins;
mod parameters;
mod refusals;
mod shop;
mod upload;
