//! What one schema says, keyword by keyword, before anything is decided about it.

use super::context::Context;
use super::extensions;
use super::names::Hint;
use super::nullable::{self, Kinds, NullWord};
use crate::ir::{self, Pii, UnionKind};
use crate::load::{Node, Version};

/// A schema and how to call it if it needs a name.
#[derive(Clone, Debug)]
pub(super) struct Part<'d> {
    /// The schema.
    pub(super) node: &'d Node,
    /// How to call it.
    pub(super) hint: Hint,
}

/// Everything that a schema says; several schemas that must all hold are merged into one outline.
#[derive(Clone, Debug)]
pub(super) struct Outline<'d> {
    /// The schema itself, for places.
    pub(super) node: &'d Node,
    /// Words about it.
    pub(super) notes: Notes<'d>,
    /// `type`
    pub(super) kinds: Kinds,
    /// Whether null is among them.
    pub(super) null: NullWord,
    /// `enum` and `const`, without null
    pub(super) values: Option<Vec<&'d Node>>,
    /// `minLength`, `maxLength`, `pattern`
    pub(super) text: ir::Text,
    /// `format`
    pub(super) format: Option<&'d str>,
    /// `contentEncoding`
    pub(super) encoding: Option<&'d str>,
    /// `contentMediaType`
    pub(super) media: Option<&'d str>,
    /// `minimum` and its kin
    pub(super) bounds: Bounds,
    /// `items`: all of these
    pub(super) items: Vec<Part<'d>>,
    /// `minItems` and its kin
    pub(super) items_rule: ir::Items,
    /// `properties`
    pub(super) fields: Vec<FieldOutline<'d>>,
    /// `required`
    pub(super) required: Vec<&'d str>,
    /// `additionalProperties`
    pub(super) additional: AdditionalOutline<'d>,
    /// `minProperties` and its kin
    pub(super) properties: ir::Properties,
    /// `oneOf` and `anyOf`
    pub(super) choices: Vec<Choice<'d>>,
}

/// Words about a schema that demand nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes<'d> {
    /// `title`
    pub(super) title: Option<String>,
    /// `description`
    pub(super) description: Option<String>,
    /// `deprecated`
    pub(super) deprecated: bool,
    /// `default`
    pub(super) default: Option<&'d Node>,
    /// `readOnly`
    pub(super) read_only: bool,
    /// `writeOnly`
    pub(super) write_only: bool,
    /// `x-pii`
    pub(super) pii: Option<Pii>,
    /// `x-retention`
    pub(super) retention: Option<String>,
    /// `x-lifecycle`
    pub(super) lifecycle: Option<&'d Node>,
}

/// Bounds of a number, as digits.
#[derive(Clone, Debug, Default)]
pub(super) struct Bounds {
    /// The greatest of the lower bounds.
    pub(super) lower: Option<Bound>,
    /// The least of the upper bounds.
    pub(super) upper: Option<Bound>,
    /// `multipleOf`
    pub(super) multiple_of: Option<String>,
}

/// One bound.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bound {
    /// As the contract writes it.
    pub(super) digits: String,
    /// The bound itself is excluded.
    pub(super) exclusive: bool,
}

/// A property: all of these schemas hold for it.
#[derive(Clone, Debug)]
pub(super) struct FieldOutline<'d> {
    /// Its name on the wire.
    pub(super) wire: &'d str,
    /// Its schemas.
    pub(super) parts: Vec<Part<'d>>,
}

/// `additionalProperties`
#[derive(Clone, Debug, Default)]
pub(super) enum AdditionalOutline<'d> {
    /// Not stated.
    #[default]
    Unstated,
    /// `true`
    Open,
    /// `false`
    Closed,
    /// All of these.
    Schemas(Vec<Part<'d>>),
}

/// `oneOf` or `anyOf`, without its null branches.
#[derive(Clone, Debug)]
pub(super) struct Choice<'d> {
    /// Which of the two.
    pub(super) kind: UnionKind,
    /// The branches.
    pub(super) branches: Vec<Part<'d>>,
    /// `discriminator`
    pub(super) discriminator: Option<&'d Node>,
}

impl<'d> Outline<'d> {
    /// An outline that says nothing.
    pub(super) fn silent(node: &'d Node) -> Self {
        Self {
            node,
            notes: Notes::default(),
            kinds: Kinds::any(),
            null: NullWord::Unstated,
            values: None,
            text: ir::Text::default(),
            format: None,
            encoding: None,
            media: None,
            bounds: Bounds::default(),
            items: Vec::new(),
            items_rule: ir::Items::default(),
            fields: Vec::new(),
            required: Vec::new(),
            additional: AdditionalOutline::Unstated,
            properties: ir::Properties::default(),
            choices: Vec::new(),
        }
    }

