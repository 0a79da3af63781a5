//! Integration tests of the toolkit.

mod cli;
mod client_emit;
mod determinism;
mod lint;
mod load;
mod lower;
mod models;
mod plan;
