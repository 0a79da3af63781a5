//! Types in the order of their source, so that generated files read like the contract.

use super::names::Slot;
use crate::ir::{
    Additional, Assertion, Content, Operation, Rule, Schema, Shape, Type, TypeDef, TypeId,
};

/// Sorts the types by the place where they begin, and corrects every id.
pub(super) fn by_source(slots: Vec<Slot>, operations: &mut [Operation]) -> Vec<TypeDef> {
    let mut indexed: Vec<(usize, Slot)> = slots.into_iter().enumerate().collect();
    indexed.sort_by_key(|(index, slot)| (slot.span, *index));
    let mut moved = vec![0; indexed.len()];
    for (new, (old, _)) in indexed.iter().enumerate() {
        moved[*old] = new;
    }
    let mut types: Vec<TypeDef> = indexed
        .into_iter()
        .filter_map(|(_, slot)| slot.def)
        .collect();
    for def in &mut types {
        correct_type(def, &moved);
    }
    for operation in operations {
        correct_request(operation, &moved);
        correct_answers(operation, &moved);
    }
    types
}

/// Corrects the ids of what an operation is sent.
pub(super) fn correct_request(operation: &mut Operation, moved: &[usize]) {
    for parameter in &mut operation.parameters {
        correct(&mut parameter.schema, moved);
    }
    correct_contents(&mut operation.body, moved);
}

/// Corrects the ids of what an operation answers.
pub(super) fn correct_answers(operation: &mut Operation, moved: &[usize]) {
    for response in &mut operation.responses {
        for header in &mut response.headers {
            correct(&mut header.schema, moved);
        }
        correct_contents(&mut response.contents, moved);
    }
}

fn correct_contents(contents: &mut [Content], moved: &[usize]) {
    for content in contents {
        for part in &mut content.parts {
            correct(&mut part.schema, moved);
            for header in &mut part.headers {
                correct(&mut header.schema, moved);
            }
        }
        if let Some(schema) = &mut content.schema {
            correct(schema, moved);
        }
    }
}

/// Corrects the ids inside a type.
pub(super) fn correct_type(def: &mut TypeDef, moved: &[usize]) {
    correct_shape(&mut def.shape, moved);
    if let Some(rule) = &mut def.rule {
        correct_rule(rule, moved);
    }
}

fn correct_shape(shape: &mut Shape, moved: &[usize]) {
    match shape {
        Shape::TextEnum(_) => {}
        Shape::Alias(schema) => correct(schema, moved),
        Shape::Union(union) => {
            for variant in &mut union.variants {
                correct(&mut variant.schema, moved);
            }
        }
        Shape::Struct(object) => {
            for field in object.fields.iter_mut().chain(&mut object.ignored) {
                correct(&mut field.schema, moved);
            }
            if let Additional::Kept(schema) = &mut object.additional {
                correct(schema, moved);
            }
        }
    }
}

fn correct_rule(rule: &mut Rule, moved: &[usize]) {
    for assertion in rule {
        if let Assertion::Fits { id, .. } = assertion {
            *id = TypeId(moved[id.0]);
        }
        for inner in assertion.inner_mut() {
            correct_rule(inner, moved);
        }
    }
}

fn correct(schema: &mut Schema, moved: &[usize]) {
    match &mut schema.ty {
        Type::Named(id) => *id = TypeId(moved[id.0]),
        Type::Array(inner, _) | Type::Map(inner, _) => correct(inner, moved),
        _ => {}
    }
}
