//! Why a call gives no success.

use std::{fmt, time::Duration};

use http::{HeaderValue, StatusCode, header::RETRY_AFTER};
use serde_json::Value;

use crate::{
    Advice, Answer, BearerError, InvalidRequest, Refusal, refusal::show_request_id,
    retry::is_transient,
};

/// Why a call gives no success. Neither `Display` nor `Debug` repeats a body, an address or a header, since they may hold secrets and
/// personal data; whoever needs them takes them out of the variant.
pub enum Error<E = ()> {
    /// The request cannot be sent as it is; nothing went over the wire.
    InvalidRequest(InvalidRequest),
    /// There was no token; nothing went over the wire.
    NoCredential(BearerError),
    /// The host failed too often, so that it is left alone for a while; nothing went over the wire.
    CircuitOpen(CircuitOpen),
    /// No answer came, or it broke off.
    CommunicationError(NoAnswer),
    /// The server refused, as the contract says that it may.
    ErrorResponse(Refusal<E>),
    /// The answer is not what its status promises.
    InvalidResponsePayload(Unreadable),
    /// The contract has no such answer.
    UnexpectedResponse(Answer),
}

/// The same, before it is known what an operation's errors carry, so that the steps of a call are compiled once.
#[derive(Debug)]
pub enum Failure {
    /// The request cannot be sent as it is; nothing went over the wire.
    Invalid(InvalidRequest),
    /// There was no token; nothing went over the wire.
    Credential(BearerError),
    /// The host is left alone for a while; nothing went over the wire.
    Circuit(CircuitOpen),
    /// No answer came, or it broke off.
    Lost(NoAnswer),
    /// The answer is not what its status promises.
    Unreadable(Unreadable),
    /// The contract has no such answer, as that of a proxy.
    Foreign(Answer),
}

/// A host that is left alone, since it failed too often in a row.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("call {host}: it failed too often in a row, and is called again in {} ms", wait.as_millis())]
pub struct CircuitOpen {
    /// The host and port.
    pub host: String,
    /// How long it is still left alone.
    pub wait: Duration,
}

/// No answer came, or it broke off.
#[derive(Debug)]
pub struct NoAnswer {
    /// Why, at the last attempt.
    pub reason: Reason,
    /// How often the request was sent.
    pub attempts: u32,
    /// Whether it may be sent again without a second effect.
    pub is_repeatable: bool,
    pub(crate) key: Option<HeaderValue>,
}

/// Why no answer came.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    /// There was no connection, so that the request had no effect.
    #[error("no connection could be made")]
    Connect(#[source] reqwest::Error),
    /// The connection broke off.
    #[error("the connection broke off")]
    Broken(#[source] reqwest::Error),
    /// It took too long.
    #[error("no answer came in {} ms", .0.as_millis())]
    Late(Duration),
    /// The answer is larger than this many bytes, which is all that the client takes.
    #[error("the answer is larger than {0} bytes")]
    TooLarge(u64),
}

/// An answer that is not what its status promises.
#[derive(Clone)]
pub struct Unreadable {
    answer: Answer,
    fault: String,
}

impl<E> Error<E> {
    /// The status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.answer().map(Answer::status)
    }

    /// The answer as it came, if there was one.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::ErrorResponse(refusal) => Some(refusal.answer()),
            Self::InvalidResponsePayload(unreadable) => Some(unreadable.answer()),
            Self::UnexpectedResponse(answer) => Some(answer),
            Self::InvalidRequest(_)
            | Self::NoCredential(_)
            | Self::CircuitOpen(_)
            | Self::CommunicationError(_) => None,
        }
    }

    /// What the server's people find the request by.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.answer()?.request_id()
    }

    /// The stable word that the server's error has for what is wrong.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        match self {
            Self::ErrorResponse(refusal) => refusal.code(),
            _ => None,
        }
    }

    /// What the server's error has to say in particular.
    #[must_use]
    pub fn details(&self) -> Option<Value> {
        match self {
            Self::ErrorResponse(refusal) => refusal.details(),
            _ => None,
        }
    }

    /// The idempotency key that the request carried, if it was sent: the caller's own, or the one that was made up. With the same key and
    /// the same arguments a later call has no second effect.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        match self {
            Self::CommunicationError(lost) => lost.idempotency_key(),
            other => other.answer()?.idempotency_key(),
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> Advice {
        match self {
            Self::InvalidRequest(_) => Advice::Mend,
            Self::NoCredential(_) => Advice::Authenticate,
            Self::CircuitOpen(_) => Advice::Wait,
            Self::CommunicationError(lost) => lost.advice(),
            Self::ErrorResponse(refusal) => Advice::of_status(
                refusal.status(),
                refusal.headers().contains_key(RETRY_AFTER),
            ),
            Self::UnexpectedResponse(answer) if is_transient(answer.status(), answer.headers()) => {
                Advice::Wait
            }
            Self::InvalidResponsePayload(_) | Self::UnexpectedResponse(_) => Advice::Report,
        }
    }

    /// Whether the same call may fare better later, and has no second effect.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.advice(), Advice::Wait | Advice::Repeat)
    }

    /// The same error without its typed body.
    #[must_use]
    pub fn into_untyped(self) -> Error {
        match self {
            Self::InvalidRequest(error) => Error::InvalidRequest(error),
            Self::NoCredential(error) => Error::NoCredential(error),
            Self::CircuitOpen(error) => Error::CircuitOpen(error),
            Self::CommunicationError(error) => Error::CommunicationError(error),
            Self::ErrorResponse(refusal) => Error::ErrorResponse(refusal.map(|_| ())),
            Self::InvalidResponsePayload(error) => Error::InvalidResponsePayload(error),
            Self::UnexpectedResponse(answer) => Error::UnexpectedResponse(answer),
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidRequest(error) => write!(f, "the request cannot be sent: {error}"),
            Self::NoCredential(error) => error.fmt(f),
            Self::CircuitOpen(error) => error.fmt(f),
            Self::CommunicationError(error) => error.fmt(f),
            Self::ErrorResponse(refusal) => write!(f, "the server refused: {refusal}"),
            Self::InvalidResponsePayload(error) => error.fmt(f),
            Self::UnexpectedResponse(answer) => {
                write!(f, "the contract has no such answer: {}", answer.status())?;
                show_request_id(f, answer)
            }
        }
    }
}

