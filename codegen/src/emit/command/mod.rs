//! The command of a contract: a table for each operation, from which the command's runtime makes subcommands and requests.

mod fields;
mod files;
mod flags;
mod kinds;
mod names;
mod operation;

pub use files::emit_command;
