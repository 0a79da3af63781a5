//! The contract judged by an independent validator: its examples, its references, its statuses.

mod document;
mod examples;
mod statuses;
mod words;
