//! The server's own tests, one binary for all of them.

mod fixture;
mod store;
