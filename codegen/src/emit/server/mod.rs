//! The server side of a contract: one trait per tag, the HTTP layer behind it, and the service that puts them together.

mod answer;
mod body;
mod component;
mod default;
mod distinct;
mod docs;
mod files;
mod http;
mod loose;
mod masks;
mod multipart;
mod negotiation;
mod operation;
mod owned;
mod parameter;
mod problem;
mod refusal;
mod request;
mod rule;
mod rust;
mod service;
mod session;
mod tag;

pub(super) use answer::{Slot, Variant, answers_of};
pub(super) use distinct::with_distinct_names;
pub use files::emit_server;
pub(super) use service::guarded;
