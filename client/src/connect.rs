//! From an address and a key to a client.

use std::time::Duration;

use concierge_runtime_client::{CorrelationIdError, Credentials, Retry, Session};
use reqwest::{Url, redirect};

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
    let base = base_url(url)?;
    let mut session = Session::new(options.credentials).with_retry(options.retry.clone());
    if let Some(id) = &options.correlation_id {
        session = session.with_correlation_id(id)?;
    }
    let transport = reqwest::Client::builder()
        .user_agent(concat!(
            env!("CARGO_PKG_NAME"),
            "/",
            env!("CARGO_PKG_VERSION")
        ))
        .connect_timeout(Duration::from_millis(options.retry.attempt_timeout_ms))
        .redirect(redirect::Policy::none())
        .build()
        .map_err(ConnectError::Transport)?;
    Ok(Client::new_with_client(&base, transport, session))
}

impl Client {
    /// A client of the same server and session whose calls carry a correlation id.
    ///
    /// # Errors
    /// When the id does not match `^[A-Za-z0-9._-]{1,64}$`.
    pub fn correlated(&self, id: &str) -> Result<Self, CorrelationIdError> {
        let session = self.inner.clone().with_correlation_id(id)?;
        Ok(Self::new_with_client(
            &self.baseurl,
            self.client.clone(),
            session,
        ))
    }
}

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is none, or holds what no base may hold.
    #[error("read the server's url: give http or https, a host, and neither query nor fragment")]
    Url,
    /// The correlation id would be ignored.
    #[error(transparent)]
    CorrelationId(#[from] CorrelationIdError),
    /// The transport could not be set up.
    #[error("set up the transport")]
    Transport(#[source] reqwest::Error),
}

/// The address without its last slash, since every path begins with one.
fn base_url(text: &str) -> Result<String, ConnectError> {
    let url = Url::parse(text).map_err(|_| ConnectError::Url)?;
    let fits = matches!(url.scheme(), "http" | "https") && url.has_host();
    if !fits || url.query().is_some() || url.fragment().is_some() {
        return Err(ConnectError::Url);
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::base_url;

    #[test]
    fn a_base_has_a_host_and_no_last_slash() {
        for (text, expected) in [
            ("https://api.example.com", Some("https://api.example.com")),
            ("http://localhost:8080/", Some("http://localhost:8080")),
            ("http://localhost/shop/", Some("http://localhost/shop")),
            ("localhost:8080", None),
            ("ftp://example.com", None),
            ("https://example.com?key=1", None),
            ("", None),
        ] {
            assert_eq!(base_url(text).ok().as_deref(), expected, "{text}");
        }
    }
}
