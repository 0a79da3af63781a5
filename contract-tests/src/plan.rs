//! Which checks an operation gets. Pure data, from the resolved model alone.

use std::collections::BTreeSet;

use concierge_codegen::ir::{
    Api, Content, Location, MediaKind, NEXT_CURSORS, Operation, Schema, Shape, StatusKey, Type,
};

use crate::Check;
use crate::checks::is_length_tried;
use crate::contract::{is_declared_success, names_status};
use crate::draft::runtime_owned;
use crate::values::negative_examples;

/// A check of an operation, or why it is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Index into the contract's operations; absent for what belongs to none.
    pub operation: Option<usize>,
    /// The check.
    pub check: Check,
    /// Why the contract gives the check nothing to stand on; absent when it runs.
    pub left_out: Option<String>,
}

/// Every check of the operations that `wanted` picks, in contract order; what belongs to no operation comes last.
#[must_use]
pub fn plan(api: &Api, wanted: impl Fn(&Operation) -> bool) -> Vec<Planned> {
    let mut out = Vec::new();
    let mut paths = BTreeSet::new();
    for (index, operation) in api
        .operations
        .iter()
        .enumerate()
        .filter(|(_, operation)| wanted(operation))
    {
        let is_first_of_path = paths.insert(operation.path.as_str());
        let checks = checks_of(api, operation)
            .into_iter()
            .filter(|(check, _)| *check != Check::WrongMethod || is_first_of_path);
        out.extend(checks.map(|(check, left_out)| Planned {
            operation: Some(index),
            check,
            left_out,
        }));
    }
    if api.operations.iter().all(&wanted) {
        out.push(Planned {
            operation: None,
            check: Check::UnknownRoute,
            left_out: None,
        });
    }
    out
}

/// The checks of an operation, each with the reason for leaving it out.
fn checks_of(api: &Api, operation: &Operation) -> Vec<(Check, Option<String>)> {
    let due = |is_due: bool, check: Check| is_due.then_some((check, None));
    let mut out = vec![(Check::ValidCall, None)];
    let body = body_content(operation);
    out.extend(due(
        body.is_some_and(|content| !negative_examples(operation, content).is_empty()),
        Check::ErrorExample,
    ));
    let is_guarded = is_guarded(operation);
    out.extend(due(is_guarded, Check::AuthMissing));
    out.extend(due(is_guarded, Check::AuthWrong));
    out.extend(due(
        is_guarded && !operation.scopes.is_empty(),
        Check::AuthScope,
    ));
    let is_keyed = operation.idempotency.is_some();
    out.extend(due(
        operation.idempotency.is_some_and(|rules| rules.required),
        Check::IdempotencyRequired,
    ));
    out.extend(due(is_keyed, Check::IdempotencyReplay));
    out.extend(due(is_keyed && body.is_some(), Check::IdempotencyReuse));
    out.extend(
        body.into_iter()
            .flat_map(|content| body_checks_of(operation, content)),
    );
    out.extend(due(names_status(operation, 406), Check::Accept));
    out.extend(due(
        preferred_error_media(operation).is_some(),
        Check::ErrorMedia,
    ));
    let is_parametric = operation
        .parameters
        .iter()
        .any(|parameter| is_varied(&parameter.wire, parameter.location));
    out.extend(due(is_parametric, Check::ParameterFault));
    out.extend(due(
        cursor_property(api, operation).is_some(),
        Check::Paging,
    ));
    out.push((Check::WrongMethod, None));
    out.extend(watches_of(operation));
    out
}

fn body_checks_of(operation: &Operation, content: &Content) -> Vec<(Check, Option<String>)> {
    let needs = |status: u16| {
        (!names_status(operation, status))
            .then(|| format!("the contract declares no {status} here"))
    };
    let mut out = Vec::new();
    if is_structured(content.kind) {
        out.push((Check::BodyFault, None));
    }
    if is_structured(content.kind) && content.kind != MediaKind::Form {
        out.push((Check::BodyMalformed, needs(400)));
    }
    if names_status(operation, 413) && is_length_tried(operation) {
        out.push((Check::BodyLimit, None));
    }
    out.push((Check::MediaType, needs(415)));
    out
}

