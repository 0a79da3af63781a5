//! The shop's rules as pure code: no async, no HTTP, no SQL; time and ids are passed in.

pub mod cursor;
pub mod event;
pub mod image;
pub mod inspiration;
pub mod key;
pub mod money;
pub mod order;
pub mod product;
pub mod return_request;
pub mod search;

/// Milliseconds in a day.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;
