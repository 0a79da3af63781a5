//! What must be known of all types before one of them can be written.

use std::collections::BTreeSet;

use crate::emit::names::constant;
use crate::ir::{Additional, Api, Schema, Shape, Type, TypeId, Usage};

use super::ruled::has_typed_rule;

/// Answers about types, by their index.
pub(super) struct Facts {
    constants: Vec<String>,
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
            constants: unique_constants(api),
            held,
            checked: find_checked(api),
            deep: find_deep(api),
        }
    }

    /// The stem of the type's constants.
    pub(super) fn constant(&self, id: TypeId) -> &str {
        &self.constants[id.0]
    }

    /// The name of the type's schema table.
    pub(super) fn schema_constant(&self, id: TypeId) -> String {
        format!("{}_SCHEMA", self.constant(id))
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

/// The names of the schema tables, by the index of their types.
pub(in crate::emit) fn schema_constants(api: &Api) -> Vec<String> {
    let stems = unique_constants(api).into_iter();
    stems.map(|stem| format!("{stem}_SCHEMA")).collect()
}

fn unique_constants(api: &Api) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let mut constants = Vec::with_capacity(api.types.len());
    for def in &api.types {
        let stem = constant(&def.name);
        let free =
            std::iter::once(stem.clone()).chain((2..).map(|number| format!("{stem}_{number}")));
        let name = free.into_iter().find(|name| taken.insert(name.clone()));
        constants.push(name.unwrap_or(stem));
    }
    constants
}

/// Types held without the indirection of a list or a map.
fn direct_targets(shape: &Shape) -> Vec<TypeId> {
    let named = |schema: &Schema| match schema.ty {
        Type::Named(id) => Some(id),
        _ => None,
    };
    match shape {
        Shape::Struct(shape) => shape
            .fields
            .iter()
            .filter_map(|field| named(&field.schema))
            .collect(),
        Shape::TextEnum(_) => Vec::new(),
        Shape::Union(union) => union
            .variants
            .iter()
            .filter_map(|variant| named(&variant.schema))
            .collect(),
        Shape::Alias(schema) => named(schema).into_iter().collect(),
    }
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
    let held: Vec<Vec<TypeId>> = api.types.iter().map(|def| held_types(&def.shape)).collect();
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

/// Every named type right inside a shape, also in its lists and maps.
fn held_types(shape: &Shape) -> Vec<TypeId> {
    let schemas: Vec<&Schema> = match shape {
        Shape::TextEnum(_) => Vec::new(),
        Shape::Alias(schema) => vec![schema],
        Shape::Union(union) => union.variants.iter().map(|one| &one.schema).collect(),
        Shape::Struct(shape) => {
            let fields = shape.fields.iter().map(|field| &field.schema);
            match &shape.additional {
                Additional::Kept(schema) => fields.chain([schema.as_ref()]).collect(),
                _ => fields.collect(),
            }
        }
    };
    let named = |mut schema: &Schema| loop {
        match &schema.ty {
            Type::Named(id) => return Some(*id),
            Type::Array(inner, _) | Type::Map(inner, _) => schema = inner,
            _ => return None,
        }
    };
    let mut found = Vec::new();
    for schema in schemas {
        found.extend(named(schema));
    }
    found
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
        Shape::Union(union) => union.variants.iter().any(|variant| rule(&variant.schema)),
        Shape::Alias(schema) => rule(schema),
    }
}
