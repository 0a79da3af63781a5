//! Media types: how each is read and written, and what is lost where a schema cannot be kept.

use super::compose::compose;
use super::context::Context;
use super::nullable::Kind;
use super::outline::{Outline, Part as SchemaPart};
use super::schemas;
use crate::ir::{MediaKind, Schema, Text, Type};

/// Which way a body goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// With the request.
    In,
    /// With the answer.
    Out,
}

/// A media type without its parameters.
pub(super) fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// How a body of this media type is read and written. A range such as `*/*` says nothing, so that its schema decides.
pub(super) fn kind_of<'d>(
    cx: &mut Context<'d>,
    media_type: &str,
    schema: Option<&SchemaPart<'d>>,
    way: Way,
) -> MediaKind {
    match (plain_kind(media_type), way) {
        (MediaKind::Events, Way::In) | (MediaKind::Form | MediaKind::Multipart, Way::Out) => {
            MediaKind::Bytes
        }
        (MediaKind::Text, _) if schema.is_some_and(|schema| is_binary(&compose(cx, schema))) => {
            MediaKind::Bytes
        }
        (MediaKind::Bytes, _) if matches!(essence(media_type), "*/*" | "application/*") => {
            match schema.map(|schema| compose(cx, schema)) {
                Some(outline) if !is_plain(&outline) => MediaKind::Json,
                Some(outline) if is_text(&outline) => MediaKind::Text,
                _ => MediaKind::Bytes,
            }
        }
        (kind, _) => kind,
    }
}

/// The kind that the name alone tells.
pub(super) fn plain_kind(media_type: &str) -> MediaKind {
    match essence(media_type) {
        "application/json" => MediaKind::Json,
        "application/x-www-form-urlencoded" => MediaKind::Form,
        "multipart/form-data" => MediaKind::Multipart,
        "text/event-stream" => MediaKind::Events,
        other if is_xml(other) => MediaKind::Bytes,
        other if other.ends_with("+json") => MediaKind::Json,
        other if other.starts_with("text/") => MediaKind::Text,
        _ => MediaKind::Bytes,
    }
}

fn is_xml(essence: &str) -> bool {
    matches!(essence, "application/xml" | "text/xml") || essence.ends_with("+xml")
}

/// Says that the schema of a body of bytes is not enforced.
pub(super) fn warn_if_structured<'d>(
    cx: &mut Context<'d>,
    media_type: &str,
    schema: &SchemaPart<'d>,
) {
    let outline = compose(cx, schema);
    if is_plain(&outline) {
        return;
    }
    let id = if is_xml(essence(media_type)) {
        "fallback-xml"
    } else {
        "fallback-bytes"
    };
    cx.warn(
        id,
        schema.node,
        format!("a body of `{media_type}` is passed as bytes; its schema is not enforced"),
        "use `application/json`, or state `{type: string, format: binary}`",
    );
}

/// The schema of a body of text: a scalar is typed, anything with a structure is passed as text.
pub(super) fn text_schema<'d>(
    cx: &mut Context<'d>,
    media_type: &str,
    schema: &SchemaPart<'d>,
) -> Schema {
    let outline = compose(cx, schema);
    let structured = outline
        .kinds
        .stated()
        .is_some_and(|kinds| kinds.contains(&Kind::Object) || kinds.contains(&Kind::Array));
    if structured || !outline.fields.is_empty() || !outline.choices.is_empty() {
        cx.warn(
            "fallback-text",
            schema.node,
            format!("a body of `{media_type}` is passed as text; its schema is not enforced"),
            "use `application/json`, or state `{type: string}`",
        );
        return schemas::plain_use(cx, schema.node, Type::Text(Text::default()));
    }
    schemas::use_of(cx, schema)
}

/// Nothing but a string, or nothing at all.
fn is_plain(outline: &Outline<'_>) -> bool {
    outline
        .kinds
        .stated()
        .is_none_or(|kinds| kinds == [Kind::Text])
        && outline.fields.is_empty()
        && outline.choices.is_empty()
        && outline.items.is_empty()
}

/// A string that is not said to be bytes.
fn is_text(outline: &Outline<'_>) -> bool {
    outline.kinds.stated() == Some(&[Kind::Text]) && !is_binary(outline)
}

/// Bytes, whatever the name of the media type suggests.
fn is_binary(outline: &Outline<'_>) -> bool {
    outline.format == Some("binary")
}
