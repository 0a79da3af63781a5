//! What a step expects, and the words for what it sees instead.

use std::fmt::Display;

use concierge_client::{Error, ResponseValue};
use concierge_spec as wire;

/// An expectation that does not hold, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken(pub(super) String);

/// Why a call was not answered as the contract's success.
impl From<Error<wire::Error>> for Broken {
    fn from(error: Error<wire::Error>) -> Self {
        Self(format!("expected a success, seen {}", seen(&error)))
    }
}

/// Holds a condition.
///
/// # Errors
/// When it doesn't hold: what was expected, and what was seen.
pub(super) fn ensure(
    holds: bool,
    expected: impl Display,
    seen: impl Display,
) -> Result<(), Broken> {
    match holds {
        true => Ok(()),
        false => Err(Broken(format!("expected {expected}, seen {seen}"))),
    }
}

/// Holds two values to be the same.
///
/// # Errors
/// When they differ.
pub(super) fn same<T: PartialEq + Display>(
    what: &str,
    expected: &T,
    found: &T,
) -> Result<(), Broken> {
    ensure(expected == found, format!("{what} {expected}"), found)
}

/// Holds an answer to its status.
///
/// # Errors
/// When it has another one.
pub(super) fn answered<T>(answer: &ResponseValue<T>, status: u16) -> Result<(), Broken> {
    same("the status", &status, &answer.status().as_u16())
}

/// Holds a call to be refused with a status and a code.
///
/// # Errors
/// When it was answered otherwise.
pub(super) fn refused<T>(
    outcome: Result<ResponseValue<T>, Error<wire::Error>>,
    status: u16,
    code: &str,
) -> Result<(), Broken> {
    let expected = format!("{status} {code}");
    match outcome {
        Ok(answer) => ensure(false, expected, answer.status()),
        Err(Error::ErrorResponse(refusal))
            if refusal.status() == status && refusal.code == code =>
        {
            Ok(())
        }
        Err(error) => ensure(false, expected, seen(&error)),
    }
}

fn seen(error: &Error<wire::Error>) -> String {
    match error {
        Error::ErrorResponse(refusal) => format!(
            "{} {}: {} (request id {})",
            refusal.status().as_u16(),
            refusal.code,
            refusal.message,
            refusal.request_id
        ),
        other => other.to_string(),
    }
}
