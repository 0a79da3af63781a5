//! Ways of putting a service behind dropshot.

mod close;
mod entry;
pub mod equivalence;
mod merge;
mod native;
mod schema;
mod whole;

pub use close::{CloseError, close};
pub use native::{Merged, NativeError, add_native, native};
pub use whole::whole;
