//! From typed values to a request on the wire.

mod call;
mod multipart;
mod style;

#[cfg(test)]
mod tests;

pub(crate) use call::{Draft, runtime_owned};
