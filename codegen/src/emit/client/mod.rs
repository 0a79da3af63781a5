//! The client of a contract: one builder per operation, thin over the client's runtime, in the manners of progenitor.

mod answer;
mod body;
mod builder;
mod call;
mod calls;
mod example;
mod face;
mod files;
mod headers;
mod input;
mod loss;
mod media;
mod outcome;
mod paging;
mod parameter;
mod rust;
mod sample;
mod title;

pub(super) use call::Call;
pub use calls::emit_calls;
pub use files::emit_client;
pub(super) use media::{Asked, asked};
pub(super) use parameter::{Given, Written};
pub(super) use rust::resolve;
pub(super) use title::titles;
