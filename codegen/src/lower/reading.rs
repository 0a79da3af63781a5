//! The keywords of one schema become its outline.

use super::context::Context;
use super::extensions;
use super::names::Hint;
use super::nullable::{self, NullWord};
use super::outline::{
    AdditionalOutline, Bound, Bounds, Choice, FieldOutline, Notes, Outline, Part,
};
use super::scalars;
use crate::ir::{self, UnionKind};
use crate::load::{Node, Version};

/// Reads the keywords of one schema itself: neither `$ref` nor `allOf` is followed.
pub(super) fn outline_of<'d>(cx: &mut Context<'d>, node: &'d Node, hint: &Hint) -> Outline<'d> {
    let mut outline = Outline::silent(node);
    if let (Some(allowed), false) = (node.as_bool(), is_malformed_flag(cx, node)) {
        outline.is_partial = !allowed;
        return outline;
    }
    if node.as_map().is_none() {
        let message = format!("a schema must be an object, and this is {}", node.kind());
        cx.error(
            "schema-malformed",
            node,
            message,
            "write a schema, for example `{type: string}`",
        );
        return outline;
    }
    warn_unenforced(cx, node);
    outline.is_partial = BESIDE_TYPES
        .iter()
        .any(|keyword| node.get(keyword).is_some());
    outline.notes = notes_of(cx, node);
    outline.text.min_length = cx.count(node, "minLength");
    outline.text.max_length = cx.count(node, "maxLength");
    outline.text.pattern = pattern_of(cx, node);
    outline.format = cx.text(node, "format");
    outline.encoding = cx.text(node, "contentEncoding");
    outline.media = cx.text(node, "contentMediaType");
    outline.bounds = bounds_of(cx, node);
    read_array_words(cx, node, hint, &mut outline);
    read_object_words(cx, node, hint, &mut outline);
    read_choices(cx, node, hint, &mut outline);
    nullable::read_kinds(cx, node, &mut outline);
    nullable::read_values(cx, node, &mut outline);
    outline
}

/// Reads the words about a schema.
pub(super) fn notes_of<'d>(cx: &mut Context<'d>, node: &'d Node) -> Notes<'d> {
    Notes {
        title: cx.prose(node, "title"),
        description: cx.prose(node, "description"),
        deprecated: cx.flag(node, "deprecated"),
        default: node.get("default"),
        read_only: cx.flag(node, "readOnly"),
        write_only: cx.flag(node, "writeOnly"),
        pii: extensions::pii_of(cx, node),
        retention: extensions::retention_of(cx, node),
        lifecycle: node.get("x-lifecycle"),
    }
}

/// Schemas are `true` or `false` since 3.1 only.
fn is_malformed_flag(cx: &Context<'_>, node: &Node) -> bool {
    cx.version == Version::V30 && node.as_bool() == Some(false)
}

/// Keywords that no type says.
const BESIDE_TYPES: &[&str] = &[
    "not",
    "if",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "contains",
    "propertyNames",
    "patternProperties",
    "prefixItems",
    "unevaluatedItems",
];

/// Keywords that change what other keywords evaluate.
const APPLICATORS: &[&str] = &[
    "$ref",
    "allOf",
    "anyOf",
    "oneOf",
    "if",
    "not",
    "dependentSchemas",
    "patternProperties",
    "additionalProperties",
];

/// Keywords that nothing enforces.
const UNENFORCED: &[&str] = &["$dynamicRef", "$recursiveRef"];

fn warn_unenforced(cx: &mut Context<'_>, node: &Node) {
    for keyword in UNENFORCED {
        if let Some(value) = node.get(keyword) {
            let message =
                format!("`{keyword}` is not followed, and what it leads to is not enforced");
            cx.warn(
                "unsupported-keyword",
                value,
                message,
                "write `$ref` with the place of the schema",
            );
        }
    }
}

fn pattern_of<'d>(cx: &mut Context<'d>, node: &'d Node) -> Option<String> {
    let pattern = cx.text(node, "pattern")?;
    if regress::Regex::with_flags(pattern, "u").is_ok() || regress::Regex::new(pattern).is_ok() {
        return Some(pattern.to_owned());
    }
    if let Some(value) = node.get("pattern") {
        cx.warn(
            "unsupported-pattern",
            value,
            "`pattern` is no ECMA-262 expression and is not enforced",
            "write it in the dialect of JavaScript, for example without `(?i)` or `\\Z`",
        );
    }
    None
}

fn bounds_of<'d>(cx: &mut Context<'d>, node: &'d Node) -> Bounds {
    let lower = one_bound(cx, node, "minimum", "exclusiveMinimum");
    let upper = one_bound(cx, node, "maximum", "exclusiveMaximum");
    Bounds {
        lower,
        upper,
        multiple_of: cx.digits(node, "multipleOf"),
    }
}

