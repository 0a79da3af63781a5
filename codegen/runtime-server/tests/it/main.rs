//! The service and its mounts, with routes written by hand.

mod bodies;
mod crowd;
mod keyed;
mod ledger;
mod limits;
mod mounts;
mod multipart;
mod observing;
mod origins;
mod parameters;
mod refusals;
mod replays;
mod secrecy;
mod shop;
mod steady;
mod upload;
