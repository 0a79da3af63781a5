//! What an outline turns out to be, and the type or shape that follows.

use super::context::Context;
use super::names::{Hint, Site};
use super::nullable::Kind;
use super::outline::Outline;
use super::schemas::{any_at, plain_use, settle, use_of_all};
use super::{enums, objects, scalars, unions};
use crate::ir::{Schema, Shape, Type};
use crate::load::{Node, Version};

/// How many unnamed schemas may lie in each other. The standard has no limit; nobody reads a contract beyond this one.
const MAX_DEPTH: usize = 64;

/// What an outline turns out to be.
enum Plan<'d> {
    /// A closed list of strings.
    TextEnum(Vec<&'d Node>),
    /// A choice.
    Union(unions::Branches<'d>),
    /// One of several kinds.
    Kinds(Vec<Kind>),
    /// An object with known properties.
    Struct,
    /// Something that needs no name.
    Plain(Kind),
    /// Values that are no strings.
    Values,
    /// Anything.
    Any,
    /// The same as this other outline.
    Instead(Box<Outline<'d>>),
}

fn plan<'d>(cx: &mut Context<'d>, outline: &Outline<'d>) -> Plan<'d> {
    if let Some(values) = &outline.values {
        return enums::texts_of(cx, outline, values).map_or(Plan::Values, Plan::TextEnum);
    }
    match unions::resolve(cx, outline) {
        unions::Resolved::NoChoice => {}
        unions::Resolved::Values(values) => return Plan::TextEnum(values),
        unions::Resolved::Branches(branches) => return Plan::Union(branches),
        unions::Resolved::Instead(other) => return Plan::Instead(other),
    }
    match outline.kinds.stated() {
        Some([Kind::Object]) if objects::is_struct(outline) => Plan::Struct,
        Some([kind]) => Plan::Plain(*kind),
        Some([]) => contradiction(cx, outline),
        Some(kinds) => Plan::Kinds(kinds.to_vec()),
        None => inferred(outline),
    }
}

/// The kind that the keywords speak of, where `type` is silent.
fn inferred<'d>(outline: &Outline<'d>) -> Plan<'d> {
    if objects::is_struct(outline) {
        return Plan::Struct;
    }
    if !outline.has_no_object_words() {
        return Plan::Plain(Kind::Object);
    }
    if !outline.items.is_empty() || outline.items_rule != crate::ir::Items::default() {
        return Plan::Plain(Kind::Array);
    }
    if !outline.bounds.is_silent() {
        return Plan::Plain(Kind::Number);
    }
    if outline.text != crate::ir::Text::default()
        || outline.format.is_some()
        || outline.media.is_some()
    {
        return Plan::Plain(Kind::Text);
    }
    Plan::Any
}

fn contradiction<'d>(cx: &mut Context<'d>, outline: &Outline<'d>) -> Plan<'d> {
    let message = "no value but null satisfies this schema; it is typed as any JSON value";
    cx.warn(
        "fallback-any",
        outline.node,
        message,
        "correct the types that meet here",
    );
    Plan::Any
}

/// The type of an outline: a plain one, or a name for what needs one.
pub(super) fn type_of<'d>(cx: &mut Context<'d>, site: &Site<'d>, outline: Outline<'d>) -> Type {
    if cx.depth >= MAX_DEPTH {
        cx.warn(
            "fallback-any",
            outline.node,
            "schemas lie too deep in each other; this one is typed as any JSON value",
            "give the inner schemas names under `components.schemas`",
        );
        return Type::Any;
    }
    cx.depth += 1;
    let ty = match plan(cx, &outline) {
        Plan::Plain(kind) => plain_type(cx, &outline, kind),
        Plan::Values => enums::other_values(cx, &outline),
        Plan::Any => Type::Any,
        Plan::Instead(other) => type_of(cx, site, *other),
        named => named_type(cx, site, &outline, named),
    };
    cx.depth -= 1;
    ty
}

fn named_type<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: &Outline<'d>,
    plan: Plan<'d>,
) -> Type {
    if let Some(id) = cx.types.find(site) {
        return Type::Named(id);
    }
    let id = cx.types.reserve_hoisted(site, outline.node.span);
    let hint = Hint {
        name: cx.types.slot(id).name.clone(),
        module: site.hint.module.clone(),
    };
    let shape = shape_of(
        cx,
        &Site {
            hint,
            ..site.clone()
        },
        outline,
        plan,
    );
    settle(cx, id, outline, shape);
    Type::Named(id)
}

/// What a component is made of.
pub(super) fn shape_of_component<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: &Outline<'d>,
) -> Shape {
    let decided = plan(cx, outline);
    shape_of(cx, site, outline, decided)
}

fn shape_of<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: &Outline<'d>,
    decided: Plan<'d>,
) -> Shape {
    let ty = match decided {
        Plan::TextEnum(values) => return Shape::TextEnum(enums::text_enum(cx, &values)),
        Plan::Union(branches) => return Shape::Union(unions::union_of(cx, site, branches)),
        Plan::Kinds(kinds) => {
            return Shape::Union(unions::union_of_kinds(cx, site, outline, &kinds));
        }
        Plan::Struct => return Shape::Struct(objects::struct_of(cx, outline)),
        Plan::Instead(other) => return shape_of_component(cx, site, &other),
        Plan::Plain(kind) => plain_type(cx, outline, kind),
        Plan::Values => enums::other_values(cx, outline),
        Plan::Any => Type::Any,
    };
    let default = outline.notes.default.map(Node::to_json);
    Shape::Alias(Schema {
        default,
        pii: outline.notes.pii,
        ..plain_use(cx, outline.node, ty)
    })
}

fn plain_type<'d>(cx: &mut Context<'d>, outline: &Outline<'d>, kind: Kind) -> Type {
    match kind {
        Kind::Boolean => Type::Boolean,
        Kind::Text => scalars::text_of(outline),
        Kind::Integer => scalars::integer_of(cx, outline),
        Kind::Number => scalars::number_of(outline),
        Kind::Array => array_of(cx, outline),
        Kind::Object => objects::map_of(cx, outline),
    }
}

fn array_of<'d>(cx: &mut Context<'d>, outline: &Outline<'d>) -> Type {
    let items = if outline.items.is_empty() {
        if cx.version == Version::V30 && outline.node.get("items").is_none() {
            cx.warn(
                "fallback-any",
                outline.node,
                "an array without `items` is typed as an array of any JSON values",
                "state `items`",
            );
        }
        any_at(cx, outline.node)
    } else {
        use_of_all(cx, &outline.items)
    };
    Type::Array(Box::new(items), outline.items_rule.clone())
}
