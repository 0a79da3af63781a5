//! Why a call gives no answer, before it is known what its errors carry.

use bytes::Bytes;
use http::StatusCode;
use progenitor_client::Error;
use serde::de::Error as _;

use crate::InvalidRequest;

/// Why a call gives no answer. It becomes whatever error an operation has, so that the steps of a call are compiled once.
#[derive(Debug)]
pub enum Failure {
    /// The request cannot be sent as it is; nothing went over the wire.
    Invalid(InvalidRequest),
    /// The server could not be reached.
    Transport(reqwest::Error),
    /// The answer broke off.
    Broken(reqwest::Error),
    /// The answer is not what its status promises.
    Unreadable(StatusCode, Bytes, serde_json::Error),
    /// A credential could not be had, or an answer came from elsewhere.
    Custom(String),
}

impl From<InvalidRequest> for Failure {
    fn from(error: InvalidRequest) -> Self {
        Self::Invalid(error)
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Invalid(error) => Self::InvalidRequest(error.to_string()),
            Failure::Transport(error) => Self::CommunicationError(error),
            Failure::Broken(error) => Self::ResponseBodyError(error),
            Failure::Unreadable(status, bytes, error) => {
                // progenitor's variant has no room for the status, which says which body was promised.
                let error = serde_json::Error::custom(format!("read the answer {status}: {error}"));
                Self::InvalidResponsePayload(bytes, error)
            }
            Failure::Custom(text) => Self::Custom(text),
        }
    }
}