    /// A property by its name.
    pub(super) fn field(&self, wire: &str) -> Option<&FieldOutline<'d>> {
        self.fields.iter().find(|field| field.wire == wire)
    }

    /// True when it demands nothing beyond a `type`, `allOf` branches and references aside.
    pub(super) fn demands_nothing(&self) -> bool {
        self.values.is_none()
            && self.text == ir::Text::default()
            && self.format.is_none()
            && self.bounds.is_silent()
            && self.items.is_empty()
            && self.items_rule == ir::Items::default()
            && self.has_no_object_words()
            && self.choices.is_empty()
    }

    /// True when it says nothing that only an object can satisfy.
    pub(super) fn has_no_object_words(&self) -> bool {
        self.fields.is_empty()
            && self.required.is_empty()
            && matches!(self.additional, AdditionalOutline::Unstated)
            && self.properties == ir::Properties::default()
    }
}

impl Bounds {
    /// True when there are none.
    pub(super) fn is_silent(&self) -> bool {
        self.lower.is_none() && self.upper.is_none() && self.multiple_of.is_none()
    }
}

/// Reads the keywords of one schema itself: neither `$ref` nor `allOf` is followed.
pub(super) fn outline_of<'d>(cx: &mut Context<'d>, node: &'d Node, hint: &Hint) -> Outline<'d> {
    let mut outline = Outline::silent(node);
    if node.as_bool() == Some(true) {
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

/// Keywords that no generated check enforces.
const UNENFORCED: &[&str] = &[
    "not",
    "if",
    "dependentSchemas",
    "dependentRequired",
    "dependencies",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "$dynamicRef",
];

fn warn_unenforced(cx: &mut Context<'_>, node: &Node) {
    for keyword in UNENFORCED {
        if let Some(value) = node.get(keyword) {
            let message = format!("`{keyword}` is not enforced by generated code");
            cx.warn(
                "unsupported-keyword",
                value,
                message,
                "check it in the operation itself, or state the rule in another way",
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
        super::scalars::greater(loose, strict)
    } else {
        super::scalars::lesser(loose, strict)
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
    let tuple = node
        .get("prefixItems")
        .or_else(|| node.get("items").filter(|items| items.as_list().is_some()));
    if let Some(tuple) = tuple {
        cx.warn(
            "fallback-any",
            tuple,
            "the items of a tuple are typed as any JSON value",
            "use an object with one property per item",
        );
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
    outline.additional = additional_of(cx, node, hint);
}

fn additional_of<'d>(cx: &mut Context<'d>, node: &'d Node, hint: &Hint) -> AdditionalOutline<'d> {
    if let Some(patterns) = node.get("patternProperties") {
        return pattern_properties(cx, node, patterns, hint);
    }
    let stated = node
        .get("additionalProperties")
        .or_else(|| node.get("unevaluatedProperties"));
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

/// One pattern is a map whose names are not checked; several are a map of anything.
fn pattern_properties<'d>(
    cx: &mut Context<'d>,
    node: &'d Node,
    patterns: &'d Node,
    hint: &Hint,
) -> AdditionalOutline<'d> {
    let fix = "use `additionalProperties`, and check the names in the operation";
    match patterns.entries() {
        [(_, schema)]
            if node
                .get("additionalProperties")
                .is_none_or(|other| other.as_bool() == Some(false)) =>
        {
            cx.warn(
                "unsupported-keyword",
                patterns,
                "the pattern of `patternProperties` is not enforced",
                fix,
            );
            AdditionalOutline::Schemas(vec![Part {
                node: schema,
                hint: hint.child("value"),
            }])
        }
        _ => {
            cx.warn(
                "fallback-any",
                patterns,
                "properties under several patterns are typed as any JSON value",
                fix,
            );
            AdditionalOutline::Open
        }
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

/// True when a node is a reference, and whatever stands beside it demands nothing.
pub(super) fn is_bare_reference(cx: &Context<'_>, node: &Node) -> bool {
    node.reference().is_some()
        && (cx.version == Version::V30
            || node
                .entries()
                .iter()
                .all(|(key, _)| key.text == "$ref" || is_note(&key.text)))
}

/// Keywords that only say something about a schema.
pub(super) fn is_note(keyword: &str) -> bool {
    matches!(
        keyword,
        "title"
            | "description"
            | "summary"
            | "deprecated"
            | "default"
            | "readOnly"
            | "writeOnly"
            | "example"
            | "examples"
            | "externalDocs"
            | "xml"
            | "$comment"
            | "$id"
            | "$schema"
    ) || keyword.starts_with("x-")
}
