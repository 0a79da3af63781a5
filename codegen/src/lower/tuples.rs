//! Arrays whose items are told apart by position: a list of what any of them may be. Which one stands where is checked beside the type.

use super::context::Context;
use super::names::Site;
use super::outline::{Choice, Outline, Part};
use super::schemas::{any_at, use_of, use_of_outline};
use crate::ir::{Schema, UnionKind};
use crate::load::Node;

/// The facet of the choice between the items; types of several kinds use the small ones.
const ITEM_FACET: usize = 64;

/// What every item of a tuple is.
pub(super) fn item_of<'d>(cx: &mut Context<'d>, site: &Site<'d>, outline: &Outline<'d>) -> Schema {
    let Some(parts) = parts_of(site, outline) else {
        let tuple = outline.node.get("prefixItems").unwrap_or(outline.node);
        cx.warn(
            "fallback-any",
            tuple,
            "a tuple that may go on with anything is an array of any JSON values; the rules of its items are checked",
            "state `items: false`, or what the further items are",
        );
        return any_at(cx, outline.node);
    };
    let mut known: Vec<Schema> = Vec::new();
    let mut branches: Vec<Part<'d>> = Vec::new();
    for part in parts {
        let schema = use_of(cx, &part);
        let is_known = known
            .iter()
            .any(|other| other.ty == schema.ty && other.nullable == schema.nullable);
        if !is_known {
            known.push(schema);
            branches.push(part);
        }
    }
    match known.as_slice() {
        [only] => only.clone(),
        _ => {
            let choice = Choice {
                kind: UnionKind::AnyOf,
                branches,
                discriminator: None,
            };
            let site = Site {
                nodes: site.nodes.clone(),
                facet: ITEM_FACET,
                hint: site.hint.child("item"),
            };
            let either = Outline {
                choices: vec![choice],
                ..Outline::silent(outline.node)
            };
            use_of_outline(cx, &site, either)
        }
    }
}

/// The schemas of all items, where an array holds no others.
fn parts_of<'d>(site: &Site<'d>, outline: &Outline<'d>) -> Option<Vec<Part<'d>>> {
    let node = outline.node;
    let listed =
        |node: &'d Node, keyword| node.get(keyword).filter(|value| value.as_list().is_some());
    let (prefix, rest) = match listed(node, "prefixItems") {
        Some(prefix) => (prefix, node.get("items")),
        None => (listed(node, "items")?, node.get("additionalItems")),
    };
    let hint = |index: usize| site.hint.child(&format!("item {}", index + 1));
    let mut parts: Vec<Part<'d>> = Vec::new();
    for (index, node) in prefix.items().iter().enumerate() {
        parts.push(Part {
            node,
            hint: hint(index),
        });
    }
    let length = outline.items_rule.max_items;
    let is_closed = length.is_some_and(|most| most <= parts.len() as u64);
    match rest {
        _ if is_closed => {}
        Some(rest) if rest.as_bool() == Some(false) => {}
        Some(rest) if rest.as_bool().is_none() => parts.push(Part {
            node: rest,
            hint: site.hint.child("further item"),
        }),
        _ => return None,
    }
    (!parts.is_empty()).then_some(parts)
}
