//! The server's own tests, one binary for all of them.

mod auth;
mod fixture;
mod store;
