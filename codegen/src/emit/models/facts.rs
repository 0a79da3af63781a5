//! What must be known of all types before one of them can be written.

use std::collections::BTreeSet;

use crate::ir::{Additional, Api, Schema, Shape, Struct, Type, TypeDef, TypeId, Usage};

use super::ruled::has_typed_rule;

/// Answers about types, by their index.
pub(super) struct Facts {
    /// Types that a value of this type holds directly, however deep.
    held: Vec<BTreeSet<TypeId>>,
    checked: Vec<bool>,
    deep: Vec<bool>,
}

impl Facts {
    pub(super) fn of(api: &Api) -> Self {
        let direct: Vec<Vec<TypeId>> = api
            .types
            .iter()
            .map(|def| direct_targets(&def.shape))
            .collect();
        let held = (0..direct.len())
            .map(|start| reachable(&direct, start))
            .collect();
        Self {
            held,
            checked: find_checked(api),
            deep: find_deep(api),
        }
    }

    /// True when a value of `owner` that held `target` in place would hold itself.
    pub(super) fn is_recursive(&self, owner: TypeId, target: TypeId) -> bool {
        target == owner || self.held[target.0].contains(&owner)
    }

    /// True when a rule that no type says stands beside the type or beside one that it holds.
    pub(super) fn is_deep(&self, id: TypeId) -> bool {
        self.deep[id.0]
    }

    /// True when some rule applies to values of the type.
    pub(super) fn is_checked(&self, id: TypeId) -> bool {
        self.checked[id.0]
    }
}

/// Types held without the indirection of a list or a map.
fn direct_targets(shape: &Shape) -> Vec<TypeId> {
    let kept = match shape {
        Shape::Struct(Struct {
            additional: Additional::Kept(schema),
            ..
        }) => Some(schema.as_ref()),
        _ => None,
    };
    let schemas = shape.schemas().into_iter();
    schemas
        .filter(|schema| !kept.is_some_and(|kept| std::ptr::eq(kept, *schema)))
        .filter_map(|schema| match schema.ty {
            Type::Named(id) => Some(id),
            _ => None,
        })
        .collect()
}

/// Whether a value of `owner` that held `target` in place would hold itself; for those who ask about few types.
pub(super) fn is_recursive(api: &Api, owner: TypeId, target: TypeId) -> bool {
    let mut found = BTreeSet::new();
    let mut open = vec![target];
    while let Some(id) = open.pop() {
        if id == owner {
            return true;
        }
        if found.insert(id) {
            open.extend(direct_targets(&api.type_def(id).shape));
        }
    }
    false
}

fn reachable(direct: &[Vec<TypeId>], start: usize) -> BTreeSet<TypeId> {
    let mut found = BTreeSet::new();
    let mut open = direct[start].clone();
    while let Some(id) = open.pop() {
        if found.insert(id) {
            open.extend(&direct[id.0]);
        }
    }
    found
}

/// Grows the set of types with a rule until nothing is added; types that only hold each other have none.
fn find_checked(api: &Api) -> Vec<bool> {
    let mut checked = vec![false; api.types.len()];
    loop {
        let before = checked.clone();
        for (index, def) in api.types.iter().enumerate() {
            checked[index] = checked[index]
                || def.rule.is_some()
                || is_shape_checked(&def.shape, def.usage, &before);
        }
        if checked == before {
            return checked;
        }
    }
}

/// The same for rules that no type says.
fn find_deep(api: &Api) -> Vec<bool> {
    let held_by = |def: &TypeDef| {
        let schemas = def.shape.schemas().into_iter();
        schemas.filter_map(Schema::named_within).collect()
    };
    let held: Vec<Vec<TypeId>> = api.types.iter().map(held_by).collect();
    let mut deep: Vec<bool> = api.types.iter().map(|def| def.rule.is_some()).collect();
    loop {
        let before = deep.clone();
        for (index, held) in held.iter().enumerate() {
            deep[index] = deep[index] || held.iter().any(|id| before[id.0]);
        }
        if deep == before {
            return deep;
        }
    }
}

fn is_shape_checked(shape: &Shape, usage: Usage, checked: &[bool]) -> bool {
    let rule = |schema: &Schema| has_typed_rule(&schema.ty, &|id| checked[id.0]);
    match shape {
        Shape::Struct(shape) => {
            let kept = matches!(&shape.additional, Additional::Kept(schema) if rule(schema));
            kept || shape.properties != crate::ir::Properties::default()
                || shape.fields.iter().any(|field| rule(&field.schema))
        }
        Shape::TextEnum(_) => usage.response,
        Shape::Union(union) => {
            (usage.response && union.tag_property().is_some())
                || union.variants.iter().any(|variant| rule(&variant.schema))
        }
        Shape::Alias(schema) => rule(schema),
    }
}
