//! Values to send: the contract's examples, values made from a schema, and values with exactly one fault.

mod examples;
mod faults;
mod file;
mod generate;
mod number;
mod pattern;
mod seed;
mod text;

#[cfg(test)]
mod tests;

pub(crate) use examples::{negative_examples, positive_examples};
pub(crate) use faults::{Fault, faults_of};
pub(crate) use file::{file_bytes, is_binary};
pub(crate) use generate::valid_value;
pub(crate) use seed::Seed;
