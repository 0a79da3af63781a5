//! Who writes an operation: progenitor, or our own emitter.

use std::collections::BTreeSet;

use crate::{
    emit::Names,
    ir::{
        Additional, Api, Content, Field, Location, MediaKind, Operation, Schema, Shape, StatusKey,
        Style, Type,
    },
};

use super::{
    outcome::{Arm, Carried, Outcome, single},
    parameter::{Given, given, split_path},
    rust::{Class, RustType, resolve},
    title::Title,
};

/// An operation with everything that both writers need.
#[derive(Clone, Debug)]
pub(super) struct Call<'a> {
    pub(super) operation: &'a Operation,
    pub(super) title: Title,
    pub(super) parameters: Vec<Given>,
    pub(super) body: Option<&'a Content>,
    /// The Rust type of a body that is written from one.
    pub(super) body_type: Option<RustType>,
    /// The Rust types of a body's parts, in order.
    pub(super) parts: Vec<(RustType, Class)>,
    pub(super) outcome: Outcome,
}

impl<'a> Call<'a> {
    pub(super) fn of(api: &'a Api, names: &Names, operation: &'a Operation, title: Title) -> Self {
        let mut outcome = Outcome::of(api, names, operation);
        let body = preferred_body(&operation.body);
        outcome.losses.extend(unsent_media(operation, body));
        let schema = body.and_then(|content| content.schema.as_ref());
        let body_type = schema.map(|schema| RustType::of_schema(api, names, schema));
        let parts = body.into_iter().flat_map(|content| &content.parts);
        let parts = parts
            .map(|part| &part.schema.ty)
            .map(|ty| (RustType::of(api, names, ty), Class::of(api, ty)))
            .collect();
        Self {
            operation,
            title,
            parameters: given(api, names, operation),
            body,
            body_type,
            parts,
            outcome,
        }
    }

    /// Variables of the path that no parameter fills.
    pub(super) fn unfilled(&self) -> Vec<&str> {
        let (variables, _) = split_path(&self.operation.path);
        variables
            .into_iter()
            .filter(|name| !self.path_names().contains(name))
            .collect()
    }

    fn path_names(&self) -> BTreeSet<&str> {
        let paths = self
            .parameters
            .iter()
            .filter(|given| given.location == Location::Path);
        paths.map(|given| given.wire.as_str()).collect()
    }

