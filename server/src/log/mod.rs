//! What the server says of its work, on standard error: one line per request, and no line with anything that a customer sent.

mod dropshot;
mod lines;
mod panics;

pub use dropshot::for_dropshot;
pub use lines::open;
pub use panics::hide_panics;
