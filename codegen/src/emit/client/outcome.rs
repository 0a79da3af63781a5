//! What an operation may answer, as far as a client tells answers apart.

use crate::ir::{
    Api, Content, Format, Header, MediaKind, Operation, Response, Shape, StatusKey, Type,
};

use super::rust::{RustType, resolve};

/// RFC 9457 is another dress of the same error; it is asked for only where nothing else is declared.
const PROBLEM_JSON: &str = "application/problem+json";

/// The answers of an operation, and what a client does not read of them.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) successes: Vec<Arm>,
    pub(super) errors: Vec<Arm>,
    /// What is lost, one fragment each.
    pub(super) losses: Vec<String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Arm {
    pub(super) status: StatusKey,
    /// The Rust variant, unique in its operation.
    pub(super) name: String,
    pub(super) description: String,
    /// The media type that is asked for.
    pub(super) media: Option<String>,
    pub(super) carried: Carried,
    /// Declared headers, beside those that mean the same in every contract.
    pub(super) headers: Vec<HeaderField>,
}

/// A declared header.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct HeaderField {
    pub(super) wire: String,
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) description: String,
    pub(super) ty: RustType,
    pub(super) reading: Reading,
}

/// How a header is read, in the runtime's words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Reading {
    One,
    List,
    Object(bool),
    Json,
}

/// What an answer carries.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Carried {
    Nothing,
    Json(RustType),
    /// Text, or a scalar that is written as one.
    Text(RustType),
    Bytes,
    /// Events whose data is JSON of a type, or text.
    Events(Option<RustType>),
}

impl Carried {
    /// True for what comes over a connection that stays open.
    pub(super) fn is_stream(&self) -> bool {
        matches!(self, Self::Bytes | Self::Events(_))
    }
}

impl Outcome {
    pub(super) fn of(api: &Api, operation: &Operation) -> Self {
        let mut outcome = Self {
            successes: Vec::new(),
            errors: Vec::new(),
            losses: Vec::new(),
        };
        let mut left_out = LeftOut::default();
        for response in &operation.responses {
            let content = preferred(&response.contents);
            left_out.note(response, content);
            let arm = Arm {
                status: response.status,
                name: response.name.clone(),
                description: response.description.clone(),
                media: content.map(|content| content.media_type.clone()),
                carried: carried(api, operation, content),
                headers: response
                    .headers
                    .iter()
                    .filter(|header| !is_runtime_owned(&header.wire))
                    .map(|header| HeaderField::of(api, header))
                    .collect(),
            };
            match response.status {
                StatusKey::Code(200..400) | StatusKey::Range(2 | 3) => outcome.successes.push(arm),
                StatusKey::Code(400..600) | StatusKey::Range(4 | 5) | StatusKey::Default => {
                    outcome.errors.push(arm)
                }
                StatusKey::Code(code) => outcome.losses.push(format!(
                    "an answer {code} is not told from an undeclared one"
                )),
                StatusKey::Range(_) => outcome
                    .losses
                    .push("answers of 1XX are not told from undeclared ones".to_owned()),
            }
        }
        outcome.losses.extend(left_out.into_losses());
        // Where no success is declared, the default is one, too.
        if outcome.successes.is_empty() {
            let default = outcome
                .errors
                .iter()
                .find(|arm| arm.status == StatusKey::Default);
            outcome.successes.extend(default.cloned());
        }
        outcome
    }

    /// Every media type that the client reads, in order.
    pub(super) fn accept(&self) -> Vec<&str> {
        let mut media: Vec<&str> = Vec::new();
        for each in self
            .successes
            .iter()
            .chain(&self.errors)
            .filter_map(|arm| arm.media.as_deref())
        {
            if !media.contains(&each) {
                media.push(each);
            }
        }
        media
    }
}

/// What the arms carry, if it is the same in all of them; nothing when there are none.
pub(super) fn single(arms: &[Arm]) -> Option<Carried> {
    let Some(first) = arms.first() else {
        return Some(Carried::Nothing);
    };
    let same = arms.iter().all(|arm| arm.carried == first.carried);
    same.then(|| first.carried.clone())
}

