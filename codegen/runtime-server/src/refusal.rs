//! Why a call ends without the answer that was asked for: refusals, which the caller sees, and failures, which only the operator sees.

use std::any::Any;
use std::borrow::Cow;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use concierge_runtime::Violation;
use http::header::{HeaderName, HeaderValue};

use crate::{Answer, EngineError, StreamError, StreamFault};

/// What a caller is told when an operation says no.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Dotted lower case, for example `returns.duplicate`.
    pub code: Cow<'static, str>,
    /// For a person; never holds a value from the wire.
    pub message: Cow<'static, str>,
    /// Which parts of the request broke which rule.
    pub details: Vec<Violation>,
    /// Headers that go with it.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

impl Refusal {
    /// A refusal without details.
    pub fn new(code: impl Into<Cow<'static, str>>, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            details: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// The same refusal with the violations behind it.
    #[must_use]
    pub fn with_details(mut self, details: Vec<Violation>) -> Self {
        self.details = details;
        self
    }

    /// The same refusal with one more header; a value that no header may hold is left out.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// The same refusal with `retry-after`.
    #[must_use]
    pub fn with_retry_after_s(self, seconds: u64) -> Self {
        self.with_header(http::header::RETRY_AFTER, &seconds.to_string())
    }
}

/// Something broke that the caller has no part in. The source is logged, never shown.
pub struct Failure {
    kind: FailureKind,
    source: Box<dyn Error + Send + Sync>,
}

/// What a failure looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// 500 `server.error`
    Internal,
    /// 503 `server.unavailable` with `retry-after`
    Unavailable {
        /// Seconds until another try makes sense.
        retry_after_s: u64,
    },
    /// 501 `server.not_implemented`
    NotImplemented,
    /// The request's body, read as a stream, did not arrive whole: 413, 408 or 400.
    Body(StreamFault),
}

impl Failure {
    /// An internal failure described in words.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Internal,
            source: Box::from(message.into()),
        }
    }

    pub(crate) fn internal(source: Box<dyn Error + Send + Sync>) -> Self {
        Self {
            kind: FailureKind::Internal,
            source,
        }
    }

    /// Something the service leans on cannot be reached now.
    pub fn unavailable(
        source: impl Into<Box<dyn Error + Send + Sync>>,
        retry_after_s: u64,
    ) -> Self {
        Self {
            kind: FailureKind::Unavailable { retry_after_s },
            source: source.into(),
        }
    }

    /// An operation that nobody has written yet.
    pub fn not_implemented(why: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::NotImplemented,
            source: Box::from(why.into()),
        }
    }

    /// What it looks like from outside.
    #[must_use]
    pub fn kind(&self) -> FailureKind {
        self.kind
    }

    /// The cause, for the log.
    #[must_use]
    pub fn source(&self) -> &(dyn Error + Send + Sync + 'static) {
        self.source.as_ref()
    }
}

/// Lets `?` turn any error into a failure; an [`EngineError`] and a [`StreamError`] keep their meaning. `Failure` itself is no `Error`, which makes this possible.
impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        let mut slot = Some(error);
        let any: &mut dyn Any = &mut slot;
        if let Some(engine) = any
            .downcast_mut::<Option<EngineError>>()
            .and_then(Option::take)
        {
            return engine.into_failure();
        }
        let kind = match any.downcast_ref::<Option<StreamError>>() {
            Some(Some(error)) if error.fault() != StreamFault::Source => {
                FailureKind::Body(error.fault())
            }
            _ => FailureKind::Internal,
        };
        match slot {
            Some(error) => Self {
                kind,
                source: Box::new(error),
            },
            None => Self::new("an error vanished"),
        }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Failure")
            .field("kind", &self.kind)
            .field("source", &self.source)
            .finish()
    }
}

/// What an operation's error becomes.
#[derive(Debug)]
pub enum Refused {
    /// A declared status whose body is the contract's own error schema.
    Declared {
        /// The declared status.
        status: u16,
        /// What the caller is told.
        refusal: Refusal,
    },
    /// A declared status with a body of its own.
    Answer(Answer),
    /// Nothing that the contract declares.
    Failed(Failure),
}

impl Refused {
    /// A declared status with the contract's own error body.
    #[must_use]
    pub fn declared(status: u16, refusal: Refusal) -> Self {
        Self::Declared { status, refusal }
    }

    /// A typed error body; what cannot be encoded is a failure.
    #[must_use]
    pub fn encoded(answer: Result<Answer, Failure>) -> Self {
        match answer {
            Ok(answer) => Self::Answer(answer),
            Err(failure) => Self::Failed(failure),
        }
    }
}

/// An error answer, ready to be written in the contract's own error schema.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The status.
    pub status: u16,
    /// Dotted lower case.
    pub code: Cow<'static, str>,
    /// For a person.
    pub message: Cow<'static, str>,
    /// The id of the request that it answers.
    pub request_id: Arc<str>,
    /// At most [`Problem::DETAILS_MAX`] violations.
    pub details: Vec<Violation>,
}

impl Problem {
    /// How many violations an answer lists.
    pub const DETAILS_MAX: usize = 20;

    pub(crate) fn new(status: u16, refusal: Refusal, request_id: Arc<str>) -> Self {
        let Refusal {
            code,
            message,
            mut details,
            ..
        } = refusal;
        details.truncate(Self::DETAILS_MAX);
        Self {
            status,
            code,
            message,
            request_id,
            details,
        }
    }
}

/// Writes a problem as JSON in the contract's own error schema; generated.
pub type Render = fn(&Problem) -> Vec<u8>;

/// A call that ended early. Generated code hands it on with `?`.
#[derive(Debug)]
pub struct Stop(Box<Refused>);

impl Stop {
    /// Ends a call with a status and the contract's error body.
    #[must_use]
    pub fn refuse(status: u16, refusal: Refusal) -> Self {
        Self(Box::new(Refused::Declared { status, refusal }))
    }

    /// Ends a call with a failure.
    #[must_use]
    pub fn fail(failure: Failure) -> Self {
        Self(Box::new(Refused::Failed(failure)))
    }

    pub(crate) fn into_refused(self) -> Refused {
        *self.0
    }
}

impl From<Refused> for Stop {
    fn from(refused: Refused) -> Self {
        Self(Box::new(refused))
    }
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Self {
        Self::fail(failure)
    }
}
