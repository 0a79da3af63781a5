//! What an operator decides: flags, or variables of the environment. Everything that is wrong is reported at once.

mod arguments;
mod faults;
mod limits;
mod listen;
mod log;
mod secrets;
mod storage;

pub use arguments::{Arguments, Config, KeepArguments};
pub use faults::Faults;
pub use limits::{LimitArguments, Limits};
pub use listen::{Listen, ListenArguments, Mount};
pub use log::{Log, LogArguments};
pub use secrets::{SecretArguments, Secrets};
pub use storage::{Storage, StorageArguments};
