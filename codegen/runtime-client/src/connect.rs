//! From an address to a transport.

use std::time::Duration;

use reqwest::{Client, Url, redirect};

use crate::{CorrelationIdError, Session, TraceError};

/// Why there is no client.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The address is none, or holds what no base may hold.
    #[error(
        "read the server's url: give http or https, a host, and neither user nor query nor fragment"
    )]
    Url,
    /// The correlation id would be ignored.
    #[error(transparent)]
    CorrelationId(#[from] CorrelationIdError),
    /// The trace would be ignored.
    #[error(transparent)]
    Trace(#[from] TraceError),
    /// The transport could not be set up.
    #[error("set up the transport")]
    Transport(#[source] reqwest::Error),
}

/// The address without its last slash, since every path begins with one.
///
/// # Errors
/// [`ConnectError::Url`]
pub fn base_url(text: &str) -> Result<String, ConnectError> {
    let url = Url::parse(text).map_err(|_| ConnectError::Url)?;
    let fits = matches!(url.scheme(), "http" | "https") && url.has_host();
    // A password in an address would be seen wherever the address is.
    let names_user = !url.username().is_empty() || url.password().is_some();
    if !fits || names_user || url.query().is_some() || url.fragment().is_some() {
        return Err(ConnectError::Url);
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

/// A transport for a session's calls. Redirections are not followed, so that a key goes nowhere else.
///
/// # Errors
/// [`ConnectError::Transport`], when the system's certificates cannot be read.
pub fn transport(session: &Session) -> Result<Client, ConnectError> {
    Client::builder()
        .user_agent(concat!(
            env!("CARGO_PKG_NAME"),
            "/",
            env!("CARGO_PKG_VERSION")
        ))
        .connect_timeout(Duration::from_millis(session.retry().attempt_timeout_ms))
        .redirect(redirect::Policy::none())
        .build()
        .map_err(ConnectError::Transport)
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
            ("https://ada:word@example.com", None),
            ("https://ada@example.com", None),
            ("", None),
        ] {
            assert_eq!(base_url(text).ok().as_deref(), expected, "{text}");
        }
    }
}
