//! What an outline turns out to be, and the type or shape that follows.

use super::context::Context;
use super::names::{Hint, Site};
use super::nullable::Kind;
use super::outline::{AdditionalOutline, Outline};
use super::schemas::{any_at, plain_use, settle, use_of_all};
use super::{enums, objects, rules, scalars, tuples, unions};
use crate::ir::{self, Assertion, Rule, Schema, Shape, Type};
use crate::load::{Node, Version};

/// How many unnamed schemas may lie in each other. The standard has no limit; nobody reads a contract beyond this one.
const MAX_DEPTH: usize = 64;

/// What an outline turns out to be.
enum Plan<'d> {
    /// A closed list of strings.
    TextEnum(Vec<&'d Node>),
    /// A closed list of whole numbers.
    IntegerEnum(Vec<&'d Node>),
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

/// A plan, and whether the type that follows says all that the schema demands.
struct Decided<'d> {
    plan: Plan<'d>,
    is_whole: bool,
}

fn plan<'d>(cx: &mut Context<'d>, outline: &Outline<'d>) -> Decided<'d> {
    let mut is_whole = !outline.is_partial;
    let plan = match &outline.values {
        Some(values) => listed(cx, outline, values, &mut is_whole),
        None => match unions::resolve(cx, outline) {
            unions::Resolved::NoChoice => plan_by_kind(cx, outline, &mut is_whole),
            unions::Resolved::Values(values) if is_whole => Plan::TextEnum(values),
            unions::Resolved::Values(_) => Plan::Plain(Kind::Text),
            unions::Resolved::Branches(branches) => {
                is_whole &= branches.is_whole();
                Plan::Union(branches)
            }
            unions::Resolved::Instead(other) => Plan::Instead(other),
        },
    };
    Decided { plan, is_whole }
}

fn listed<'d>(
    cx: &mut Context<'d>,
    outline: &Outline<'d>,
    values: &[&'d Node],
    is_whole: &mut bool,
) -> Plan<'d> {
    *is_whole &= outline.choices.is_empty();
    match enums::texts_of(cx, outline, values) {
        Some(texts) if *is_whole => Plan::TextEnum(texts),
        Some(_) => Plan::Plain(Kind::Text),
        None if *is_whole && enums::are_integers(outline, values) => {
            Plan::IntegerEnum(values.to_vec())
        }
        None => {
            *is_whole &= enums::is_exact(outline, values);
            Plan::Values
        }
    }
}

fn plan_by_kind<'d>(cx: &mut Context<'d>, outline: &Outline<'d>, is_whole: &mut bool) -> Plan<'d> {
    match outline.kinds.stated() {
        Some([Kind::Object]) if objects::is_struct(outline) => Plan::Struct,
        Some([kind]) => {
            *is_whole &= scalars::is_exact(outline, *kind);
            Plan::Plain(*kind)
        }
        Some([]) => {
            *is_whole = false;
            contradiction(cx, outline)
        }
        Some(kinds) => Plan::Kinds(kinds.to_vec()),
        None => inferred(outline, is_whole),
    }
}

/// The kind that the keywords speak of, where `type` is silent.
///
/// Words that give a value its shape are taken for its type. Words that only limit a value leave every other kind allowed.
fn inferred<'d>(outline: &Outline<'d>, is_whole: &mut bool) -> Plan<'d> {
    if objects::is_struct(outline) {
        return Plan::Struct;
    }
    if !matches!(outline.additional, AdditionalOutline::Unstated) {
        return Plan::Plain(Kind::Object);
    }
    if !outline.items.is_empty() {
        return Plan::Plain(Kind::Array);
    }
    let limits = outline.text != ir::Text::default()
        || !outline.bounds.is_silent()
        || outline.items_rule != ir::Items::default()
        || outline.properties != ir::Properties::default()
        || !matches!(
            scalars::format_of(outline),
            ir::Format::Plain | ir::Format::Binary | ir::Format::Byte | ir::Format::Password
        );
    if limits || outline.is_partial {
        *is_whole = false;
        return Plan::Any;
    }
    if outline.format.is_some() || outline.media.is_some() {
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
    let decided = plan(cx, &outline);
    let ty = match decided.plan {
        Plan::Instead(other) => type_of(cx, site, *other),
        // A rule stands beside a named type.
        _ if !decided.is_whole => named_type(cx, site, &outline, decided),
        Plan::Plain(kind) => plain_type(cx, site, &outline, kind),
        Plan::Values => enums::other_values(cx, &outline),
        Plan::Any => Type::Any,
        _ => named_type(cx, site, &outline, decided),
    };
    cx.depth -= 1;
    ty
}

