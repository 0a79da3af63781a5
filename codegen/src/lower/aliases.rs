//! A named list of itself has no Rust type: circles of nothing but aliases are cut.

use super::context::Context;
use crate::ir::{Schema, Shape, Type, TypeDef, TypeId};

/// Cuts every circle that runs through aliases only; where it is cut any JSON value stands.
pub(super) fn cut_circles(cx: &mut Context<'_>, types: &mut [TypeDef]) {
    for (owner, target) in circles(types) {
        let name = types[target].name.clone();
        let Shape::Alias(schema) = &mut types[owner].shape else {
            continue;
        };
        replace(schema, TypeId(target));
        cx.warn_at(
            "fallback-any",
            types[owner].place.clone(),
            format!(
                "`{name}` contains itself with no object between; the inner one is typed as any JSON value"
            ),
            "put an object with a property between them",
        );
    }
}

/// How far the search has come with a type.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Unseen,
    Open,
    Done,
}

/// Uses that lead back to an alias which is open. Without recursion, since aliases may form long chains.
fn circles(types: &[TypeDef]) -> Vec<(usize, usize)> {
    let mut marks = vec![Mark::Unseen; types.len()];
    let mut found = Vec::new();
    for start in 0..types.len() {
        if marks[start] != Mark::Unseen {
            continue;
        }
        marks[start] = Mark::Open;
        let mut way = vec![(start, inner_of(&types[start]))];
        while let Some((here, next)) = way.last_mut() {
            let Some(target) = next else {
                marks[*here] = Mark::Done;
                way.pop();
                continue;
            };
            let (here, target) = (*here, *target);
            *next = None;
            match marks[target] {
                Mark::Open => found.push((here, target)),
                Mark::Unseen => {
                    marks[target] = Mark::Open;
                    way.push((target, inner_of(&types[target])));
                }
                Mark::Done => {}
            }
        }
    }
    found
}

/// The one named type inside an alias.
fn inner_of(def: &TypeDef) -> Option<usize> {
    let Shape::Alias(schema) = &def.shape else {
        return None;
    };
    let mut here = schema;
    loop {
        match &here.ty {
            Type::Named(id) => return Some(id.0),
            Type::Array(inner, _) | Type::Map(inner, _) => here = inner,
            _ => return None,
        }
    }
}

fn replace(schema: &mut Schema, target: TypeId) {
    match &mut schema.ty {
        Type::Named(id) if *id == target => schema.ty = Type::Any,
        Type::Array(inner, _) | Type::Map(inner, _) => replace(inner, target),
        _ => {}
    }
}
