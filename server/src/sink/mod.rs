//! Where events go.

mod file;
mod stdout;
mod webhook;

use std::io;
use std::pin::Pin;

use crate::domain::delivery::Letter;

pub use file::FileSink;
pub use stdout::StdoutSink;
pub use webhook::{Webhook, WebhookSecret};

/// Why a letter was not taken. Nothing of this holds what the letter says.
#[derive(Debug, thiserror::Error)]
pub enum Undelivered {
    /// It can't be written down.
    #[error("write it down: {0}")]
    Write(#[source] io::Error),
    /// There was no answer.
    #[error("call the webhook: {0}")]
    Call(String),
    /// The answer was not one of success.
    #[error("call the webhook: it answered {0}")]
    Status(u16),
}

/// What comes of handing a letter over.
pub type Handover<'a> = Pin<Box<dyn Future<Output = Result<(), Undelivered>> + Send + 'a>>;

/// Takes letters. One that was taken is safe with the taker; one that was not is brought again.
pub trait Sink: Send + Sync + 'static {
    /// Hands a letter over.
    fn take<'a>(&'a self, letter: &'a Letter) -> Handover<'a>;
}