impl<E> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl<E> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::CommunicationError(lost) => std::error::Error::source(lost),
            _ => None,
        }
    }
}

impl<E> From<Failure> for Error<E> {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Invalid(error) => Self::InvalidRequest(error),
            Failure::Credential(error) => Self::NoCredential(error),
            Failure::Circuit(error) => Self::CircuitOpen(error),
            Failure::Lost(error) => Self::CommunicationError(error),
            Failure::Unreadable(error) => Self::InvalidResponsePayload(error),
            Failure::Foreign(answer) => Self::UnexpectedResponse(answer),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(f),
            Self::Credential(error) => error.fmt(f),
            Self::Circuit(error) => error.fmt(f),
            Self::Lost(error) => error.fmt(f),
            Self::Unreadable(error) => error.fmt(f),
            Self::Foreign(answer) => {
                write!(f, "the contract has no such answer: {}", answer.status())
            }
        }
    }
}

impl Failure {
    /// An answer whose body could not be read to its end.
    pub(crate) fn broken(error: reqwest::Error) -> Self {
        Self::Lost(NoAnswer {
            reason: Reason::Broken(error.without_url()),
            attempts: 1,
            is_repeatable: false,
            key: None,
        })
    }
}

impl From<InvalidRequest> for Failure {
    fn from(error: InvalidRequest) -> Self {
        Self::Invalid(error)
    }
}

impl From<Unreadable> for Failure {
    fn from(error: Unreadable) -> Self {
        Self::Unreadable(error)
    }
}

impl NoAnswer {
    /// The idempotency key that the request carried.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.key.as_ref()?.to_str().ok()
    }

    /// Whether the request may have had its effect, so that nobody knows.
    #[must_use]
    pub fn may_have_had_effect(&self) -> bool {
        !matches!(self.reason, Reason::Connect(_))
    }

    fn advice(&self) -> Advice {
        match self.reason {
            Reason::TooLarge(_) => Advice::Report,
            _ if self.is_repeatable || !self.may_have_had_effect() => Advice::Repeat,
            _ => Advice::Look,
        }
    }
}

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server gave no answer: {}", self.reason)?;
        match self.attempts {
            0 | 1 => Ok(()),
            several => write!(f, ", after {several} attempts"),
        }
    }
}

impl std::error::Error for NoAnswer {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.reason)
    }
}

impl Unreadable {
    /// serde's own words may repeat a value, so that only the place is told, and which property is missing.
    pub(crate) fn json(answer: Answer, error: &serde_json::Error) -> Self {
        let words = error.to_string();
        let what = match words.strip_prefix("missing field") {
            Some(_) => words.split(" at line").next().unwrap_or_default(),
            None if error.is_data() => "a value of another type",
            None => "no JSON",
        };
        let (line, column) = (error.line(), error.column());
        Self {
            answer,
            fault: format!("{what} at line {line}, column {column}"),
        }
    }

    pub(crate) fn encoded(answer: Answer, encoding: &'static str) -> Self {
        Self {
            answer,
            fault: format!("it is packed as {encoding}, which nobody asked for"),
        }
    }

    pub(crate) fn circle(answer: Answer) -> Self {
        Self {
            answer,
            fault: "its cursor leads back to the page that it came with".to_owned(),
        }
    }

    /// The answer as it came.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "read the answer {}: {}",
            self.answer.status(),
            self.fault
        )?;
        show_request_id(f, &self.answer)
    }
}

impl fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unreadable({self})")
    }
}

impl std::error::Error for Unreadable {}
