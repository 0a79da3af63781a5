//! What an operator decides: flags over variables of the environment over a file over defaults. Everything that is wrong is reported at once.
//!
//! Each concern is a file with its settings, what they become, and how they are read; `settings.rs` is the one table of all of them.

mod arguments;
mod cors;
mod demands;
mod environment;
mod events;
mod faults;
mod file;
mod limits;
mod listen;
mod log;
mod pages;
pub mod reference;
mod scanner;
mod secrets;
mod seeding;
mod setting;
mod settings;
mod storage;
mod values;

pub use arguments::{Arguments, Config, Keep, KeepArguments};
pub use environment::Environment;
pub use events::{Destination, Events};
pub use faults::Faults;
pub use limits::Limits;
pub use listen::{Listen, Mount};
pub use log::{Level, Log, LogFormat, Requests};
pub use pages::Pages;
pub use secrets::Secrets;
pub use setting::{Kind, Setting};
pub use storage::Storage;
pub use values::{Origin, Shown};