/// 3.0 marks a bound as exclusive by a boolean, 3.1 states a second bound. Both are read in both, so that a half-migrated contract works.
fn one_bound<'d>(
    cx: &mut Context<'d>,
    node: &'d Node,
    inclusive: &str,
    exclusive: &str,
) -> Option<Bound> {
    let marked = node.get(exclusive).and_then(Node::as_bool);
    let stated = cx.digits(node, inclusive).map(|digits| Bound {
        digits,
        exclusive: marked == Some(true),
    });
    if marked.is_some() {
        return stated;
    }
    let strict = cx.digits(node, exclusive).map(|digits| Bound {
        digits,
        exclusive: true,
    });
    let (Some(loose), Some(strict)) = (&stated, &strict) else {
        return strict.or(stated);
    };
    let tighter = if inclusive == "minimum" {
        scalars::greater(loose, strict)
    } else {
        scalars::lesser(loose, strict)
    };
    Some(tighter.clone())
}

fn read_array_words<'d>(
    cx: &mut Context<'d>,
    node: &'d Node,
    hint: &Hint,
    outline: &mut Outline<'d>,
) {
    outline.items_rule = ir::Items {
        min_items: cx.count(node, "minItems"),
        max_items: cx.count(node, "maxItems"),
        unique: cx.flag(node, "uniqueItems"),
    };
    let is_list = node
        .get("items")
        .is_some_and(|items| items.as_list().is_some());
    outline.is_tuple = is_list || node.get("prefixItems").is_some();
    outline.is_partial |= outline.is_tuple;
    if outline.is_tuple {
        // Rules of single items stand beside the type.
    } else if let Some(items) = node.get("items") {
        outline.items.push(Part {
            node: items,
            hint: hint.child("item"),
        });
    }
}

fn read_object_words<'d>(
    cx: &mut Context<'d>,
    node: &'d Node,
    hint: &Hint,
    outline: &mut Outline<'d>,
) {
    for (key, schema) in cx.entries(node, "properties") {
        let parts = vec![Part {
            node: schema,
            hint: hint.child(&key.text),
        }];
        outline.fields.push(FieldOutline {
            wire: &key.text,
            parts,
        });
    }
    if node
        .get("required")
        .is_some_and(|required| required.as_bool().is_none())
    {
        outline.required = cx
            .list(node, "required")
            .iter()
            .filter_map(Node::as_str)
            .collect();
    }
    outline.properties = ir::Properties {
        min_properties: cx.count(node, "minProperties"),
        max_properties: cx.count(node, "maxProperties"),
    };
    outline.additional = additional_of(node, hint);
    outline.is_partial |= node.get("unevaluatedProperties").is_some()
        && matches!(outline.additional, AdditionalOutline::Unstated);
}

fn additional_of<'d>(node: &'d Node, hint: &Hint) -> AdditionalOutline<'d> {
    let plain = node.get("additionalProperties");
    if let Some(patterns) = node.get("patternProperties") {
        return pattern_properties(patterns, plain, hint);
    }
    let is_alone = !APPLICATORS
        .iter()
        .any(|keyword| node.get(keyword).is_some());
    let stated = plain.or_else(|| node.get("unevaluatedProperties").filter(|_| is_alone));
    let Some(schema) = stated else {
        return AdditionalOutline::Unstated;
    };
    match schema.as_bool() {
        Some(true) => AdditionalOutline::Open,
        Some(false) => AdditionalOutline::Closed,
        None if schema.entries().is_empty() && schema.as_map().is_some() => AdditionalOutline::Open,
        None => AdditionalOutline::Schemas(vec![Part {
            node: schema,
            hint: hint.child("value"),
        }]),
    }
}

/// One pattern in an otherwise closed object is a map; several are a map of anything. The names are checked beside the type.
fn pattern_properties<'d>(
    patterns: &'d Node,
    plain: Option<&Node>,
    hint: &Hint,
) -> AdditionalOutline<'d> {
    match (patterns.entries(), plain.and_then(Node::as_bool)) {
        ([(_, schema)], Some(false)) => AdditionalOutline::Schemas(vec![Part {
            node: schema,
            hint: hint.child("value"),
        }]),
        _ => AdditionalOutline::Open,
    }
}

fn read_choices<'d>(cx: &mut Context<'d>, node: &'d Node, hint: &Hint, outline: &mut Outline<'d>) {
    for (keyword, kind) in [("oneOf", UnionKind::OneOf), ("anyOf", UnionKind::AnyOf)] {
        let branches = cx.list(node, keyword);
        if branches.is_empty() {
            continue;
        }
        let rest: Vec<&Node> = branches
            .iter()
            .filter(|branch| !nullable::is_null_branch(branch))
            .collect();
        if nullable::some_branch_takes_null(cx, branches) {
            outline.null = NullWord::Allowed;
        }
        // A choice of nothing but null leaves no type that could say so.
        outline.is_partial |= rest.is_empty();
        let branches = rest
            .into_iter()
            .map(|node| Part {
                node,
                hint: hint.clone(),
            })
            .collect();
        outline.choices.push(Choice {
            kind,
            branches,
            discriminator: node.get("discriminator"),
        });
    }
    if let (Some(discriminator), true) = (node.get("discriminator"), outline.choices.is_empty()) {
        cx.warn(
            "unsupported-inheritance",
            discriminator,
            "`discriminator` without `oneOf` or `anyOf` does not say which schemas it chooses between; it is ignored",
            "list the schemas under `oneOf` beside it",
        );
    }
}
