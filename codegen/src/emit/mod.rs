//! From the resolved model to text: pure functions, one folder per thing that is emitted.

mod file;
pub mod format;
pub mod models;
pub mod names;

pub use file::{EmittedFile, Names};
pub use models::emit_models;
