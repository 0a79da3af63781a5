//! Who sends which type: through every reference, from every request and every answer.

use super::directions::Direction;
use crate::ir::{Assertion, Content, Operation, Rule, Schema, Shape, TypeDef, TypeId};

/// Marks the types that requests and answers reach.
pub(super) fn mark(types: &mut [TypeDef], operations: &[Operation]) {
    for operation in operations {
        let mut request: Vec<&Schema> = operation
            .parameters
            .iter()
            .map(|parameter| &parameter.schema)
            .collect();
        request.extend(operation.body.iter().flat_map(schemas_in));
        for id in reached(types, request, Direction::Request) {
            types[id.0].usage.request = true;
        }
        let headers = operation
            .responses
            .iter()
            .flat_map(|response| response.headers.iter().map(|header| &header.schema));
        let bodies = operation
            .responses
            .iter()
            .flat_map(|response| response.contents.iter().flat_map(schemas_in));
        for id in reached(types, headers.chain(bodies).collect(), Direction::Answer) {
            types[id.0].usage.response = true;
        }
    }
}

/// Every schema of a media type.
pub(super) fn schemas_in(content: &Content) -> impl Iterator<Item = &Schema> {
    let parts = content.parts.iter().flat_map(|part| {
        std::iter::once(&part.schema).chain(part.headers.iter().map(|header| &header.schema))
    });
    content.schema.iter().chain(parts)
}

fn reached(types: &[TypeDef], from: Vec<&Schema>, direction: Direction) -> Vec<TypeId> {
    let mut seen = vec![false; types.len()];
    let mut found = Vec::new();
    let mut waiting: Vec<TypeId> = from.into_iter().filter_map(Schema::named_within).collect();
    while let Some(id) = waiting.pop() {
        if std::mem::replace(&mut seen[id.0], true) {
            continue;
        }
        found.push(id);
        let def = &types[id.0];
        waiting.extend(held(&def.shape, direction));
        add_rule(def.rule.as_ref(), &mut waiting);
    }
    found
}

/// The named types that a shape holds in one direction.
fn held(shape: &Shape, direction: Direction) -> Vec<TypeId> {
    let hidden: Vec<&Schema> = match shape {
        Shape::Struct(object) => {
            let hidden = object.fields.iter().filter(|field| direction.hides(field));
            hidden.map(|field| &field.schema).collect()
        }
        _ => Vec::new(),
    };
    let schemas = shape.schemas().into_iter();
    schemas
        .filter(|schema| !hidden.iter().any(|other| std::ptr::eq(*other, *schema)))
        .filter_map(Schema::named_within)
        .collect()
}

fn add_rule(rule: Option<&Rule>, found: &mut Vec<TypeId>) {
    for assertion in rule.into_iter().flatten() {
        if let Assertion::Fits { id, .. } = assertion {
            found.push(*id);
        }
        for inner in assertion.inner() {
            add_rule(Some(inner), found);
        }
    }
}
