//! What generated clients lean on: credentials, keys, retries and deadlines, and the requests that a generator cannot write alone.

pub mod answer;
mod attempt;
pub mod calls;
pub mod connect;
mod credential;
mod draft;
mod events;
mod failure;
pub mod header;
mod multipart;
mod pace;
mod payload;
mod retry;
mod send;
mod session;
mod slot;
mod upload;
mod written;

pub use concierge_runtime::parameter::Style;
pub use connect::ConnectError;
pub use credential::{BearerError, BearerSource, Credentials, Secret};
pub use draft::{Draft, InvalidRequest, method};
pub use events::{Event, EventError, Events};
pub use failure::Failure;
pub use header::HeaderError;
pub use http::{HeaderMap, Method};
pub use multipart::Multipart;
pub use pace::{Pace, TokioPace};
pub use payload::Payload;
pub use progenitor_client::{ByteStream, ClientInfo};
pub use retry::Retry;
pub use send::send;
pub use session::{CorrelationIdError, Session};
pub use slot::Slot;
pub use upload::Upload;
pub use written::{FORM, SIMPLE, Written};
