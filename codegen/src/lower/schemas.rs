//! Schemas become types: uses of named ones, plain ones on the spot, and unnamed shapes that are given a name.

use super::casing;
use super::compose::{compose, compose_all};
use super::context::Context;
use super::names::{Hint, Site};
use super::nullable::{self, Kind, NullWord};
use super::outline::{self, Outline, Part, is_bare_reference, is_note};
use super::{enums, extensions, objects, scalars, unions};
use crate::ir::{Schema, Shape, Type, TypeDef, TypeId, Usage};
use crate::load::{Node, Version};

/// How many unnamed schemas may lie in each other. The standard has no limit; nobody reads a contract beyond this one.
const MAX_DEPTH: usize = 64;

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
            let notes = outline::notes_of(cx, part.node);
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
    let known = cx
        .types
        .find_component(target)
        .map(|id| cx.types.slot(id).name.clone());
    let bundled = || cx.bundle.schema_name(target).map(str::to_owned);
    let name = known
        .or_else(bundled)
        .unwrap_or_else(|| last_name(cx, reference));
    Hint {
        name: casing::type_name(&name),
        module,
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
                notes: outline::notes_of(cx, node),
                ..Outline::silent(node)
            };
            let shape = Shape::Alias(Schema {
                nullable: false,
                description: None,
                ..alias
            });
            settle(cx, id, &outline, shape);
            continue;
        }
        let outline = compose(
            cx,
            &Part {
                node,
                hint: site.hint.clone(),
            },
        );
        let shape = shape_of_component(cx, &site, &outline);
        settle(cx, id, &outline, shape);
    }
}

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

fn type_of<'d>(cx: &mut Context<'d>, site: &Site<'d>, outline: Outline<'d>) -> Type {
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

fn shape_of_component<'d>(cx: &mut Context<'d>, site: &Site<'d>, outline: &Outline<'d>) -> Shape {
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

fn settle<'d>(cx: &mut Context<'d>, id: TypeId, outline: &Outline<'d>, shape: Shape) {
    let notes = &outline.notes;
    let lifecycle = extensions::lifecycle_of(cx, notes.lifecycle, &shape);
    let slot = cx.types.slot(id);
    let title = notes
        .title
        .clone()
        .filter(|title| casing::pascal(title) != slot.name);
    let def = TypeDef {
        name: slot.name.clone(),
        component: slot.component.clone(),
        module: slot.module.clone(),
        description: joined(title, notes.description.clone()),
        deprecated: notes.deprecated,
        shape,
        usage: Usage::default(),
        retention: notes.retention.clone(),
        lifecycle,
        place: cx.place(outline.node),
    };
    cx.types.settle(id, def);
}

fn joined(title: Option<String>, description: Option<String>) -> Option<String> {
    match (title, description) {
        (Some(title), Some(description)) if title != description => {
            Some(format!("{title}\n\n{description}"))
        }
        (title, description) => description.or(title),
    }
}

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

fn use_of_component<'d>(cx: &mut Context<'d>, node: &'d Node, reference: &'d Node) -> Schema {
    warn_ignored_siblings(cx, reference);
    let Some(id) = component(cx, reference) else {
        return any_at(cx, node);
    };
    let inner = if std::ptr::eq(node, reference) {
        outline::Notes::default()
    } else {
        outline::notes_of(cx, reference)
    };
    let notes = outline::notes_of(cx, node).or(inner);
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

fn is_only_notes(node: &Node) -> bool {
    node.as_map()
        .is_some_and(|entries| entries.iter().all(|(key, _)| is_note(&key.text)))
}

/// What to call a schema inside another: `#/components/schemas/Box/properties/size` is called `BoxSize`.
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
        casing::pascal(target.stem)
    } else {
        casing::pascal(&names.join(" "))
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
