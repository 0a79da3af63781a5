//! From an address and a key to a client.

use concierge_runtime_client::{ConnectError, Credentials, Retry, Session};

use crate::Client;

/// How a client calls.
#[derive(Clone, Debug)]
pub struct Options {
    /// What it shows to the server.
    pub credentials: Credentials,
    /// How often and how long it tries.
    pub retry: Retry,
    /// The id of a chain of calls, which every answer repeats.
    pub correlation_id: Option<String>,
}

impl Options {
    /// Default retries, no correlation id.
    #[must_use]
    pub fn new(credentials: Credentials) -> Self {
        Self {
            credentials,
            retry: Retry::default(),
            correlation_id: None,
        }
    }
}

/// A client of the server at `url`, for example `https://api.glowglitch.com`; a path in front of the contract's own may follow.
///
/// Nothing is sent yet. Redirections are not followed, so that a key goes nowhere else.
///
/// # Errors
/// When the address or the correlation id is unfit, or the system's certificates cannot be read.
pub fn connect(url: &str, options: Options) -> Result<Client, ConnectError> {
    let mut session = Session::new(options.credentials).with_retry(options.retry);
    if let Some(id) = &options.correlation_id {
        session = session.with_correlation_id(id)?;
    }
    Client::new(url, session)
}
