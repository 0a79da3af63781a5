//! The list of checks: their ids and what each of them promises.

use serde::{Serialize, Serializer};

/// A check. Its id is what reports and findings call it; the table in the `checks` room says more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "`summary` says of each what it promises")]
pub enum Check {
    ValidCall,
    ErrorExample,
    AuthMissing,
    AuthWrong,
    AuthScope,
    IdempotencyRequired,
    IdempotencyReplay,
    IdempotencyReuse,
    BodyFault,
    BodyMalformed,
    BodyLimit,
    MediaType,
    Accept,
    ErrorMedia,
    ParameterFault,
    Paging,
    WrongMethod,
    UnknownRoute,
    AnswerStatus,
    ServerError,
    AnswerMedia,
    AnswerBody,
    AnswerHeaders,
    RequestId,
    CorrelationId,
    RateHeaders,
}

impl Check {
    /// Every check, in the order in which an operation goes through them.
    pub const ALL: [Self; TABLE.len()] = {
        let mut all = [Self::ValidCall; TABLE.len()];
        let mut index = 0;
        while index < TABLE.len() {
            all[index] = TABLE[index].0;
            index += 1;
        }
        all
    };

    /// The check's id, as it stands in reports.
    #[must_use]
    pub fn id(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// What the check promises, in one line.
    #[must_use]
    pub fn summary(self) -> &'static str {
        TABLE[self as usize].2
    }

    /// Whether the check sends nothing of its own, but looks at every answer that the others get.
    #[must_use]
    pub fn watches(self) -> bool {
        self >= Self::AnswerStatus
    }
}

/// Id and promise of each check, in the order of the enum.
const TABLE: [(Check, &str, &str); 26] = [
    (
        Check::ValidCall,
        "valid-call",
        "a valid call succeeds as declared",
    ),
    (
        Check::ErrorExample,
        "error-example",
        "an example named like an error answers with that error's status",
    ),
    (
        Check::AuthMissing,
        "auth-missing",
        "a call without credentials answers 401 with a challenge",
    ),
    (
        Check::AuthWrong,
        "auth-wrong",
        "a call with an unknown credential answers 401 with a challenge",
    ),
    (
        Check::AuthScope,
        "auth-scope",
        "a credential without scopes answers 403",
    ),
    (
        Check::IdempotencyRequired,
        "idempotency-required",
        "a call without a required idempotency key answers 400",
    ),
    (
        Check::IdempotencyReplay,
        "idempotency-replay",
        "the same key answers the same status and bytes, marked as replayed",
    ),
    (
        Check::IdempotencyReuse,
        "idempotency-reuse",
        "a used key with another body answers 422",
    ),
    (
        Check::BodyFault,
        "body-fault",
        "a body with one fault is refused, and details point at the fault",
    ),
    (
        Check::BodyMalformed,
        "body-malformed",
        "a body that cannot be parsed answers 400",
    ),
    (
        Check::BodyLimit,
        "body-limit",
        "a body over the limit answers 413",
    ),
    (
        Check::MediaType,
        "media-type",
        "a body of another media type answers 415",
    ),
    (
        Check::Accept,
        "accept",
        "a call that accepts nothing we serve answers 406",
    ),
    (
        Check::ErrorMedia,
        "error-media",
        "an error comes in the declared media type that the caller prefers",
    ),
    (
        Check::ParameterFault,
        "parameter-fault",
        "a parameter with one fault is refused, and details point at it",
    ),
    (
        Check::Paging,
        "paging",
        "following nextCursor ends and yields nothing twice",
    ),
    (
        Check::WrongMethod,
        "wrong-method",
        "an undeclared method answers 405 with Allow and the error schema",
    ),
    (
        Check::UnknownRoute,
        "unknown-route",
        "an unknown path answers 404 with the error schema",
    ),
    (
        Check::AnswerStatus,
        "answer-status",
        "every status is declared",
    ),
    (
        Check::ServerError,
        "server-error",
        "nothing makes the server fail",
    ),
    (
        Check::AnswerMedia,
        "answer-media",
        "every answer has a declared content type",
    ),
    (
        Check::AnswerBody,
        "answer-body",
        "every body satisfies its declared schema",
    ),
    (
        Check::AnswerHeaders,
        "answer-headers",
        "declared headers satisfy their schema, required ones are present",
    ),
    (
        Check::RequestId,
        "request-id",
        "x-request-id is present, distinct, and equal to the body's requestId",
    ),
    (
        Check::CorrelationId,
        "correlation-id",
        "x-correlation-id is echoed",
    ),
    (
        Check::RateHeaders,
        "rate-headers",
        "limited operations tell limit, remaining and reset",
    ),
];

impl Serialize for Check {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}
