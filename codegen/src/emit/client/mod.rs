//! The client of a contract: what progenitor can write is written by it, the rest by our own hand in the same style.

mod comments;
mod dialect;
mod files;
mod hooks;
mod lane;
mod loss;
mod outcome;
mod own;
mod parameter;
mod progenitor;
mod rust;
mod title;
mod words;

pub use files::emit_client;
