//! Integration tests of the toolkit.

mod load;
mod plan;
