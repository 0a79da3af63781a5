//! Values to send: the contract's examples, values that the compiler makes from a schema, and values with exactly one fault.

mod examples;
mod faults;
mod file;

#[cfg(test)]
mod tests;

pub(crate) use concierge_codegen::values::{Seed, valid_value};
pub(crate) use examples::{negative_examples, positive_examples};
pub(crate) use faults::{Fault, faults_of};
pub(crate) use file::{file_bytes, is_binary};