fn carried(api: &Api, operation: &Operation, content: Option<&Content>) -> Carried {
    let Some(content) = content else {
        return Carried::Nothing;
    };
    // An answer to HEAD says what a body would be and has none.
    if operation.http_method == "HEAD" {
        return Carried::Nothing;
    }
    match content.kind {
        MediaKind::Json => Carried::Json(match &content.schema {
            Some(schema) => RustType::of_schema(api, schema),
            None => RustType::any(),
        }),
        MediaKind::Text => Carried::Text(RustType::of_text(api, content.schema.as_ref())),
        // Events come one by one over a connection that stays open.
        MediaKind::Events => Carried::Events(event_data(api, content)),
        MediaKind::Bytes | MediaKind::Form | MediaKind::Multipart => Carried::Bytes,
    }
}

/// The type of an event's data; nothing for text.
fn event_data(api: &Api, content: &Content) -> Option<RustType> {
    let schema = content.schema.as_ref()?;
    let is_text = matches!(&schema.ty, Type::Text(text) if text.format == Format::Plain);
    (!is_text).then(|| RustType::of_schema(api, schema))
}

impl HeaderField {
    fn of(api: &Api, header: &Header) -> Self {
        let ty = &header.schema.ty;
        let json = header
            .media
            .as_ref()
            .is_some_and(|media| media.kind == MediaKind::Json);
        let reading = match resolve(api, ty) {
            _ if json => Reading::Json,
            _ if header.media.is_some() => Reading::One,
            Type::Array(..) => Reading::List,
            Type::Map(..) => Reading::Object(header.explode),
            Type::Named(id) if matches!(api.type_def(*id).shape, Shape::Struct(_)) => {
                Reading::Object(header.explode)
            }
            _ => Reading::One,
        };
        Self {
            wire: header.wire.clone(),
            name: header.name.clone(),
            required: header.required,
            description: header.description.clone().unwrap_or_default(),
            ty: RustType::of(api, ty),
            reading,
        }
    }
}

fn preferred(contents: &[Content]) -> Option<&Content> {
    contents.iter().min_by_key(
        |content| match (content.media_type.as_str(), content.kind) {
            ("application/json", _) => 0,
            (PROBLEM_JSON, _) => 4,
            (_, MediaKind::Json) => 1,
            (_, MediaKind::Text) => 2,
            _ => 3,
        },
    )
}

/// Media types that no method gives, with the answers that have them.
#[derive(Default)]
struct LeftOut {
    media: Vec<(String, Vec<String>)>,
}

impl LeftOut {
    fn note(&mut self, response: &Response, taken: Option<&Content>) {
        let status = match response.status {
            StatusKey::Code(code) => code.to_string(),
            StatusKey::Range(hundreds) => format!("{hundreds}XX"),
            StatusKey::Default => "default".to_owned(),
        };
        for content in &response.contents {
            if taken.is_some_and(|taken| taken.media_type != content.media_type) {
                add(&mut self.media, &content.media_type, &status);
            }
        }
    }

    fn into_losses(self) -> impl Iterator<Item = String> {
        let media = self.media.into_iter();
        media.map(|(media, at)| format!("`{media}` is never asked for ({})", at.join(", ")))
    }
}

fn add(list: &mut Vec<(String, Vec<String>)>, name: &str, status: &str) {
    match list.iter_mut().find(|(known, _)| known == name) {
        Some((_, at)) => at.push(status.to_owned()),
        None => list.push((name.to_owned(), vec![status.to_owned()])),
    }
}

/// Headers that mean the same in every contract, so that nobody expects a type for them.
fn is_runtime_owned(header: &str) -> bool {
    const OWNED: [&str; 8] = [
        "allow",
        "deprecation",
        "idempotent-replayed",
        "retry-after",
        "sunset",
        "www-authenticate",
        "x-correlation-id",
        "x-request-id",
    ];
    OWNED.contains(&header) || header.starts_with("x-ratelimit-")
}
