//! Parts of multipart bodies and properties of forms: what `encoding` says of each, and what the standard says where it is silent.

use super::bodies::headers_of;
use super::casing::{self, Scope};
use super::compose::compose;
use super::context::Context;
use super::media::{essence, plain_kind};
use super::outline::{AdditionalOutline, Part as SchemaPart};
use super::parameters::style_of;
use super::{objects, references, schemas};
use crate::ir::{
    Content, Encoding, Format, Header, Location, Media, MediaKind, Operation, Part, PartKind,
    Schema, Shape, Struct, Style, Text, Type, TypeDef,
};
use crate::load::{Node, Version};

/// The properties of a multipart body's schema, and whether it forbids others. How each is written is settled once every type is known.
pub(super) fn parts_of<'d>(
    cx: &mut Context<'d>,
    media: &'d Node,
    schema: &SchemaPart<'d>,
) -> (Vec<Part>, bool) {
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
            hint: hint.clone(),
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
        if objects::is_marked(cx, &field.parts, "readOnly") {
            continue;
        }
        let used = schemas::use_of_all(cx, &field.parts);
        let entry = encoding
            .and_then(|encoding| encoding.get(field.wire))
            .and_then(|entry| cx.object(entry));
        let types = entry.and_then(|entry| cx.text(entry, "contentType"));
        let headers = entry.map(|entry| headers_of(cx, entry, &hint.child(field.wire)));
        warn_headers(cx, entry, headers.as_deref().unwrap_or_default());
        parts.push(Part {
            wire: field.wire.to_owned(),
            name: scope.claim(&casing::field_name(field.wire)),
            schema: part_schema(cx, used),
            kind: PartKind::Text,
            repeated: false,
            required: outline.required.contains(&field.wire),
            media_types: types.map(split_types).unwrap_or_default(),
            headers: headers.unwrap_or_default(),
        });
    }
    let is_closed = matches!(outline.additional, AdditionalOutline::Closed);
    (parts, is_closed)
}

fn warn_headers(cx: &mut Context<'_>, entry: Option<&Node>, headers: &[Header]) {
    let Some(node) = entry.and_then(|entry| entry.get("headers")) else {
        return;
    };
    if !headers.is_empty() {
        let names: Vec<String> = headers
            .iter()
            .map(|header| format!("`{}`", header.wire))
            .collect();
        cx.warn(
            "unsupported-part-headers",
            node,
            format!(
                "{} of a part: the server neither reads nor checks headers of parts",
                names.join(", ")
            ),
            "declare a part of the form for each of them",
        );
    }
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

/// What a form's `encoding` says.
pub(super) fn encodings_of<'d>(cx: &mut Context<'d>, media: &'d Node) -> Vec<Encoding> {
    let mut encodings = Vec::new();
    for (key, entry) in cx.entries(media, "encoding") {
        let Some(entry) = cx.object(entry) else {
            continue;
        };
        let by_style = ["style", "explode", "allowReserved"]
            .iter()
            .any(|word| entry.get(word).is_some());
        let media = cx.text(entry, "contentType").map(|text| Media {
            media_type: text.trim().to_ascii_lowercase(),
            kind: match plain_kind(&text.to_ascii_lowercase()) {
                MediaKind::Json => MediaKind::Json,
                _ => MediaKind::Text,
            },
        });
        let style = style_of(cx, entry, Location::Query);
        encodings.push(Encoding {
            wire: key.text.clone(),
            style,
            explode: if entry.get("explode").is_some() {
                cx.flag(entry, "explode")
            } else {
                style == Style::Form
            },
            allow_reserved: cx.flag(entry, "allowReserved"),
            // `contentType` is passed over where one of the other words stands; plain text is no other way of writing.
            media: media.filter(|media| !by_style && media.kind == MediaKind::Json),
        });
    }
    encodings
}

/// Settles how each part and each property is written, now that every type is known.
pub(super) fn settle(operations: &mut [Operation], types: &[TypeDef]) {
    for content in operations
        .iter_mut()
        .flat_map(|operation| &mut operation.body)
    {
        for part in &mut content.parts {
            let (kind, repeated) = writing_of(&part.schema.ty, types);
            part.repeated = repeated;
            part.kind = match kind {
                PartKind::Text if part.media_types.iter().any(|media| is_json(media)) => {
                    PartKind::Json
                }
                kind => kind,
            };
            // An array whose part is said to be JSON is one part.
            if repeated && part.media_types.len() == 1 && is_json(&part.media_types[0]) {
                (part.kind, part.repeated) = (PartKind::Json, false);
            }
        }
        settle_form(content, types);
    }
}

fn is_json(media_type: &str) -> bool {
    plain_kind(essence(media_type)) == MediaKind::Json
}

/// An object inside a form is JSON, unless `encoding` says otherwise.
fn settle_form(content: &mut Content, types: &[TypeDef]) {
    if content.kind != MediaKind::Form {
        return;
    }
    let Some(object) = content
        .schema
        .as_ref()
        .and_then(|schema| struct_of(&schema.ty, types))
    else {
        return;
    };
    for field in &object.fields {
        let is_said = content
            .encodings
            .iter()
            .any(|encoding| encoding.wire == field.wire);
        let (kind, _) = writing_of(&field.schema.ty, types);
        if kind == PartKind::Json && !is_said {
            content.encodings.push(Encoding {
                wire: field.wire.clone(),
                style: Style::Form,
                explode: true,
                allow_reserved: false,
                media: Some(Media {
                    media_type: "application/json".to_owned(),
                    kind: MediaKind::Json,
                }),
            });
        }
    }
}

fn struct_of<'a>(ty: &Type, types: &'a [TypeDef]) -> Option<&'a Struct> {
    let Type::Named(id) = ty else { return None };
    match &types[id.0].shape {
        Shape::Struct(object) => Some(object),
        Shape::Alias(schema) => struct_of(&schema.ty, types),
        Shape::TextEnum(_) | Shape::Union(_) => None,
    }
}

/// How one value is written, and whether an array makes several of them.
fn writing_of(ty: &Type, types: &[TypeDef]) -> (PartKind, bool) {
    match ty {
        Type::Array(item, _) => (writing_of(&item.ty, types).0, true),
        Type::Text(text) if text.format == Format::Binary => (PartKind::File, false),
        Type::Text(_) | Type::Integer(_) | Type::Number(_) | Type::Boolean => {
            (PartKind::Text, false)
        }
        Type::Map(..) | Type::Any => (PartKind::Json, false),
        Type::Named(id) => match &types[id.0].shape {
            Shape::Alias(schema) => writing_of(&schema.ty, types),
            Shape::TextEnum(_) => (PartKind::Text, false),
            Shape::Struct(_) => (PartKind::Json, false),
            Shape::Union(union) => {
                let scalar = union.variants.iter().all(|variant| {
                    writing_of(&variant.schema.ty, types) == (PartKind::Text, false)
                });
                (
                    if scalar {
                        PartKind::Text
                    } else {
                        PartKind::Json
                    },
                    false,
                )
            }
        },
    }
}
