//! Bodies: media types, parts, examples.

use super::casing::{self, Scope};
use super::compose::compose;
use super::context::Context;
use super::names::Hint;
use super::nullable::Kind;
use super::outline::Part as SchemaPart;
use super::parameters::{Home, named_part};
use super::{references, schemas};
use crate::ir::{Content, Example, Format, MediaKind, Part, Schema, Text, Type};
use crate::load::{Node, Version};

/// What an operation takes.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// Its media types.
    pub(super) contents: Vec<Content>,
    /// Whether it must stand.
    pub(super) required: bool,
}

/// The body of an operation.
pub(super) fn body_of<'d>(
    cx: &mut Context<'d>,
    method: &str,
    operation: &'d Node,
    home: &Home<'_>,
) -> Body {
    let Some(entry) = operation.get("requestBody") else {
        return Body::default();
    };
    let Some(body) = cx.resolve(entry) else {
        return Body::default();
    };
    if matches!(method, "GET" | "HEAD" | "TRACE") {
        cx.warn(
            "body-unexpected",
            entry,
            format!("{method} with a body means nothing, and caches and proxies may drop it"),
            "use POST, or parameters",
        );
    }
    let hint = named_part(cx, entry, "Body").unwrap_or_else(|| home.hint("Body"));
    let contents = contents_of(cx, body, &hint);
    if contents.is_empty() {
        cx.warn(
            "body-empty",
            body,
            "this body has no media type",
            "write `content: {application/json: {schema: ...}}`",
        );
    }
    Body {
        contents,
        required: cx.flag(body, "required"),
    }
}

/// The media types of a body or an answer.
pub(super) fn contents_of<'d>(cx: &mut Context<'d>, holder: &'d Node, hint: &Hint) -> Vec<Content> {
    let mut contents = Vec::new();
    for (key, entry) in cx.entries(holder, "content") {
        let Some(media) = cx.resolve(entry) else {
            continue;
        };
        contents.push(content_of(cx, &key.text, media, hint));
    }
    contents
}

fn content_of<'d>(cx: &mut Context<'d>, name: &str, media: &'d Node, hint: &Hint) -> Content {
    let media_type = name.trim().to_ascii_lowercase();
    let kind = kind_of(&media_type);
    let schema = media.get("schema").map(|node| SchemaPart {
        node,
        hint: hint.clone(),
    });
    let (schema, parts) = match (kind, schema) {
        (MediaKind::Multipart, Some(schema)) => (None, parts_of(cx, media, &schema)),
        (MediaKind::Multipart, None) => {
            cx.warn(
                "multipart-schema",
                media,
                "a multipart body without `schema` has no parts",
                "declare the parts as properties of an object",
            );
            (None, Vec::new())
        }
        (MediaKind::Bytes, schema) => {
            warn_if_structured(cx, &media_type, schema.as_ref());
            (None, Vec::new())
        }
        (MediaKind::Text, Some(schema)) => {
            (Some(text_schema(cx, &media_type, &schema)), Vec::new())
        }
        (_, schema) => (
            schema.map(|schema| schemas::use_of(cx, &schema)),
            Vec::new(),
        ),
    };
    Content {
        media_type,
        kind,
        schema,
        parts,
        examples: examples_of(cx, media),
    }
}

fn kind_of(media_type: &str) -> MediaKind {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    match essence {
        "application/json" => MediaKind::Json,
        "application/x-www-form-urlencoded" => MediaKind::Form,
        "multipart/form-data" => MediaKind::Multipart,
        other if other.ends_with("+json") => MediaKind::Json,
        other if other.starts_with("text/") => MediaKind::Text,
        _ => MediaKind::Bytes,
    }
}

fn warn_if_structured<'d>(cx: &mut Context<'d>, media_type: &str, schema: Option<&SchemaPart<'d>>) {
    let Some(schema) = schema else { return };
    let outline = compose(cx, schema);
    let plain = outline
        .kinds
        .stated()
        .is_none_or(|kinds| kinds == [Kind::Text])
        && outline.fields.is_empty()
        && outline.choices.is_empty();
    if !plain {
        let message =
            format!("a body of `{media_type}` is passed as bytes; its schema is not enforced");
        cx.warn(
            "fallback-bytes",
            schema.node,
            message,
            "use `application/json`, or state `{type: string, format: binary}`",
        );
    }
}

