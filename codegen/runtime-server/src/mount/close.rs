//! Stopping a server within a deadline; dropshot's own `close` waits for ever.

use std::time::Duration;

use dropshot::{HttpServer, ServerContext};

/// Why a server did not stop in peace.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// Requests were still running; they are left to end with the process.
    #[error("close the server: requests were still running after {0:?}")]
    Deadline(Duration),
    /// The server's own task failed.
    #[error("close the server: {0}")]
    Server(String),
}

/// Stops accepting, lets running requests finish, and gives up at the deadline.
///
/// # Errors
/// A [`CloseError`] when requests outlive the deadline or the server's task failed.
pub async fn close<C: ServerContext>(
    server: HttpServer<C>,
    deadline: Duration,
) -> Result<(), CloseError> {
    match tokio::time::timeout(deadline, server.close()).await {
        Ok(closed) => closed.map_err(CloseError::Server),
        Err(_) => Err(CloseError::Deadline(deadline)),
    }
}
