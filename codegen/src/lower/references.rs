//! References: the components that they lead to, and schemas that are nothing but a reference.

use super::casing;
use super::context::Context;
use super::extensions;
use super::names::Hint;
use super::nullable;
use super::outline::{Notes, is_bare_reference, is_note};
use super::reading::notes_of;
use super::schemas::any_at;
use crate::ir::{Schema, Type, TypeId};
use crate::load::{Node, Version};

/// The reference that a schema is nothing but: itself, or the only branch of its `allOf`, or its only branch beside null.
pub(super) fn bare_reference<'d>(cx: &Context<'d>, node: &'d Node) -> Option<&'d Node> {
    if node.reference().is_some() {
        return is_bare_reference(cx, node).then_some(node);
    }
    let mut branch = None;
    for (key, value) in node.entries() {
        match key.text.as_str() {
            "allOf" if branch.is_none() => match value.items() {
                [only] => branch = Some(only),
                _ => return None,
            },
            "oneOf" | "anyOf" if branch.is_none() => {
                let mut rest = value
                    .items()
                    .iter()
                    .filter(|item| !nullable::is_null_branch(item));
                branch = rest.next();
                if branch.is_none() || rest.next().is_some() {
                    return None;
                }
            }
            "nullable" => {}
            "type" if value.as_str() == Some("object") => {}
            word if is_note(word) => {}
            _ => return None,
        }
    }
    bare_reference(cx, branch?)
}

/// The use of a named type, with the words beside the reference.
pub(super) fn use_of_component<'d>(
    cx: &mut Context<'d>,
    node: &'d Node,
    reference: &'d Node,
) -> Schema {
    warn_ignored_siblings(cx, reference);
    let Some(id) = component(cx, reference) else {
        return any_at(cx, node);
    };
    let inner = if std::ptr::eq(node, reference) {
        Notes::default()
    } else {
        notes_of(cx, reference)
    };
    let notes = notes_of(cx, node).or(inner);
    let target = cx.resolve(reference);
    let pii = notes
        .pii
        .or_else(|| target.and_then(|target| extensions::pii_of(cx, target)));
    let allows_null = node.reference().is_none() && nullable::takes_null(cx, node);
    let nullable = allows_null || target.is_some_and(|target| nullable::takes_null(cx, target));
    Schema {
        ty: Type::Named(id),
        nullable,
        description: notes.description,
        deprecated: notes.deprecated,
        default: notes.default.map(Node::to_json),
        pii,
        place: cx.place(node),
    }
}

/// 3.0 gives no meaning to what stands beside `$ref`; words do no harm, rules are lost.
fn warn_ignored_siblings(cx: &mut Context<'_>, reference: &Node) {
    if cx.version != Version::V30 {
        return;
    }
    for (key, value) in reference.entries() {
        if key.text != "$ref" && !is_note(&key.text) {
            let message = format!("`{}` beside `$ref` has no effect in OpenAPI 3.0", key.text);
            cx.warn(
                "ref-sibling",
                value,
                message,
                format!(
                    "write `allOf: [{{$ref: ...}}]` and `{}` beside it",
                    key.text
                ),
            );
        }
    }
}

/// The named type that a reference leads to.
pub(super) fn component<'d>(cx: &mut Context<'d>, reference: &'d Node) -> Option<TypeId> {
    let target = cx.resolve(reference)?;
    if let Some(id) = cx.types.find_component(target) {
        return Some(id);
    }
    let module = cx.types.module_of_file(cx.doc, target.span);
    let name = match cx.bundle.schema_name(target) {
        Some(name) => name.to_owned(),
        None => {
            let wished = last_name(cx, reference);
            cx.types.claim_component(&wished)
        }
    };
    Some(reserve(cx, target, name, module))
}

/// Gives a component its name, before anything is known about it.
pub(super) fn reserve<'d>(
    cx: &mut Context<'d>,
    target: &'d Node,
    component: String,
    module: String,
) -> TypeId {
    let wished = casing::type_name(&component);
    let id = cx
        .types
        .reserve_component(target, component.clone(), module);
    let name = cx.types.slot(id).name.clone();
    if name != wished {
        let message = format!(
            "the type of `{component}` is called `{name}`, since another schema has the name `{wished}`"
        );
        cx.warn(
            "name-collision",
            target,
            message,
            "rename one of the schemas",
        );
    }
    id
}

/// How to call what stands inside a referred schema.
pub(super) fn hint_of_target<'d>(
    cx: &mut Context<'d>,
    reference: &'d Node,
    target: &'d Node,
) -> Hint {
    let module = cx.types.module_of_file(cx.doc, target.span);
    let name = match (
        cx.types.find_component(target),
        cx.bundle.schema_name(target),
    ) {
        (Some(id), _) => cx.types.slot(id).name.clone(),
        (None, Some(component)) => casing::type_name(component),
        (None, None) => casing::type_name(&last_name(cx, reference)),
    };
    Hint { name, module }
}

/// What to call a schema inside another: `#/components/schemas/Box/properties/size` is called `box_size`.
fn last_name<'d>(cx: &Context<'d>, reference: &'d Node) -> String {
    let Ok(target) = cx.doc.target(reference) else {
        return "Schema".to_owned();
    };
    let names: Vec<&str> = target
        .pointer
        .split('/')
        .skip(1)
        .filter(|step| !is_structure(step))
        .collect();
    if names.is_empty() {
        target.stem.to_owned()
    } else {
        casing::snake(&names.join(" "))
    }
}

fn is_structure(step: &str) -> bool {
    matches!(
        step,
        "components"
            | "schemas"
            | "properties"
            | "items"
            | "schema"
            | "content"
            | "responses"
            | "parameters"
            | "paths"
            | "requestBody"
            | "requestBodies"
            | "headers"
            | "allOf"
            | "oneOf"
            | "anyOf"
            | "additionalProperties"
            | "application~1json"
            | "$defs"
            | "definitions"
    )
}
