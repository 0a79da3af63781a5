//! The shop's rules as pure code: no async, no HTTP, no SQL; time and ids are passed in.

pub mod audit;
pub mod capsule;
pub mod contact;
pub mod csat;
pub mod cursor;
pub mod delivery;
pub mod event;
pub mod image;
pub mod inspiration;
pub mod journey;
pub mod key;
pub mod money;
pub mod order;
pub mod product;
pub mod retention;
pub mod return_request;
pub mod search;
pub mod shortlist;
pub mod subscription;
pub mod ticket;
pub mod timeline;

/// Milliseconds in an hour.
pub const HOUR_MS: i64 = 60 * 60 * 1000;

/// Milliseconds in a day.
pub const DAY_MS: i64 = 24 * HOUR_MS;
