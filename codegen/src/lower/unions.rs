//! `oneOf` and `anyOf`: a choice stays a choice only where it is one.

use super::casing::{self, Scope};
use super::compose::{compose, meet};
use super::context::Context;
use super::names::Site;
use super::nullable::{Kind, Kinds, NullWord};
use super::outline::{Choice, Outline, Part};
use super::{discriminators, enums, references, schemas};
use crate::ir::{Discriminator, Schema, Union, UnionKind, UnionVariant};
use crate::load::Node;

/// Branches of a choice, and what must hold besides.
pub(super) struct Branches<'d> {
    choice: Choice<'d>,
    base: Option<Box<Outline<'d>>>,
    is_whole: bool,
}

impl Branches<'_> {
    /// True when the choice says all that the schema demands.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }
}

/// What a choice turns out to be.
pub(super) enum Resolved<'d> {
    /// There is none.
    NoChoice,
    /// Branches that are single strings: a closed list of them.
    Values(Vec<&'d Node>),
    /// A real choice.
    Branches(Branches<'d>),
    /// The same as an outline without this choice.
    Instead(Box<Outline<'d>>),
}

/// Looks at the choices of an outline.
pub(super) fn resolve<'d>(cx: &mut Context<'d>, outline: &Outline<'d>) -> Resolved<'d> {
    let Some(choice) = outline.choices.first() else {
        return Resolved::NoChoice;
    };
    let base = Outline {
        choices: Vec::new(),
        is_partial: outline.is_partial || outline.choices.len() > 1,
        ..outline.clone()
    };
    let composed: Vec<Outline<'d>> = choice
        .branches
        .iter()
        .map(|branch| compose(cx, branch))
        .collect();
    match composed.as_slice() {
        [] => return Resolved::Instead(Box::new(base)),
        [only] => return Resolved::Instead(Box::new(with_base(cx, &base, only))),
        _ => {}
    }
    if let Some(values) = single_texts(choice, &composed, &base) {
        return Resolved::Values(values);
    }
    if composed.iter().all(|branch| only_demands_presence(branch)) && !base.fields.is_empty() {
        return Resolved::Instead(Box::new(Outline {
            is_partial: true,
            ..base
        }));
    }
    let repeats_fields = composed.iter().all(|branch| {
        base.fields
            .iter()
            .all(|field| branch.field(field.wire).is_some())
    });
    let is_covered = (base.demands_nothing() || repeats_fields)
        && composed.iter().all(|branch| is_of_kind(branch, &base));
    let is_whole = !base.is_partial && (!is_covered || base.demands_nothing());
    let base = (!is_covered).then(|| Box::new(base));
    Resolved::Branches(Branches {
        choice: choice.clone(),
        base,
        is_whole,
    })
}

/// A choice with several branches.
pub(super) fn union_of<'d>(cx: &mut Context<'d>, site: &Site<'d>, branches: Branches<'d>) -> Union {
    let Branches { choice, base, .. } = branches;
    let property = choice
        .discriminator
        .and_then(|discriminator| cx.text(discriminator, "propertyName"));
    if let (Some(discriminator), None) = (choice.discriminator, property) {
        cx.error(
            "discriminator-malformed",
            discriminator,
            "`discriminator` names no property",
            "write `discriminator: {propertyName: kind}`",
        );
    }
    let tags = match property {
        Some(property) => discriminators::tags_of(cx, &choice, property),
        None => vec![Vec::new(); choice.branches.len()],
    };
    let mut scope = Scope::default();
    let mut variants = Vec::new();
    for (index, (branch, tags)) in choice.branches.iter().zip(tags).enumerate() {
        let name = scope.claim(&name_of_branch(cx, branch, &tags, index));
        let part = Part {
            node: branch.node,
            hint: site.hint.child(&name),
        };
        let schema = match &base {
            Some(base) => use_with_base(cx, site, &part, base),
            None => schemas::use_of(cx, &part),
        };
        variants.push(UnionVariant {
            name,
            schema: Schema {
                nullable: false,
                ..schema
            },
            tags,
        });
    }
    let discriminator = property.map(|property| Discriminator {
        property: property.to_owned(),
    });
    Union {
        kind: choice.kind,
        discriminator,
        variants,
    }
}

/// A schema of several types is a choice between them.
pub(super) fn union_of_kinds<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    outline: &Outline<'d>,
    kinds: &[Kind],
) -> Union {
    let mut variants = Vec::new();
    for (index, kind) in kinds.iter().enumerate() {
        let name = name_of_kind(*kind).to_owned();
        let one = Outline {
            kinds: Kinds::only(*kind),
            null: NullWord::Refused,
            is_partial: false,
            notes: super::outline::Notes::default(),
            ..outline.clone()
        };
        let facet = Site {
            nodes: site.nodes.clone(),
            facet: index + 1,
            hint: site.hint.child(&name),
        };
        let schema = schemas::use_of_outline(cx, &facet, one);
        variants.push(UnionVariant {
            name,
            schema,
            tags: Vec::new(),
        });
    }
    Union {
        kind: UnionKind::AnyOf,
        discriminator: None,
        variants,
    }
}

