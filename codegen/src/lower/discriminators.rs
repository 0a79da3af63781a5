//! `discriminator`: which values of the property lead to which branch.

use super::compose::{compose, compose_all};
use super::context::{Context, NodeKey, key_of};
use super::outline::{Choice, Part};
use super::references;
use crate::finding::Finding;
use crate::load::{Key, Node, Value};

/// For every branch the discriminator's values that lead to it.
pub(super) fn tags_of<'d>(
    cx: &mut Context<'d>,
    choice: &Choice<'d>,
    property: &str,
) -> Vec<Vec<String>> {
    let mapping = choice
        .discriminator
        .map(|discriminator| mapping_of(cx, discriminator))
        .unwrap_or_default();
    let targets: Vec<Option<&Node>> = choice
        .branches
        .iter()
        .map(|branch| cx.resolve(branch.node))
        .collect();
    warn_stray_mappings(cx, &mapping, &targets);
    let mut all = Vec::new();
    for (branch, target) in choice.branches.iter().zip(&targets) {
        let mapped = mapping
            .iter()
            .filter(|entry| entry.target.is_some() && entry.target == target.map(key_of));
        let mut tags: Vec<String> = mapped.map(|entry| entry.tag.to_owned()).collect();
        if tags.is_empty() {
            tags = implied_tags(cx, branch, property);
        }
        warn_missing_property(cx, branch, property);
        all.push(tags);
    }
    warn_shared_tags(cx, choice, &all);
    all
}

struct Mapped<'d> {
    tag: &'d str,
    node: &'d Node,
    /// What it leads to.
    target: Option<NodeKey>,
}

/// A mapping's value is a reference, or the bare name of a component.
fn mapping_of<'d>(cx: &mut Context<'d>, discriminator: &'d Node) -> Vec<Mapped<'d>> {
    let mut mapping = Vec::new();
    for (key, node) in cx.entries(discriminator, "mapping") {
        let Some(text) = node.as_str() else {
            cx.error(
                "discriminator-malformed",
                node,
                "a mapping leads to the name of a schema",
                "write a reference, for example `'#/components/schemas/Book'`",
            );
            continue;
        };
        let target = schema_named(cx, node, text);
        if let Err(finding) = &target
            && !cx.doc.is_told(finding)
        {
            let message = format!("the mapping `{}` leads nowhere", key.text);
            cx.error(
                "discriminator-mapping",
                node,
                message,
                "write a reference to one of the branches",
            );
        }
        mapping.push(Mapped {
            tag: &key.text,
            node,
            target: target.ok(),
        });
    }
    mapping
}

fn warn_stray_mappings(cx: &mut Context<'_>, mapping: &[Mapped<'_>], targets: &[Option<&Node>]) {
    for entry in mapping {
        let known = |found: NodeKey| {
            targets
                .iter()
                .flatten()
                .any(|target| key_of(target) == found)
        };
        if entry.target.is_some_and(|found| !known(found)) {
            let message = format!(
                "the mapping `{}` leads to a schema that is no branch of the choice",
                entry.tag
            );
            cx.warn(
                "discriminator-mapping",
                entry.node,
                message,
                "add the schema to the branches, or leave the mapping out",
            );
        }
    }
}

/// The schema that a mapping's text leads to.
fn schema_named(cx: &Context<'_>, node: &Node, text: &str) -> Result<NodeKey, Finding> {
    let components = cx.bundle.schemas();
    let named = components.iter().find(|(name, _)| *name == text);
    let key = Key {
        text: "$ref".to_owned(),
        span: node.span,
    };
    let reference = Node {
        value: Value::Map(vec![(key, node.clone())]),
        span: node.span,
    };
    match named {
        Some((_, component)) => cx.behind(component).map(key_of),
        None => cx.behind(&reference).map(key_of),
    }
}

/// Without a mapping a branch answers to its component's name; an unnamed one to the only value that its property allows.
fn implied_tags<'d>(cx: &mut Context<'d>, branch: &Part<'d>, property: &str) -> Vec<String> {
    let stated = property_values(cx, branch, property);
    let name = component_name(cx, branch.node);
    match (name, stated) {
        (Some(name), stated) if stated.is_empty() || stated.contains(&name) => vec![name],
        (Some(name), stated) => {
            let message = format!(
                "without a mapping this branch answers to `{name}`, but its `{property}` allows `{}`; the latter is taken",
                stated.join("`, `")
            );
            cx.warn(
                "discriminator-name",
                branch.node,
                message,
                "add a `mapping` that says so",
            );
            stated
        }
        (None, stated) if stated.is_empty() => {
            let message = format!("nothing says which `{property}` leads to this unnamed branch");
            cx.error("discriminator-branch", branch.node, message, format!("move it to `components.schemas`, or give its `{property}` an `enum` of one value"));
            stated
        }
        (None, stated) => stated,
    }
}

fn component_name<'d>(cx: &mut Context<'d>, node: &'d Node) -> Option<String> {
    let reference = references::bare_reference(cx, node)?;
    let id = references::component(cx, reference)?;
    Some(cx.types.slot(id).component.clone())
}

fn property_values<'d>(cx: &mut Context<'d>, branch: &Part<'d>, property: &str) -> Vec<String> {
    let outline = compose(cx, branch);
    let Some(field) = outline.field(property) else {
        return Vec::new();
    };
    let composed = compose_all(cx, &field.parts);
    let values = composed
        .and_then(|outline| outline.values)
        .unwrap_or_default();
    values
        .iter()
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

fn warn_missing_property<'d>(cx: &mut Context<'d>, branch: &Part<'d>, property: &str) {
    let outline = compose(cx, branch);
    if outline.field(property).is_none() && outline.choices.is_empty() {
        let message =
            format!("this branch does not declare the discriminator's property `{property}`");
        cx.warn(
            "discriminator-property",
            branch.node,
            message,
            format!("declare `{property}` there, as a required string"),
        );
    }
}

fn warn_shared_tags(cx: &mut Context<'_>, choice: &Choice<'_>, all: &[Vec<String>]) {
    for (index, tags) in all.iter().enumerate() {
        let Some(branch) = choice.branches.get(index) else {
            continue;
        };
        for tag in tags {
            if all.iter().take(index).any(|before| before.contains(tag)) {
                let message = format!("`{tag}` leads to more than one branch");
                cx.error(
                    "discriminator-ambiguous",
                    branch.node,
                    message,
                    "give every branch a value of its own by `mapping`",
                );
            }
        }
    }
}
