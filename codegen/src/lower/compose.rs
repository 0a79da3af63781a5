//! `allOf`: schemas that must all hold become one outline.

use super::context::{Context, key_of};
use super::nullable::NullWord;
use super::outline::{AdditionalOutline, Bounds, Choice, FieldOutline, Notes, Outline, Part};
use super::reading::{notes_of, outline_of};
use super::references;
use super::scalars;
use crate::ir;
use crate::load::{Node, Version};

/// Everything that a schema demands: its own words, those of its `allOf` branches, and those behind a reference that it is or holds.
pub(super) fn compose<'d>(cx: &mut Context<'d>, part: &Part<'d>) -> Outline<'d> {
    let mut way = Way {
        path: vec![part.node],
        depth: 0,
        steps: 0,
    };
    compose_on(cx, part, &mut way)
}

/// Several schemas that hold for one value.
pub(super) fn compose_all<'d>(cx: &mut Context<'d>, parts: &[Part<'d>]) -> Option<Outline<'d>> {
    let mut outlines = parts
        .iter()
        .map(|part| compose(cx, part))
        .collect::<Vec<_>>()
        .into_iter();
    let first = outlines.next()?;
    Some(outlines.fold(first, |whole, next| meet(cx, whole, next)))
}

/// How many `allOf` may lie in each other.
const MAX_DEPTH: usize = 32;

/// How many schemas may come together in one.
const MAX_STEPS: usize = 4_096;

/// How a schema was reached, so that circles and explosions end.
struct Way<'d> {
    /// The referred schemas on the way here.
    path: Vec<&'d Node>,
    /// How many `allOf` and references deep.
    depth: usize,
    /// How many schemas were looked at so far.
    steps: usize,
}

fn compose_on<'d>(cx: &mut Context<'d>, part: &Part<'d>, way: &mut Way<'d>) -> Outline<'d> {
    if way.depth >= MAX_DEPTH || way.steps >= MAX_STEPS {
        if way.steps != usize::MAX {
            let message = "too many schemas come together here by `allOf`";
            cx.error(
                "allof-too-large",
                part.node,
                message,
                "join them in fewer steps",
            );
        }
        way.steps = usize::MAX;
        return Outline::silent(part.node);
    }
    way.depth += 1;
    way.steps += 1;
    let outline = compose_parts(cx, part, way);
    way.depth -= 1;
    outline
}

fn compose_parts<'d>(cx: &mut Context<'d>, part: &Part<'d>, way: &mut Way<'d>) -> Outline<'d> {
    let node = part.node;
    let mut whole: Option<Outline<'d>> = None;
    if node.reference().is_some() {
        whole = behind_reference(cx, node, way);
        if cx.version == Version::V30 {
            let mut outline = whole.unwrap_or_else(|| Outline::silent(node));
            outline.notes = notes_of(cx, node).or(outline.notes);
            return outline;
        }
    }
    let own = outline_of(cx, node, &part.hint);
    for branch in cx.list(node, "allOf") {
        let outline = if branch.reference().is_some() {
            behind_reference(cx, branch, way)
        } else {
            Some(compose_on(
                cx,
                &Part {
                    node: branch,
                    hint: part.hint.clone(),
                },
                way,
            ))
        };
        let Some(outline) = outline else { continue };
        whole = Some(match whole {
            Some(before) => meet(cx, before, outline),
            None => outline,
        });
    }
    let Some(whole) = whole else { return own };
    let says_null =
        cx.version == Version::V30 && node.get("nullable").and_then(Node::as_bool) == Some(true);
    let notes = own.notes.clone().or(whole.notes.clone());
    let mut outline = meet(cx, whole, own);
    outline.node = node;
    outline.notes = notes;
    if says_null {
        outline.null = NullWord::Allowed;
    }
    outline
}

/// What a referred schema demands; its description and marks stay with it.
fn behind_reference<'d>(
    cx: &mut Context<'d>,
    reference: &'d Node,
    way: &mut Way<'d>,
) -> Option<Outline<'d>> {
    let target = cx.resolve(reference)?;
    if way.path.iter().any(|before| std::ptr::eq(*before, target)) {
        cx.error(
            "allof-cycle",
            reference,
            "a schema cannot contain itself by `allOf`",
            "put the common properties into a schema of their own",
        );
        return None;
    }
    let hint = references::hint_of_target(cx, reference, target);
    way.path.push(target);
    let mut outline = compose_on(cx, &Part { node: target, hint }, way);
    way.path.pop();
    outline.notes = Notes {
        pii: outline.notes.pii,
        default: outline.notes.default,
        ..Notes::default()
    };
    drop_inheritance(cx, &mut outline, &way.path);
    Some(outline)
}