fn named_type<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: &Outline<'d>,
    decided: Decided<'d>,
) -> Type {
    if let Some(id) = cx.types.find(site) {
        return Type::Named(id);
    }
    let id = cx.types.reserve_hoisted(site, outline.node.span);
    let hint = Hint {
        name: cx.types.slot(id).name.clone(),
        module: site.hint.module.clone(),
    };
    let site = Site {
        hint,
        ..site.clone()
    };
    let made = shape_of(cx, &site, outline, decided);
    settle(cx, id, outline, made);
    Type::Named(id)
}

/// What a named type is made of, and what must hold besides.
pub(super) struct Made {
    pub(super) shape: Shape,
    pub(super) rule: Option<Rule>,
}

/// What a component is made of.
pub(super) fn shape_of_component<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: &Outline<'d>,
) -> Made {
    let decided = plan(cx, outline);
    shape_of(cx, site, outline, decided)
}

fn shape_of<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: &Outline<'d>,
    decided: Decided<'d>,
) -> Made {
    if let Plan::Instead(other) = &decided.plan {
        return shape_of_component(cx, site, other);
    }
    let is_raw = matches!(decided.plan, Plan::Any);
    let shape = bare_shape(cx, site, outline, decided.plan);
    let rule = (!decided.is_whole).then(|| beside(cx, site, outline, is_raw));
    Made {
        shape,
        rule: rule.flatten(),
    }
}

/// The rule that stands beside a type which does not say all of it.
fn beside<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: &Outline<'d>,
    is_raw: bool,
) -> Option<Rule> {
    if outline.is_heir {
        let message = "rules beside the type of a schema that its own base lists as a branch are not enforced";
        let fix = "list the branches in a schema of their own, not in the base";
        cx.warn("unsupported-inheritance", outline.node, message, fix);
        return None;
    }
    let rule = rules::rule_of_all(cx, &site.nodes, &site.hint);
    if is_raw && outline.kinds.stated().is_none() && rule != [Assertion::Never] {
        let message = "no type says what this schema demands; it is typed as any JSON value, and its rules are checked";
        cx.warn("fallback-any", outline.node, message, "state `type`");
    }
    Some(rule)
}

fn bare_shape<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: &Outline<'d>,
    decided: Plan<'d>,
) -> Shape {
    let ty = match decided {
        Plan::TextEnum(values) => return Shape::TextEnum(enums::text_enum(cx, &values, false)),
        Plan::IntegerEnum(values) => {
            return Shape::TextEnum(enums::text_enum(cx, &values, true));
        }
        Plan::Union(branches) => return Shape::Union(unions::union_of(cx, site, branches)),
        Plan::Kinds(kinds) => {
            return Shape::Union(unions::union_of_kinds(cx, site, outline, &kinds));
        }
        Plan::Struct => return Shape::Struct(objects::struct_of(cx, outline)),
        Plan::Plain(kind) => plain_type(cx, site, outline, kind),
        Plan::Values => enums::other_values(cx, outline),
        Plan::Any | Plan::Instead(_) => Type::Any,
    };
    let default = outline.notes.default.map(Node::to_json);
    Shape::Alias(Schema {
        default,
        pii: outline.notes.pii,
        ..plain_use(cx, outline.node, ty)
    })
}

fn plain_type<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: &Outline<'d>,
    kind: Kind,
) -> Type {
    match kind {
        Kind::Boolean => Type::Boolean,
        Kind::Text => scalars::text_of(outline),
        Kind::Integer => scalars::integer_of(outline),
        Kind::Number => scalars::number_of(cx, outline),
        Kind::Array => array_of(cx, site, outline),
        Kind::Object => objects::map_of(cx, outline),
    }
}

fn array_of<'d>(cx: &mut Context<'d>, site: &Site<'d>, outline: &Outline<'d>) -> Type {
    let items = if outline.is_tuple {
        tuples::item_of(cx, site, outline)
    } else if outline.items.is_empty() {
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
