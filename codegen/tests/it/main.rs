//! Integration tests of the toolkit.

mod cli;
mod load;
mod plan;