/// A base schema that lists its own heirs as branches means inheritance: inside an heir the choice is made already.
fn drop_inheritance<'d>(cx: &mut Context<'d>, outline: &mut Outline<'d>, path: &[&'d Node]) {
    let choices = std::mem::take(&mut outline.choices);
    let before = choices.len();
    outline.choices = choices
        .into_iter()
        .filter(|choice| !lists_one_of(cx, choice, path))
        .collect();
    outline.is_heir |= outline.choices.len() < before;
}

fn lists_one_of<'d>(cx: &mut Context<'d>, choice: &Choice<'d>, path: &[&'d Node]) -> bool {
    let targets: Vec<&Node> = choice
        .branches
        .iter()
        .filter_map(|branch| cx.resolve(branch.node))
        .collect();
    targets
        .iter()
        .any(|target| path.iter().any(|before| std::ptr::eq(*before, *target)))
}

/// What both demand. The first one's words about it win.
pub(super) fn meet<'d>(cx: &mut Context<'d>, left: Outline<'d>, right: Outline<'d>) -> Outline<'d> {
    warn_closed_branch(cx, &left, &right);
    let is_partial = left.is_partial || right.is_partial || loses_rules(&left, &right);
    Outline {
        is_partial,
        is_tuple: left.is_tuple || right.is_tuple,
        is_heir: left.is_heir || right.is_heir,
        node: left.node,
        notes: left.notes.or(right.notes),
        kinds: left.kinds.meet(&right.kinds),
        null: left.null.meet(right.null),
        values: meet_values(left.values, right.values),
        text: ir::Text {
            min_length: left.text.min_length.max(right.text.min_length),
            max_length: least(left.text.max_length, right.text.max_length),
            pattern: left.text.pattern.or(right.text.pattern),
            format: ir::Format::Plain,
        },
        format: left.format.or(right.format),
        encoding: left.encoding.or(right.encoding),
        media: left.media.or(right.media),
        bounds: meet_bounds(left.bounds, right.bounds),
        items: join_parts(left.items, right.items),
        items_rule: ir::Items {
            min_items: left.items_rule.min_items.max(right.items_rule.min_items),
            max_items: least(left.items_rule.max_items, right.items_rule.max_items),
            unique: left.items_rule.unique || right.items_rule.unique,
        },
        fields: meet_fields(left.fields, right.fields),
        required: meet_required(left.required, right.required),
        additional: meet_additional(left.additional, right.additional),
        properties: ir::Properties {
            min_properties: left
                .properties
                .min_properties
                .max(right.properties.min_properties),
            max_properties: least(
                left.properties.max_properties,
                right.properties.max_properties,
            ),
        },
        choices: left.choices.into_iter().chain(right.choices).collect(),
    }
}

/// True when one outline cannot say what both say. Then their rules stand beside the type.
fn loses_rules(left: &Outline<'_>, right: &Outline<'_>) -> bool {
    let differ = |left: Option<&str>, right: Option<&str>| matches!((left, right), (Some(left), Some(right)) if left != right);
    let (texts, bounds) = (
        (left.text.pattern.as_deref(), right.text.pattern.as_deref()),
        (
            left.bounds.multiple_of.as_deref(),
            right.bounds.multiple_of.as_deref(),
        ),
    );
    differ(texts.0, texts.1)
        || differ(bounds.0, bounds.1)
        || differ(left.format, right.format)
        || reaches_beyond(left, right)
        || reaches_beyond(right, left)
}

/// True when one outline's rule for further properties holds for a property that the other declares.
fn reaches_beyond(one: &Outline<'_>, other: &Outline<'_>) -> bool {
    let demands = matches!(
        one.additional,
        AdditionalOutline::Closed | AdditionalOutline::Schemas(_)
    );
    let foreign = |field: &FieldOutline<'_>| one.field(field.wire).is_none();
    demands
        && (other.fields.iter().any(foreign)
            || matches!(other.additional, AdditionalOutline::Schemas(_)))
}