fn watches_of(operation: &Operation) -> Vec<(Check, Option<String>)> {
    let declares = |name: &str| {
        operation
            .responses
            .iter()
            .any(|response| response.headers.iter().any(|header| header.wire == name))
    };
    let takes = |name: &str| {
        operation
            .parameters
            .iter()
            .any(|parameter| parameter.wire == name)
    };
    let mut out = vec![
        Check::AnswerStatus,
        Check::ServerError,
        Check::AnswerMedia,
        Check::AnswerBody,
        Check::AnswerHeaders,
    ];
    if declares("x-request-id") {
        out.push(Check::RequestId);
    }
    if declares("x-correlation-id") || takes("x-correlation-id") {
        out.push(Check::CorrelationId);
    }
    if !operation.limits.is_empty() {
        out.push(Check::RateHeaders);
    }
    out.into_iter().map(|check| (check, None)).collect()
}

/// The media type that requests are sent in: JSON where there is a choice.
pub(crate) fn body_content(operation: &Operation) -> Option<&Content> {
    let json = operation
        .body
        .iter()
        .find(|content| content.kind == MediaKind::Json);
    json.or_else(|| operation.body.first())
}

/// Whether faults of a parameter are tried. The idempotency key is the only header of the runtime's own that may be refused.
pub(crate) fn is_varied(wire: &str, location: Location) -> bool {
    location != Location::Header || !runtime_owned(wire) || wire.ends_with("idempotency-key")
}

/// Whether a check watches the answers of an operation.
pub(crate) fn is_watched(operation: &Operation, check: Check) -> bool {
    watches_of(operation)
        .iter()
        .any(|(watched, _)| *watched == check)
}

/// An error that is easy to cause and is declared in a second JSON media type: its status, and that media type.
pub(crate) fn preferred_error_media(operation: &Operation) -> Option<(u16, &str)> {
    let is_malformable =
        body_content(operation).is_some_and(|content| content.kind == MediaKind::Json);
    let second = |status: u16| {
        let response = operation
            .responses
            .iter()
            .find(|response| response.status == StatusKey::Code(status))?;
        let content = response
            .contents
            .iter()
            .skip(1)
            .find(|content| content.kind == MediaKind::Json)?;
        Some((status, content.media_type.as_str()))
    };
    second(400)
        .filter(|_| is_malformable)
        .or_else(|| second(401).filter(|_| is_guarded(operation)))
}

/// Whether nobody may call without credentials.
fn is_guarded(operation: &Operation) -> bool {
    !operation.security.is_empty()
        && operation
            .security
            .iter()
            .all(|requirement| !requirement.schemes.is_empty())
}

/// The property of a successful answer that tells where the next page begins.
pub(crate) fn cursor_property<'a>(api: &'a Api, operation: &Operation) -> Option<&'a str> {
    let contents = operation
        .responses
        .iter()
        .filter(|response| is_code_of_success(operation, response.status))
        .flat_map(|response| &response.contents);
    contents
        .filter_map(|content| content.schema.as_ref())
        .find_map(|schema| property_among(api, schema, &NEXT_CURSORS))
}

/// The first of these names that is a property of the schema.
pub(crate) fn property_among<'a>(api: &'a Api, schema: &Schema, names: &[&str]) -> Option<&'a str> {
    let Type::Named(id) = &schema.ty else {
        return None;
    };
    let Shape::Struct(object) = &api.type_def(*id).shape else {
        return None;
    };
    object
        .fields
        .iter()
        .map(|field| field.wire.as_str())
        .find(|wire| names.contains(wire))
}

fn is_code_of_success(operation: &Operation, status: StatusKey) -> bool {
    matches!(status, StatusKey::Code(code) if is_declared_success(operation, code))
}

fn is_structured(kind: MediaKind) -> bool {
    matches!(
        kind,
        MediaKind::Json | MediaKind::Multipart | MediaKind::Form
    )
}
