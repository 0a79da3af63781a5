//! From the resolved model to text: pure functions, one folder per thing that is emitted.

pub mod client;
pub mod command;
mod file;
pub mod format;
mod media;
pub mod models;
pub mod names;
pub mod package;
pub mod server;
pub mod stub;
mod words;

pub use client::{emit_calls, emit_client};
pub use command::emit_command;
pub use file::{EmittedFile, Names};
pub use models::emit_models;
pub use package::{PackageName, Runtimes, emit_package};
pub use server::emit_server;
pub use stub::emit_stub;
