//! The checks, one file each.
//!
//! | id | promise | where it applies |
//! |---|---|---|
//! | `valid-call` | a valid call succeeds as declared | every operation; all examples of a read, the first that is free of a write |
//! | `error-example` | an example named like an error answers with that error's status | request examples that share their name with an error's example or code |
//! | `auth-missing` | a call without credentials answers 401 with a challenge | operations with `security` |
//! | `auth-wrong` | a call with an unknown credential answers 401 with a challenge | operations with `security` |
//! | `auth-scope` | a credential without scopes answers 403 | operations with scopes; needs the token `unscoped` |
//! | `idempotency-required` | a call without a required idempotency key answers 400 | `x-idempotency` with `required` |
//! | `idempotency-replay` | the same key answers the same status and bytes, marked as replayed | `x-idempotency` |
//! | `idempotency-reuse` | a used key with another body answers 422 | `x-idempotency` with a body |
//! | `body-fault` | a body with one fault is refused, and details point at the fault | JSON, form and multipart bodies; one call per constraint |
//! | `body-malformed` | a body that cannot be parsed answers 400 | JSON and multipart bodies |
//! | `body-limit` | a body over the limit answers 413 | JSON bodies of operations that declare 413 and limit them to less than 64 KiB |
//! | `media-type` | a body of another media type answers 415 | operations with a body |
//! | `accept` | a call that accepts nothing we serve answers 406 | operations that declare 406 |
//! | `error-media` | an error comes in the declared media type that the caller prefers | errors declared in a further JSON media type |
//! | `parameter-fault` | a parameter with one fault is refused, and details point at it | path, query, header and cookie parameters |
//! | `paging` | following nextCursor ends and yields nothing twice | answers with `nextCursor` |
//! | `wrong-method` | an undeclared method answers 405 with Allow and the error schema | every path |
//! | `unknown-route` | an unknown path answers 404 with the error schema | once |
//! | `answer-status` | every status is declared | watches every answer |
//! | `server-error` | nothing makes the server fail | watches every answer: a 5xx, or none at all |
//! | `answer-media` | every answer has a declared content type | watches every answer |
//! | `answer-body` | every body satisfies its declared schema | watches every JSON answer |
//! | `answer-headers` | declared headers satisfy their schema, required ones are present | watches every answer |
//! | `request-id` | x-request-id is present, distinct, and equal to the body's requestId | watches answers of operations that declare the header |
//! | `correlation-id` | x-correlation-id is echoed | watches answers of operations that declare the header |
//! | `rate-headers` | limited operations tell limit, remaining and reset | watches answers of operations with `x-rate-limit`, 401, 403, 405 and 5xx aside |
//!
//! A check that cannot tell (a token that was not given, examples that are used up, a limit that got in the way) is reported as not
//! run, with its reason, and never as passed.

mod accept;
mod answer_body;
mod answer_headers;
mod answer_media;
mod answer_status;
mod auth_missing;
mod auth_scope;
mod auth_wrong;
mod body_fault;
mod body_limit;
mod body_malformed;
mod challenge;
mod correlation_id;
mod dispatch;
mod error_example;
mod error_media;
mod idempotency_replay;
mod idempotency_required;
mod idempotency_reuse;
mod media_type;
mod paging;
mod parameter_fault;
mod problem;
mod rate_headers;
mod refusal;
mod request_id;
mod server_error;
mod unknown_route;
mod valid_call;
mod wrong_method;

pub(crate) use body_limit::is_due as is_length_tried;
pub(crate) use dispatch::{perform, perform_outside, watch, watch_outside};