fn text_schema<'d>(cx: &mut Context<'d>, media_type: &str, schema: &SchemaPart<'d>) -> Schema {
    let outline = compose(cx, schema);
    let structured = outline
        .kinds
        .stated()
        .is_some_and(|kinds| kinds.contains(&Kind::Object) || kinds.contains(&Kind::Array));
    if structured || !outline.fields.is_empty() || !outline.choices.is_empty() {
        let message =
            format!("a body of `{media_type}` is passed as text; its schema is not enforced");
        cx.warn(
            "fallback-text",
            schema.node,
            message,
            "use `application/json`, or state `{type: string}`",
        );
        return schemas::plain_use(cx, schema.node, Type::Text(Text::default()));
    }
    schemas::use_of(cx, schema)
}

/// The properties of a multipart body's schema.
fn parts_of<'d>(cx: &mut Context<'d>, media: &'d Node, schema: &SchemaPart<'d>) -> Vec<Part> {
    let hint = match cx.resolve(schema.node) {
        Some(target) if schema.node.reference().is_some() => {
            references::hint_of_target(cx, schema.node, target)
        }
        _ => schema.hint.clone(),
    };
    let outline = compose(
        cx,
        &SchemaPart {
            node: schema.node,
            hint,
        },
    );
    if outline.fields.is_empty() {
        cx.warn(
            "multipart-schema",
            schema.node,
            "a multipart body without properties has no parts",
            "declare the parts as properties of an object",
        );
    }
    let encoding = media.get("encoding");
    for (key, _) in encoding.map(Node::entries).unwrap_or_default() {
        if outline.field(&key.text).is_none() {
            let place = cx.doc.place_of_key(key);
            cx.warn_at(
                "multipart-encoding",
                place,
                format!("`encoding` names `{}`, which is no part", key.text),
                "correct the name",
            );
        }
    }
    let mut scope = Scope::default();
    let mut parts = Vec::new();
    for field in &outline.fields {
        let used = schemas::use_of_all(cx, &field.parts);
        let types = encoding
            .and_then(|encoding| encoding.get(field.wire))
            .and_then(|entry| cx.text(entry, "contentType"));
        parts.push(Part {
            wire: field.wire.to_owned(),
            name: scope.claim(&casing::field_name(field.wire)),
            schema: part_schema(cx, used),
            required: outline.required.contains(&field.wire),
            media_types: types.map(split_types).unwrap_or_default(),
        });
    }
    parts
}

/// In 3.1 a part without a type is raw bytes.
fn part_schema(cx: &Context<'_>, schema: Schema) -> Schema {
    if cx.version == Version::V31 && schema.ty == Type::Any {
        return Schema {
            ty: Type::Text(Text {
                format: Format::Binary,
                ..Text::default()
            }),
            ..schema
        };
    }
    schema
}

fn split_types(text: &str) -> Vec<String> {
    text.split(',')
        .map(|one| one.trim().to_ascii_lowercase())
        .filter(|one| !one.is_empty())
        .collect()
}

fn examples_of<'d>(cx: &mut Context<'d>, media: &'d Node) -> Vec<Example> {
    let mut examples = Vec::new();
    if let Some(value) = media.get("example") {
        examples.push(Example {
            name: "default".to_owned(),
            value: value.to_json(),
            place: cx.place(value),
        });
    }
    for (key, entry) in cx.entries(media, "examples") {
        let Some(example) = cx.resolve(entry) else {
            continue;
        };
        match example.get("value") {
            Some(value) => examples.push(Example {
                name: key.text.clone(),
                value: value.to_json(),
                place: cx.place(value),
            }),
            None => {
                let message = format!("the example `{}` holds no `value`", key.text);
                cx.warn(
                    "unsupported-example",
                    entry,
                    message,
                    "write the example's value here; files elsewhere are not read",
                );
            }
        }
    }
    examples
}
