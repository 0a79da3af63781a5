//! Models: one public type per schema, the table of operations, the contract itself.

mod aliases;
mod checks;
mod constraints;
mod docs;
mod enums;
mod examples;
mod facts;
mod files;
mod guide;
mod kept;
mod literal;
mod masks;
mod operations;
mod promises;
mod ruled;
mod rules;
mod scope;
mod structs;
mod table;
mod unions;

pub(super) use constraints::constraints;
pub use files::emit_models;
pub(super) use literal::Literals;
pub(super) use masks::kind as pii_kind;
pub(super) use scope::integer_type;
pub(super) use structs::presence;
