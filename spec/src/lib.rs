//! The concierge contract and its Rust shadow: the bundled document, the table of operations, models that check themselves.
//!
//! Everything below [`operations`] and every model is generated from `spec/concierge/openapi.yaml` by `cargo xtask gen`.

#[rustfmt::skip] // its formatting is pinned by the generator
mod generated;

pub use generated::*;
