//! Schemas become types: uses of named ones, plain ones on the spot, and unnamed shapes that are given a name.

use super::casing;
use super::compose::{compose, compose_all};
use super::context::Context;
use super::extensions;
use super::names::{Hint, Site};
use super::nullable::NullWord;
use super::outline::{Outline, Part, is_note};
use super::reading::notes_of;
use super::references::{bare_reference, use_of_component};
use super::shapes::{Made, shape_of_component, type_of};
use crate::ir::{Schema, Shape, Type, TypeDef, TypeId, Usage};
use crate::load::Node;

/// The use of a schema at one place.
pub(super) fn use_of<'d>(cx: &mut Context<'d>, part: &Part<'d>) -> Schema {
    if let Some(reference) = bare_reference(cx, part.node) {
        return use_of_component(cx, part.node, reference);
    }
    let outline = compose(cx, part);
    use_of_outline(
        cx,
        &Site {
            nodes: vec![part.node],
            facet: 0,
            hint: part.hint.clone(),
        },
        outline,
    )
}

/// The use of several schemas that must all hold at one place.
pub(super) fn use_of_all<'d>(cx: &mut Context<'d>, parts: &[Part<'d>]) -> Schema {
    let demanding: Vec<&Part<'d>> = parts
        .iter()
        .filter(|part| !is_only_notes(part.node))
        .collect();
    if let ([only], true) = (demanding.as_slice(), parts.len() > 1) {
        let mut schema = use_of(cx, only);
        for part in parts {
            let notes = notes_of(cx, part.node);
            schema.description = notes.description.or(schema.description);
            schema.pii = schema.pii.or(notes.pii);
        }
        return schema;
    }
    match parts {
        [part] => use_of(cx, part),
        parts => match (parts.first(), compose_all(cx, parts)) {
            (Some(first), Some(outline)) => {
                let nodes = parts.iter().map(|part| part.node).collect();
                use_of_outline(
                    cx,
                    &Site {
                        nodes,
                        facet: 0,
                        hint: first.hint.clone(),
                    },
                    outline,
                )
            }
            _ => any_at(cx, cx.doc.root()),
        },
    }
}

/// The use of a schema that is outlined already.
pub(super) fn use_of_outline<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: Outline<'d>,
) -> Schema {
    let notes = outline.notes.clone();
    let place = cx.place(site.nodes.first().copied().unwrap_or(outline.node));
    let nullable = outline.null == NullWord::Allowed;
    let ty = type_of(cx, site, outline);
    Schema {
        ty,
        nullable,
        description: notes.description,
        deprecated: notes.deprecated,
        default: notes.default.map(Node::to_json),
        pii: notes.pii,
        place,
    }
}

/// Any JSON value.
pub(super) fn any_at(cx: &Context<'_>, node: &Node) -> Schema {
    plain_use(cx, node, Type::Any)
}

/// A use without words.
pub(super) fn plain_use(cx: &Context<'_>, node: &Node, ty: Type) -> Schema {
    Schema {
        ty,
        nullable: false,
        description: None,
        deprecated: false,
        default: None,
        pii: None,
        place: cx.place(node),
    }
}

/// Looks at every component that waits, and at those that these lead to.
pub(super) fn drain(cx: &mut Context<'_>) {
    while let Some((id, node)) = cx.types.next_waiting() {
        let slot = cx.types.slot(id);
        let hint = Hint {
            name: slot.name.clone(),
            module: slot.module.clone(),
        };
        let site = Site {
            nodes: vec![node],
            facet: 0,
            hint,
        };
        if let Some(reference) = bare_reference(cx, node) {
            let alias = use_of_component(cx, node, reference);
            let outline = Outline {
                notes: notes_of(cx, node),
                ..Outline::silent(node)
            };
            let shape = Shape::Alias(Schema {
                nullable: false,
                description: None,
                ..alias
            });
            settle(cx, id, &outline, Made { shape, rule: None });
            continue;
        }
        let outline = compose(
            cx,
            &Part {
                node,
                hint: site.hint.clone(),
            },
        );
        let made = shape_of_component(cx, &site, &outline);
        settle(cx, id, &outline, made);
    }
}

/// Says what a reserved type is.
pub(super) fn settle<'d>(cx: &mut Context<'d>, id: TypeId, outline: &Outline<'d>, made: Made) {
    let notes = &outline.notes;
    let lifecycle = extensions::lifecycle_of(cx, notes.lifecycle, &made.shape);
    let slot = cx.types.slot(id);
    let title = notes
        .title
        .clone()
        .filter(|title| casing::pascal(title) != slot.name);
    let def = TypeDef {
        name: slot.name.clone(),
        constant: String::new(),
        component: slot.component.clone(),
        module: slot.module.clone(),
        description: joined(title, notes.description.clone()),
        examples: examples_of(outline.node),
        deprecated: notes.deprecated,
        shape: made.shape,
        rule: made.rule,
        usage: Usage::default(),
        twin: None,
        retention: notes.retention.clone(),
        lifecycle,
        place: cx.place(outline.node),
    };
    cx.types.settle(id, def);
}

fn examples_of(node: &Node) -> Vec<serde_json::Value> {
    let several = node.get("examples").and_then(Node::as_list);
    { node.get("example").into_iter() }
        .chain(several.into_iter().flatten())
        .map(Node::to_json)
        .collect()
}

fn joined(title: Option<String>, description: Option<String>) -> Option<String> {
    match (title, description) {
        (Some(title), Some(description)) if title != description => {
            Some(format!("{title}\n\n{description}"))
        }
        (title, description) => description.or(title),
    }
}

fn is_only_notes(node: &Node) -> bool {
    node.as_map()
        .is_some_and(|entries| entries.iter().all(|(key, _)| is_note(&key.text)))
}
