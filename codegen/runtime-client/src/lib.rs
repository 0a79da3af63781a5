//! What generated clients lean on: credentials, keys, retries and deadlines, and the requests that a generator cannot write alone.

pub mod answer;
mod attempt;
pub mod connect;
mod credential;
mod draft;
mod failure;
mod multipart;
mod pace;
mod parameter;
mod payload;
mod retry;
mod send;
mod session;
mod slot;
mod upload;

pub use connect::ConnectError;
pub use credential::{BearerError, BearerSource, Credentials, Secret};
pub use draft::{Draft, InvalidRequest, method};
pub use failure::Failure;
pub use http::Method;
pub use multipart::Multipart;
pub use pace::{Pace, TokioPace};
pub use parameter::Style;
pub use payload::Payload;
pub use progenitor_client::ByteStream;
pub use retry::Retry;
pub use send::send;
pub use session::{CorrelationIdError, Session};
pub use slot::Slot;
pub use upload::Upload;
