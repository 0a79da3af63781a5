//! What programs lean on that call every operation of a stub once.

use concierge_runtime::Check;
use serde::de::DeserializeOwned;

use crate::Error;

/// What came of a call.
#[derive(Debug)]
pub struct Called {
    /// `operationId`
    pub operation: &'static str,
    /// The status that the stub answers.
    pub wanted: u16,
    /// The status of the answer, which was decoded and checked, or why there is none.
    pub answered: Result<u16, String>,
}

/// An argument, from its JSON.
///
/// # Errors
/// When its type refuses it.
pub fn example<T: DeserializeOwned>(json: &str) -> Result<T, String> {
    serde_json::from_str(json).map_err(|error| format!("the argument {json} is refused: {error}"))
}

/// Holds an answer to its schema.
///
/// # Errors
/// The rules that it breaks.
pub fn checked<T: Check>(value: &T) -> Result<(), String> {
    value
        .check()
        .map_err(|violations| format!("the answer breaks rules: {violations:?}"))
}

/// The status of a refusal.
///
/// # Errors
/// Why there is no answer.
pub fn failure<E>(error: Error<E>) -> Result<u16, String> {
    match error.status() {
        Some(status) => Ok(status.as_u16()),
        None => Err(error.to_string()),
    }
}