fn with_base<'d>(cx: &mut Context<'d>, base: &Outline<'d>, branch: &Outline<'d>) -> Outline<'d> {
    let mut both = meet(cx, base.clone(), branch.clone());
    // The choice's own word on null holds: its null branch is gone by now.
    if base.null == NullWord::Allowed {
        both.null = NullWord::Allowed;
    }
    both
}

fn use_with_base<'d>(
    cx: &mut Context<'d>,
    site: &Site<'d>,
    part: &Part<'d>,
    base: &Outline<'d>,
) -> Schema {
    let branch = compose(cx, part);
    let notes = branch.notes.clone();
    // The base's own rules stand beside the choice.
    let base = Outline {
        is_partial: false,
        ..base.clone()
    };
    let mut both = with_base(cx, &base, &branch);
    both.notes = notes;
    let nodes = site.nodes.iter().copied().chain([part.node]).collect();
    schemas::use_of_outline(
        cx,
        &Site {
            nodes,
            facet: 0,
            hint: part.hint.clone(),
        },
        both,
    )
}

/// Unnamed branches that each allow given strings only are one list of strings.
fn single_texts<'d>(
    choice: &Choice<'d>,
    composed: &[Outline<'d>],
    base: &Outline<'d>,
) -> Option<Vec<&'d Node>> {
    let unnamed = choice
        .branches
        .iter()
        .all(|branch| branch.node.reference().is_none());
    if !unnamed || choice.discriminator.is_some() || !base.demands_nothing() {
        return None;
    }
    let mut values: Vec<&Node> = Vec::new();
    for branch in composed {
        let listed = branch
            .values
            .as_ref()
            .filter(|_| branch.choices.is_empty())?;
        if listed.is_empty() || listed.iter().any(|value| value.as_str().is_none()) {
            return None;
        }
        values.extend(listed.iter().filter(|value| value.as_str().is_some()));
    }
    let mut seen: Vec<&str> = Vec::new();
    values.retain(|value| {
        let text = value.as_str().unwrap_or_default();
        let fresh = !seen.contains(&text);
        seen.push(text);
        fresh
    });
    Some(values)
}

/// True when a branch is read as a kind that the base allows, whether or not it says so.
fn is_of_kind(branch: &Outline<'_>, base: &Outline<'_>) -> bool {
    match (base.kinds.stated(), branch.kinds.stated()) {
        (None, _) => true,
        (Some(allowed), Some(kinds)) => kinds.iter().all(|kind| allowed.contains(kind)),
        (Some([Kind::Object]), None) => {
            super::objects::is_struct(branch) || !branch.choices.is_empty()
        }
        (Some(_), None) => false,
    }
}

fn only_demands_presence(branch: &Outline<'_>) -> bool {
    let rest = Outline {
        required: Vec::new(),
        ..branch.clone()
    };
    let open = rest
        .kinds
        .stated()
        .is_none_or(|kinds| kinds == [Kind::Object]);
    !branch.required.is_empty() && open && rest.demands_nothing()
}

/// What a branch's variant is called, from the most telling word that it has.
fn name_of_branch<'d>(
    cx: &mut Context<'d>,
    branch: &Part<'d>,
    tags: &[String],
    index: usize,
) -> String {
    if let Some(id) = references::bare_reference(cx, branch.node)
        .and_then(|reference| references::component(cx, reference))
    {
        return cx.types.slot(id).name.clone();
    }
    let outline = compose(cx, branch);
    if let Some(title) = outline
        .notes
        .title
        .as_ref()
        .filter(|title| title.len() <= 40)
    {
        return casing::variant_name(title);
    }
    if let [tag] = tags {
        return casing::variant_name(tag);
    }
    if let Some(word) = only_property_value(cx, &outline) {
        return casing::variant_name(&word);
    }
    match (outline.fields.as_slice(), outline.values.as_deref()) {
        ([only], None) => return casing::variant_name(only.wire),
        (_, Some([only])) => return enums::variant_word(only),
        (_, Some(_)) => return "Listed".to_owned(),
        _ => {}
    }
    match (outline.format, outline.kinds.stated()) {
        (Some(format), Some([Kind::Text])) => casing::variant_name(format),
        (_, Some([Kind::Object]) | None) => format!("Variant{}", index + 1),
        (_, Some([kind])) => name_of_kind(*kind).to_owned(),
        _ => format!("Variant{}", index + 1),
    }
}

/// The single string that a required property allows: how many generators mark their branches.
fn only_property_value<'d>(cx: &mut Context<'d>, outline: &Outline<'d>) -> Option<String> {
    for field in outline
        .fields
        .iter()
        .filter(|field| outline.required.contains(&field.wire))
    {
        let composed = super::compose::compose_all(cx, &field.parts)?;
        if let Some([only]) = composed.values.as_deref() {
            return only.as_str().map(str::to_owned);
        }
    }
    None
}

fn name_of_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Boolean => "Boolean",
        Kind::Text => "Text",
        Kind::Integer => "Integer",
        Kind::Number => "Number",
        Kind::Array => "List",
        Kind::Object => "Object",
    }
}
