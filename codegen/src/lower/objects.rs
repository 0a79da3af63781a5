//! Objects: structs with known properties, maps without.

use super::casing::{self, Scope};
use super::context::Context;
use super::outline::{AdditionalOutline, FieldOutline, Outline, Part};
use super::schemas;
use crate::ir::{Additional, Field, Presence, Schema, Struct, Type};
use crate::load::Node;

/// True when an object has known properties, or is known to have none.
pub(super) fn is_struct(outline: &Outline<'_>) -> bool {
    !outline.fields.is_empty()
        || !outline.required.is_empty()
        || matches!(outline.additional, AdditionalOutline::Closed)
}

/// An object with known properties.
pub(super) fn struct_of<'d>(cx: &mut Context<'d>, outline: &Outline<'d>) -> Struct {
    // The map of further properties is a field of its own.
    let mut scope = Scope::with(&["additional_properties"]);
    let mut fields: Vec<Field> = Vec::new();
    for field in &outline.fields {
        fields.push(field_of(cx, outline, field, &mut scope));
    }
    for wire in &outline.required {
        if outline.field(wire).is_none() {
            fields.push(undeclared_field(cx, outline, wire, &mut scope));
        }
    }
    Struct {
        fields,
        ignored: Vec::new(),
        additional: additional_of(cx, outline),
        properties: outline.properties.clone(),
    }
}

/// An object whose property names are free.
pub(super) fn map_of<'d>(cx: &mut Context<'d>, outline: &Outline<'d>) -> Type {
    Type::Map(Box::new(value_of(cx, outline)), outline.properties.clone())
}

fn value_of<'d>(cx: &mut Context<'d>, outline: &Outline<'d>) -> Schema {
    match &outline.additional {
        AdditionalOutline::Schemas(parts) => schemas::use_of_all(cx, parts),
        _ => {
            warn_of_patterns(cx, outline);
            schemas::any_at(cx, outline.node)
        }
    }
}

fn warn_of_patterns(cx: &mut Context<'_>, outline: &Outline<'_>) {
    if let Some(patterns) = outline.node.get("patternProperties") {
        let message =
            "properties under patterns are typed as any JSON value; their rules are checked";
        let fix = "state `additionalProperties: false` beside a single pattern, or use `additionalProperties` alone";
        cx.warn("fallback-any", patterns, message, fix);
    }
}

fn additional_of<'d>(cx: &mut Context<'d>, outline: &Outline<'d>) -> Additional {
    match &outline.additional {
        AdditionalOutline::Unstated => Additional::Ignored,
        AdditionalOutline::Closed => Additional::Forbidden,
        AdditionalOutline::Open | AdditionalOutline::Schemas(_) => {
            Additional::Kept(Box::new(value_of(cx, outline)))
        }
    }
}

fn field_of<'d>(
    cx: &mut Context<'d>,
    outline: &Outline<'d>,
    field: &FieldOutline<'d>,
    scope: &mut Scope,
) -> Field {
    let schema = schemas::use_of_all(cx, &field.parts);
    let required = outline.required.contains(&field.wire);
    Field {
        wire: field.wire.to_owned(),
        name: scope.claim(&casing::field_name(field.wire)),
        presence: presence_of(required, schema.nullable),
        schema,
        read_only: is_marked(cx, &field.parts, "readOnly"),
        write_only: is_marked(cx, &field.parts, "writeOnly"),
    }
}

/// A name under `required` that `properties` does not declare: it must stand, and may be anything.
fn undeclared_field(
    cx: &mut Context<'_>,
    outline: &Outline<'_>,
    wire: &str,
    scope: &mut Scope,
) -> Field {
    let place = outline.node.get("required").unwrap_or(outline.node);
    let message = format!("`{wire}` is required but not declared; it is typed as any JSON value");
    cx.warn(
        "fallback-any",
        place,
        message,
        format!("declare `{wire}` under `properties`, or take it out of `required`"),
    );
    Field {
        wire: wire.to_owned(),
        name: scope.claim(&casing::field_name(wire)),
        schema: schemas::any_at(cx, place),
        presence: Presence::Required,
        read_only: false,
        write_only: false,
    }
}

fn presence_of(required: bool, nullable: bool) -> Presence {
    match (required, nullable) {
        (true, false) => Presence::Required,
        (true, true) => Presence::RequiredNullable,
        (false, false) => Presence::Optional,
        (false, true) => Presence::OptionalNullable,
    }
}

/// A mark counts on the property, on what it refers to, and on a branch of its `allOf`.
pub(super) fn is_marked<'d>(cx: &mut Context<'d>, parts: &[Part<'d>], mark: &str) -> bool {
    parts.iter().any(|part| {
        let branches = part.node.get("allOf").map(Node::items).unwrap_or_default();
        let says = |node: &Node| node.get(mark).and_then(Node::as_bool) == Some(true);
        let near = std::iter::once(part.node).chain(branches);
        near.into_iter()
            .any(|node| says(node) || cx.behind(node).is_ok_and(says))
    })
}
