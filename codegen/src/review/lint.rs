//! Conventions of a good contract, as warnings.

use super::extensions;
use crate::finding::{Finding, Findings};
use crate::ir::{Api, Location, MediaKind, Operation, Parameter, Response, StatusKey};
use crate::load::Document;

/// The header that makes a repeat safe.
const IDEMPOTENCY_KEY: &str = "x-idempotency-key";

/// The header that the transport always writes itself.
const REQUEST_ID: &str = "x-request-id";

/// Looks for broken conventions. Everything found is a warning.
#[must_use]
pub fn lint(api: &Api, doc: &Document) -> Findings {
    let mut findings = Findings::new();
    for operation in &api.operations {
        id_is_verb_noun(operation, &mut findings);
        refusals_have_a_body(operation, &mut findings);
        key_is_declared(operation, &mut findings);
        request_id_is_not_echoed(operation, &mut findings);
        leaving_has_a_date(api, operation, &mut findings);
    }
    extensions::check(doc, &mut findings);
    findings.sorted()
}

/// An id is the seed of every name that is derived from it.
fn id_is_verb_noun(operation: &Operation, findings: &mut Findings) {
    let id = &operation.id;
    let word = |word: &str| {
        !word.is_empty()
            && word
                .bytes()
                .all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    };
    let snake =
        id.starts_with(|letter: char| letter.is_ascii_lowercase()) && id.split('_').all(word);
    if snake && id.contains('_') {
        return;
    }
    let method = operation.method_name.trim_start_matches("r#");
    let fix = if !snake && method.contains('_') && method != id {
        format!("call it `{method}`, or what it does")
    } else {
        "begin with a verb and add a noun, for example `get_order`".to_owned()
    };
    warn(
        findings,
        "operation-id-style",
        operation,
        format!("`{id}` is not a verb and a noun in snake_case"),
        fix,
    );
}

fn refusals_have_a_body(operation: &Operation, findings: &mut Findings) {
    let refuses = |response: &Response| {
        let refusal = matches!(
            response.status,
            StatusKey::Code(400..=499) | StatusKey::Range(4) | StatusKey::Default
        );
        refusal
            && response
                .contents
                .iter()
                .any(|content| content.kind == MediaKind::Json && content.schema.is_some())
    };
    if !operation.responses.iter().any(refuses) {
        let message = format!("`{}` declares no 4xx answer with a schema", operation.id);
        let fix = "declare at least `4XX` with the contract's error schema as application/json";
        warn(findings, "error-schema-missing", operation, message, fix);
    }
}

/// Extension and header say the same thing to different readers, so they must agree.
fn key_is_declared(operation: &Operation, findings: &mut Findings) {
    let id = &operation.id;
    match (&operation.idempotency, header(operation, IDEMPOTENCY_KEY)) {
        (Some(rule), None) => {
            let message = format!(
                "`{id}` has `x-idempotency` but does not declare the header `{IDEMPOTENCY_KEY}`"
            );
            let fix = format!(
                "add `- {{name: {IDEMPOTENCY_KEY}, in: header, required: {}, schema: {{type: string}}}}` to `parameters`",
                rule.required
            );
            warn(findings, "idempotency-header", operation, message, fix);
        }
        (None, Some(_)) => {
            let message = format!(
                "`{id}` declares the header `{IDEMPOTENCY_KEY}` but has no `x-idempotency`, so the key is ignored"
            );
            let fix = "add `x-idempotency: {required: false, ttl: 24h}`, or leave the header out";
            warn(findings, "idempotency-header", operation, message, fix);
        }
        (Some(rule), Some(declared)) if rule.required != declared.required => {
            let message = format!(
                "`x-idempotency` of `{id}` and its header `{IDEMPOTENCY_KEY}` do not agree on whether a key is required"
            );
            warn(
                findings,
                "idempotency-header",
                operation,
                message,
                "let both say the same",
            );
        }
        _ => {}
    }
}

fn request_id_is_not_echoed(operation: &Operation, findings: &mut Findings) {
    let Some(declared) = header(operation, REQUEST_ID) else {
        return;
    };
    findings.push(Finding::warning(
        "request-id-echo",
        declared.place.clone(),
        format!("`{}` takes `{REQUEST_ID}` from the caller, but the server always answers an id of its own under that name", operation.id),
        "take the caller's id in `x-correlation-id`, which is echoed",
    ));
}

/// Callers of a deprecated operation plan by its date.
fn leaving_has_a_date(api: &Api, operation: &Operation, findings: &mut Findings) {
    let date = api.sunset_of(operation);
    if !operation.deprecated || date.is_some_and(is_http_date) {
        return;
    }
    let message = format!(
        "`{}` is deprecated, but does not say until when it is answered",
        operation.id
    );
    let fix = "declare the answer header `sunset` with the one date as its `enum`, for example `Sun, 28 Feb 2027 00:00:00 GMT`";
    warn(findings, "deprecation-sunset", operation, message, fix);
}

/// `Sun, 28 Feb 2027 00:00:00 GMT`, RFC 9110; the shape only.
fn is_http_date(text: &str) -> bool {
    const SHAPE: &[u8] = b"Aaa, 00 Aaa 0000 00:00:00 GMT";
    let fits = |(letter, shape): (u8, u8)| match shape {
        b'A' => letter.is_ascii_uppercase(),
        b'a' => letter.is_ascii_lowercase(),
        b'0' => letter.is_ascii_digit(),
        other => letter == other,
    };
    text.len() == SHAPE.len() && text.bytes().zip(SHAPE.iter().copied()).all(fits)
}

fn header<'a>(operation: &'a Operation, wire: &str) -> Option<&'a Parameter> {
    let mut headers = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.location == Location::Header);
    headers.find(|parameter| parameter.wire == wire)
}

fn warn(
    findings: &mut Findings,
    rule: &'static str,
    operation: &Operation,
    message: String,
    fix: impl Into<String>,
) {
    findings.push(Finding::warning(
        rule,
        operation.place.clone(),
        message,
        fix,
    ));
}
