//! What the runtime reads, writes and decides alone, so that no trait method sees it.

use crate::ir::{Header, Location, MediaKind, Operation, Parameter, Response, StatusKey};

/// Request headers that the runtime reads itself.
const REQUEST_HEADERS: [&str; 8] = [
    "accept",
    "authorization",
    "content-type",
    "traceparent",
    "tracestate",
    "x-correlation-id",
    "x-idempotency-key",
    "x-request-id",
];

/// Answer headers that the runtime writes itself.
const ANSWER_HEADERS: [&str; 8] = [
    "allow",
    "deprecation",
    "idempotent-replayed",
    "retry-after",
    "sunset",
    "www-authenticate",
    "x-correlation-id",
    "x-request-id",
];

/// Statuses that only the runtime answers.
const STATUSES: [u16; 6] = [401, 405, 406, 408, 429, 500];

/// RFC 9457 is another dress of the same error; the runtime puts it on when the caller prefers it.
const PROBLEM_JSON: &str = "application/problem+json";

/// The parameters that a trait method gets.
pub(super) fn given_parameters(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| {
        parameter.location != Location::Header
            || !REQUEST_HEADERS.contains(&parameter.wire.as_str())
    })
}

/// The answer headers that a trait method fills in.
pub(super) fn given_headers(response: &Response) -> impl Iterator<Item = &Header> {
    response.headers.iter().filter(|header| {
        !ANSWER_HEADERS.contains(&header.wire.as_str()) && !header.wire.starts_with("x-ratelimit-")
    })
}

/// The media types of an answer that a trait method chooses from.
pub(super) fn given_contents(response: &Response) -> impl Iterator<Item = &crate::ir::Content> {
    response
        .contents
        .iter()
        .filter(|content| content.media_type != PROBLEM_JSON)
}

/// The answers of success, redirection included; `default` is one where it stands alone.
pub(super) fn successes(operation: &Operation) -> impl Iterator<Item = &Response> {
    operation.responses.iter().filter(|response| {
        is_success(response) || (response.status == StatusKey::Default && !has_success(operation))
    })
}

/// The refusals that a trait method may answer.
pub(super) fn refusals(operation: &Operation) -> impl Iterator<Item = &Response> {
    operation
        .responses
        .iter()
        .filter(|response| match response.status {
            // What bytes are is often told by the bytes, not by their label, and only the method sees them.
            StatusKey::Code(415) => operation
                .body
                .iter()
                .any(|content| holds_bytes(content.kind)),
            StatusKey::Code(code) => code >= 400 && !STATUSES.contains(&code),
            StatusKey::Range(hundreds) => hundreds >= 4,
            StatusKey::Default => has_success(operation),
        })
}

fn has_success(operation: &Operation) -> bool {
    operation.responses.iter().any(is_success)
}

fn is_success(response: &Response) -> bool {
    match response.status {
        StatusKey::Code(code) => code < 400,
        StatusKey::Range(hundreds) => hundreds < 4,
        StatusKey::Default => false,
    }
}

fn holds_bytes(kind: MediaKind) -> bool {
    matches!(kind, MediaKind::Multipart | MediaKind::Bytes)
}
