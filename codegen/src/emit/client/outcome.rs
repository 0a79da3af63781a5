//! What an operation may answer, as far as a client tells answers apart.

use std::collections::BTreeSet;

use crate::ir::{
    Api, Content, Format, Header, MediaKind, Operation, Response, Shape, StatusKey, Type,
};

use super::{
    media::{Reading as MediaReading, readings},
    rust::{RustType, resolve},
    title::claim,
};

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
    /// The media types that are read as this, the preferred one first.
    pub(super) media: Vec<String>,
    /// What is asked for where the caller does not choose.
    pub(super) preferred: bool,
    /// Read under its media types alone; otherwise under every other one, too.
    pub(super) guarded: bool,
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
        let mut taken: BTreeSet<String> = { operation.responses.iter() }
            .map(|response| response.name.clone())
            .collect();
        for response in &operation.responses {
            let arms = arms(api, operation, response, &mut taken);
            match response.status {
                StatusKey::Code(code) if !(200..600).contains(&code) => outcome.losses.push(
                    format!("an answer {code} is not told from an undeclared one"),
                ),
                StatusKey::Range(hundreds) if !(2..6).contains(&hundreds) => outcome.losses.push(
                    format!("answers of {hundreds}XX are not told from undeclared ones"),
                ),
                status if status.is_error() => outcome.errors.extend(arms),
                _ => outcome.successes.extend(arms),
            }
        }
        // Where no success is declared, the default is one, too.
        if outcome.successes.is_empty() {
            let default = { outcome.errors.iter() }.filter(|arm| arm.status == StatusKey::Default);
            outcome.successes.extend(default.cloned());
        }
        outcome
    }

    /// The media types to ask for where the caller does not choose, in order.
    pub(super) fn accept(&self) -> Vec<&str> {
        self.distinct(|arm| arm.preferred)
    }

    /// What is asked for beside the media type that the caller chose.
    pub(super) fn accept_beside(&self, chosen: &str) -> Vec<&str> {
        let mut media = self.distinct(|arm| arm.preferred && !self.is_offered(arm.status, chosen));
        media.retain(|media| *media != chosen);
        media
    }

    /// Whether a success may be this one when `chosen` is asked for.
    pub(super) fn is_given(&self, arm: &Arm, chosen: &str) -> bool {
        match self.is_offered(arm.status, chosen) {
            true => arm.media.iter().any(|media| media == chosen),
            false => arm.preferred,
        }
    }

    fn is_offered(&self, status: StatusKey, chosen: &str) -> bool {
        let mut arms = self.successes.iter().filter(|arm| arm.status == status);
        arms.any(|arm| arm.media.iter().any(|media| media == chosen))
    }

    fn distinct(&self, is_asked: impl Fn(&Arm) -> bool) -> Vec<&str> {
        let mut media: Vec<&str> = Vec::new();
        let arms = self.successes.iter().chain(&self.errors);
        for each in { arms }
            .filter(|arm| is_asked(arm))
            .filter_map(|arm| arm.media.first())
        {
            if !media.contains(&each.as_str()) {
                media.push(each);
            }
        }
        media
    }
}

/// An answer as one arm for each type that it may carry.
fn arms(
    api: &Api,
    operation: &Operation,
    response: &Response,
    taken: &mut BTreeSet<String>,
) -> Vec<Arm> {
    let readings = readings(api, operation, response);
    let several = readings.len() > 1;
    // What a range stands for is whatever no other arm reads.
    let widest = |reading: &MediaReading| {
        let ranges = reading.media.iter().filter(|media| media.contains('*'));
        ranges.map(String::len).min().unwrap_or(usize::MAX)
    };
    let fallback = (0..readings.len()).min_by_key(|index| widest(&readings[*index]));
    let headers: Vec<HeaderField> = { response.headers.iter() }
        .filter(|header| !is_runtime_owned(&header.wire))
        .map(|header| HeaderField::of(api, header))
        .collect();
    let arm = |(index, reading): (usize, MediaReading)| Arm {
        status: response.status,
        name: match several {
            true => claim(taken, &format!("{}{}", response.name, reading.word)),
            false => response.name.clone(),
        },
        description: response.description.clone(),
        guarded: fallback != Some(index),
        preferred: index == 0,
        media: reading.media,
        carried: reading.carried,
        headers: headers.clone(),
    };
    readings.into_iter().enumerate().map(arm).collect()
}

/// What the arms carry, if it is the same in all of them; nothing when there are none.
pub(super) fn single(arms: &[Arm]) -> Option<Carried> {
    let Some(first) = arms.first() else {
        return Some(Carried::Nothing);
    };
    let same = arms.iter().all(|arm| arm.carried == first.carried);
    same.then(|| first.carried.clone())
}

pub(super) fn carried(api: &Api, operation: &Operation, content: Option<&Content>) -> Carried {
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
