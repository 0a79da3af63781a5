//! Bodies: media types, headers, examples.

use super::casing::{self, Scope};
use super::compose::compose;
use super::context::Context;
use super::media::{Way, kind_of, text_schema, warn_if_structured};
use super::names::Hint;
use super::nullable::Kind;
use super::outline::Part as SchemaPart;
use super::parameters::{Home, named_part, plain_name, value_of};
use super::parts::{encodings_of, parts_of};
use super::schemas;
use crate::ir::{Content, Example, Header, Location, MediaKind, Place, Schema};
use crate::load::Node;

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
    let Some(body) = cx.object(entry) else {
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
    let contents = contents_of(cx, body, &hint, Way::In);
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
pub(super) fn contents_of<'d>(
    cx: &mut Context<'d>,
    holder: &'d Node,
    hint: &Hint,
    way: Way,
) -> Vec<Content> {
    let mut contents = Vec::new();
    for (key, entry) in cx.entries(holder, "content") {
        let Some(media) = cx.object(entry) else {
            continue;
        };
        contents.push(content_of(cx, &key.text, media, hint, way));
    }
    contents
}

fn content_of<'d>(
    cx: &mut Context<'d>,
    name: &str,
    media: &'d Node,
    hint: &Hint,
    way: Way,
) -> Content {
    let media_type = name.trim().to_ascii_lowercase();
    let schema = media.get("schema").map(|node| SchemaPart {
        node,
        hint: hint.clone(),
    });
    let kind = kind_of(cx, &media_type, schema.as_ref(), way);
    let mut content = Content {
        kind,
        schema: None,
        parts: Vec::new(),
        is_closed: false,
        encodings: Vec::new(),
        examples: examples_of(cx, media),
        place: cx.place(media),
        media_type,
    };
    match (kind, schema) {
        (MediaKind::Multipart, Some(schema)) => {
            (content.parts, content.is_closed) = parts_of(cx, media, &schema);
        }
        (MediaKind::Multipart, None) => cx.warn(
            "multipart-schema",
            media,
            "a multipart body without `schema` has no parts",
            "declare the parts as properties of an object",
        ),
        (MediaKind::Bytes, Some(schema)) => {
            warn_if_structured(cx, &content.media_type, &schema);
        }
        (MediaKind::Text, Some(schema)) => {
            content.schema = Some(text_schema(cx, &content.media_type, &schema));
        }
        (MediaKind::Events, Some(schema)) => content.schema = Some(event_schema(cx, schema)),
        (MediaKind::Form, schema) => {
            content.schema = schema.map(|schema| schemas::use_of(cx, &schema));
            content.encodings = encodings_of(cx, media);
        }
        (MediaKind::Json, Some(schema)) => content.schema = Some(schemas::use_of(cx, &schema)),
        (MediaKind::Json | MediaKind::Bytes | MediaKind::Text | MediaKind::Events, None) => {}
    }
    content
}

/// The data of one event. A list describes all events of the stream, so that its items describe one.
fn event_schema<'d>(cx: &mut Context<'d>, schema: SchemaPart<'d>) -> Schema {
    let outline = compose(cx, &schema);
    match (outline.kinds.stated(), outline.items.as_slice()) {
        (Some([Kind::Array]), [item]) => schemas::use_of(cx, item),
        _ => schemas::use_of(cx, &schema),
    }
}

/// Headers that a body itself has, whatever the contract says of them.
const OWN_HEADERS: &[&str] = &["content-type"];

/// The headers of an answer or of a part.
pub(super) fn headers_of<'d>(cx: &mut Context<'d>, holder: &'d Node, hint: &Hint) -> Vec<Header> {
    let mut scope = Scope::with(&["body"]);
    let mut headers: Vec<Header> = Vec::new();
    for (key, entry) in cx.entries(holder, "headers") {
        let Some(node) = cx.object(entry) else {
            continue;
        };
        let wire = key.text.to_ascii_lowercase();
        if OWN_HEADERS.contains(&wire.as_str()) || headers.iter().any(|header| header.wire == wire)
        {
            continue;
        }
        if !is_header_name(&wire) {
            let place = cx.doc.place_of_key(key);
            refuse_header(cx, place, &wire);
            continue;
        }
        let plain = plain_name(Location::Header, &wire).to_owned();
        let inner = named_part(cx, entry, "Header").unwrap_or_else(|| hint.child(&plain));
        let (schema, media) = value_of(cx, node, &inner);
        headers.push(Header {
            name: scope.claim(&casing::field_name(&plain)),
            explode: cx.flag(node, "explode"),
            media,
            required: cx.flag(node, "required"),
            description: cx.description_of(entry, node),
            schema,
            wire,
        });
    }
    headers
}

/// The letters of a header's name (RFC 9110, 5.1).
pub(super) fn is_header_name(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(is_letter)
}

/// Reports a name that no request and no answer can have.
pub(super) fn refuse_header(cx: &mut Context<'_>, place: Place, name: &str) {
    cx.error_at(
        "header-name",
        place,
        format!("`{name}` cannot be the name of a header"),
        "use letters, digits and `-`",
    );
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
        let Some(example) = cx.object(entry) else {
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
