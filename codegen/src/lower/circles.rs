//! Types that contain themselves with no property and no item between: no value could ever be told to fit them.

use super::context::Context;
use crate::ir::{Assertion, Rule, Shape, Type, TypeDef};

/// Reports each such circle once, at the type that stands first, and says whether there is one. Readers of values would never come to an
/// end in it.
pub(super) fn check(cx: &mut Context<'_>, types: &[TypeDef]) -> bool {
    let mut reported: Vec<(usize, Vec<usize>)> = Vec::new();
    for start in 0..types.len() {
        let reached = reached_in_place(types, start);
        let is_known = reported
            .iter()
            .any(|(first, members)| reached.contains(first) && members.contains(&start));
        if is_known || !reached.contains(&start) {
            continue;
        }
        let message = format!(
            "`{}` contains itself with no property between, so that no value can be held against it",
            types[start].name
        );
        cx.error_at(
            "schema-cycle",
            types[start].place.clone(),
            message,
            "leave out the branch that leads back, or put an object with a property between",
        );
        reported.push((start, reached));
    }
    !reported.is_empty()
}

/// The types that the same value is held against.
fn reached_in_place(types: &[TypeDef], start: usize) -> Vec<usize> {
    let mut reached = Vec::new();
    let mut waiting = inside(&types[start]);
    while let Some(next) = waiting.pop() {
        if !reached.contains(&next) {
            reached.push(next);
            waiting.extend(inside(&types[next]));
        }
    }
    reached
}

fn inside(def: &TypeDef) -> Vec<usize> {
    let mut found = Vec::new();
    let schemas = match &def.shape {
        Shape::Alias(schema) => vec![schema],
        Shape::Union(union) => union.variants.iter().map(|one| &one.schema).collect(),
        Shape::Struct(_) | Shape::TextEnum(_) => Vec::new(),
    };
    for schema in schemas {
        if let Type::Named(id) = &schema.ty {
            found.push(id.0);
        }
    }
    if let Some(rule) = &def.rule {
        add_rule(rule, &mut found);
    }
    found
}

fn add_rule(rule: &Rule, found: &mut Vec<usize>) {
    for assertion in rule {
        match assertion {
            Assertion::Fits { id, .. } => found.push(id.0),
            Assertion::AllOf(_)
            | Assertion::AnyOf(_)
            | Assertion::OneOf(_)
            | Assertion::Not(_)
            | Assertion::If { .. }
            | Assertion::Dependent(_) => {
                for inner in assertion.inner() {
                    add_rule(inner, found);
                }
            }
            _ => {}
        }
    }
}