/// `additionalProperties: false` in one branch forbids what another branch declares: nobody means that.
fn warn_closed_branch(cx: &mut Context<'_>, left: &Outline<'_>, right: &Outline<'_>) {
    for (closed, other) in [(left, right), (right, left)] {
        let foreign = other
            .fields
            .iter()
            .find(|field| closed.field(field.wire).is_none());
        if let (AdditionalOutline::Closed, Some(field)) = (&closed.additional, foreign) {
            let place = closed
                .node
                .get("additionalProperties")
                .unwrap_or(closed.node);
            let message = format!(
                "this branch of an `allOf` forbids `{}`, which another branch declares; no value can hold it",
                field.wire
            );
            cx.warn("allof-closed", place, message, "state `additionalProperties: false` only beside the `allOf`, with all properties declared there");
        }
    }
}

fn least(left: Option<u64>, right: Option<u64>) -> Option<u64> {
    match (left, right) {
        (Some(left), Some(right)) => Some(left.min(right)),
        (left, right) => left.or(right),
    }
}

fn meet_values<'d>(
    left: Option<Vec<&'d Node>>,
    right: Option<Vec<&'d Node>>,
) -> Option<Vec<&'d Node>> {
    let (Some(left), Some(right)) = (&left, &right) else {
        return left.or(right);
    };
    Some(
        left.iter()
            .copied()
            .filter(|value| right.iter().any(|other| other.value == value.value))
            .collect(),
    )
}

fn meet_bounds(left: Bounds, right: Bounds) -> Bounds {
    let lower = match (&left.lower, &right.lower) {
        (Some(left), Some(right)) => Some(scalars::greater(left, right).clone()),
        (left, right) => left.clone().or_else(|| right.clone()),
    };
    let upper = match (&left.upper, &right.upper) {
        (Some(left), Some(right)) => Some(scalars::lesser(left, right).clone()),
        (left, right) => left.clone().or_else(|| right.clone()),
    };
    Bounds {
        lower,
        upper,
        multiple_of: left.multiple_of.or(right.multiple_of),
    }
}

fn meet_fields<'d>(
    left: Vec<FieldOutline<'d>>,
    right: Vec<FieldOutline<'d>>,
) -> Vec<FieldOutline<'d>> {
    let mut fields = left;
    for field in right {
        match fields.iter_mut().find(|known| known.wire == field.wire) {
            Some(known) => known.parts = join_parts(std::mem::take(&mut known.parts), field.parts),
            None => fields.push(field),
        }
    }
    fields
}

fn meet_required<'d>(left: Vec<&'d str>, right: Vec<&'d str>) -> Vec<&'d str> {
    let mut required = left;
    for name in right {
        if !required.contains(&name) {
            required.push(name);
        }
    }
    required
}

fn meet_additional<'d>(
    left: AdditionalOutline<'d>,
    right: AdditionalOutline<'d>,
) -> AdditionalOutline<'d> {
    use AdditionalOutline::{Closed, Open, Schemas, Unstated};
    match (left, right) {
        (Closed, _) | (_, Closed) => Closed,
        (Schemas(left), Schemas(right)) => Schemas(join_parts(left, right)),
        (Schemas(parts), _) | (_, Schemas(parts)) => Schemas(parts),
        (Open, _) | (_, Open) => Open,
        (Unstated, Unstated) => Unstated,
    }
}

fn join_parts<'d>(left: Vec<Part<'d>>, right: Vec<Part<'d>>) -> Vec<Part<'d>> {
    let mut parts = left;
    for part in right {
        if parts
            .iter()
            .all(|known| key_of(known.node) != key_of(part.node))
        {
            parts.push(part);
        }
    }
    parts
}

impl Notes<'_> {
    /// These words, and where they are silent the others.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            title: self.title.or(other.title),
            description: self.description.or(other.description),
            deprecated: self.deprecated || other.deprecated,
            default: self.default.or(other.default),
            read_only: self.read_only || other.read_only,
            write_only: self.write_only || other.write_only,
            pii: self.pii.or(other.pii),
            retention: self.retention.or(other.retention),
            lifecycle: self.lifecycle.or(other.lifecycle),
        }
    }
}