    /// Why progenitor cannot write it; `None` when it can.
    pub(super) fn refusal(&self, api: &Api) -> Option<&'static str> {
        self.method_refusal()
            .or_else(|| self.path_refusal())
            .or_else(|| self.parameter_refusal())
            .or_else(|| self.body_refusal(api))
            .or_else(|| self.answer_refusal())
    }

    fn method_refusal(&self) -> Option<&'static str> {
        let known = ["GET", "PUT", "POST", "DELETE", "HEAD", "PATCH"]
            .contains(&self.operation.http_method.as_str());
        match known {
            false => Some("its method has no short form in the transport"),
            true if !self.title.is_obvious(self.operation) => {
                Some("its name is taken by the client itself")
            }
            true => None,
        }
    }

    fn path_refusal(&self) -> Option<&'static str> {
        let path = &self.operation.path;
        let (variables, pieces) = split_path(path);
        if !path.starts_with('/')
            || path.contains("//")
            || pieces
                .iter()
                .any(|piece| piece.contains(['{', '}', '?', '#']))
        {
            return Some("its path would be changed");
        }
        let distinct: BTreeSet<&str> = variables.iter().copied().collect();
        (distinct.len() != variables.len() || distinct != self.path_names())
            .then_some("its path and its parameters differ")
    }

    fn parameter_refusal(&self) -> Option<&'static str> {
        let mut taken: BTreeSet<String> = [
            "send",
            "new",
            "body",
            "bodymap",
            "stream",
            "headermap",
            "self",
            "crate",
            "super",
        ]
        .map(str::to_owned)
        .into();
        for given in &self.parameters {
            let refusal = match given.location {
                Location::Cookie => Some("it has a cookie"),
                Location::Header if given.wire == "api-version" => {
                    Some("it has a header that progenitor sends itself")
                }
                Location::Path | Location::Header if given.class != Class::Plain => {
                    Some("a path variable or header is no plain value")
                }
                Location::Path if given.style != Style::Simple => {
                    Some("a path variable has a style")
                }
                Location::Query if !fits_query(given) => {
                    Some("a query parameter has a style or a type of its own")
                }
                _ if !taken.insert(normal(&given.wire)) => {
                    Some("two of its names would become one")
                }
                _ => None,
            };
            if refusal.is_some() {
                return refusal;
            }
        }
        None
    }

    fn body_refusal(&self, api: &Api) -> Option<&'static str> {
        let body = self.body?;
        if !self.operation.body_required {
            return Some("its body is optional");
        }
        match (body.kind, body.media_type.as_str()) {
            (MediaKind::Json, "application/json") => None,
            (MediaKind::Text, "text/plain") => None,
            (MediaKind::Form, _)
                if body
                    .schema
                    .as_ref()
                    .is_some_and(|schema| is_flat(api, schema)) =>
            {
                None
            }
            (MediaKind::Form, _) => Some("its form holds more than plain values"),
            (MediaKind::Multipart, _) => Some("its body has parts"),
            (MediaKind::Bytes | MediaKind::Events, _) => {
                Some("its body must open again for each attempt")
            }
            _ => Some("its body has a media type of its own"),
        }
    }

    fn answer_refusal(&self) -> Option<&'static str> {
        let Outcome {
            successes, errors, ..
        } = &self.outcome;
        let Some(success) = single(successes) else {
            return Some("its successes differ");
        };
        let Some(error) = single(errors) else {
            return Some("its errors differ");
        };
        if successes.iter().any(|arm| is_redirect(arm.status)) {
            return Some("it answers with a redirection");
        }
        if [&success, &error].contains(&&Carried::Text) || error == Carried::Bytes {
            return Some("an answer is text or bytes that the caller wants whole");
        }
        let own_json = |arm: &&Arm| {
            matches!(arm.carried, Carried::Json(_))
                && arm.media.as_deref() != Some("application/json")
        };
        successes
            .iter()
            .chain(errors)
            .find(own_json)
            .map(|_| "an answer has a media type of its own")
    }
}

fn is_redirect(status: StatusKey) -> bool {
    matches!(status, StatusKey::Code(300..400) | StatusKey::Range(3))
}

/// The media type that is sent. JSON first, then what has a structure.
fn preferred_body(contents: &[Content]) -> Option<&Content> {
    contents.iter().min_by_key(
        |content| match (content.media_type.as_str(), content.kind) {
            ("application/json", _) => 0,
            (_, MediaKind::Json) => 1,
            (_, MediaKind::Multipart) => 2,
            (_, MediaKind::Form) => 3,
            (_, MediaKind::Text) => 4,
            (_, MediaKind::Bytes | MediaKind::Events) => 5,
        },
    )
}

fn unsent_media(operation: &Operation, taken: Option<&Content>) -> Vec<String> {
    let Some(taken) = taken else {
        return Vec::new();
    };
    if taken.kind == MediaKind::Multipart && taken.parts.is_empty() {
        return vec!["its form declares no parts, so an empty one is sent".to_owned()];
    }
    let others = operation
        .body
        .iter()
        .filter(|content| content.media_type != taken.media_type);
    // Bytes are sent under whichever type they have.
    let lost =
        others.filter(|content| taken.kind != MediaKind::Bytes || content.kind != MediaKind::Bytes);
    lost.map(|content| format!("the body is never sent as `{}`", content.media_type))
        .collect()
}

/// progenitor writes lists exploded, whatever the contract says, and values by a serializer that knows no exact numbers.
fn fits_query(given: &Given) -> bool {
    match given.class {
        Class::Plain => true,
        Class::PlainList => given.style == Style::Form && given.explode,
        _ => false,
    }
}

/// A struct whose values are all single texts.
fn is_flat(api: &Api, schema: &Schema) -> bool {
    let Type::Named(id) = resolve(api, &schema.ty) else {
        return false;
    };
    let Shape::Struct(form) = &api.type_def(*id).shape else {
        return false;
    };
    let is_plain = |field: &Field| Class::of(api, &field.schema.ty) == Class::Plain;
    !matches!(form.additional, Additional::Kept(_)) && form.fields.iter().all(is_plain)
}

/// What is left of a name when case and punctuation are ignored.
fn normal(name: &str) -> String {
    name.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
