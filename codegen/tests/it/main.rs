//! Integration tests of the toolkit.

mod cli;
mod client_emit;
mod load;
mod models;
mod plan;
