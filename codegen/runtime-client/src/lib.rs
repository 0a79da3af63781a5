//! What generated clients lean on: credentials, keys, retries and deadlines, and the requests that a generator cannot write alone.

pub mod answer;
mod attempt;
mod credential;
mod draft;
pub mod hooks;
mod multipart;
mod pace;
mod parameter;
mod payload;
mod retry;
mod session;
mod slot;
mod upload;

pub use credential::{BearerError, BearerSource, Credentials, Secret};
pub use draft::{Draft, InvalidRequest, method};
pub use http::Method;
pub use multipart::Multipart;
pub use pace::{Pace, TokioPace};
pub use parameter::Style;
pub use payload::Payload;
pub use retry::Retry;
pub use session::{CorrelationIdError, Session};
pub use slot::Slot;
pub use upload::Upload;
