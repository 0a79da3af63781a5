//! What generated commands lean on: a tree of subcommands out of tables, profiles and tokens, requests out of flags, answers for people and programs,
//! exit codes.

mod answer;
mod body;
mod check;
mod columns;
mod exit;
mod flag;
mod given;
mod human;
mod operation;
mod profile;
mod program;
mod request;
mod secret_file;
mod settings;
mod tree;
mod value;

pub use check::{Check, model};
pub use columns::columns;
pub use concierge_runtime::Place;
pub use exit::Exit;
pub use operation::{Asked, Body, Flag, Form, Kind, Operation, Part, PartKind, Target};
pub use program::{Program, Reached};
pub use settings::Refused;
