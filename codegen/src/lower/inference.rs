//! Choices that say by a property which branch is meant, although no `discriminator` names it.

use std::collections::{BTreeSet, HashMap};

use crate::ir::{Discriminator, Presence, Shape, Type, TypeDef, TypeId};

/// How many types deep a property is looked for.
const DEPTH_MAX: usize = 64;

/// A property that must stand, and its listed values.
type Listed = (String, Vec<String>);

/// Finds a property that every branch requires and whose listed values no two branches share: it decides the branch, so that what is
/// wrong can be told of that one.
pub(super) fn infer_discriminators(types: &mut [TypeDef]) {
    let mut seeker = Seeker {
        types,
        known: HashMap::new(),
    };
    let found: Vec<(usize, String, Vec<Vec<String>>)> = (0..types.len())
        .filter_map(|index| {
            let (property, tags) = seeker.inferred(index)?;
            Some((index, property, tags))
        })
        .collect();
    for (index, property, tags) in found {
        if let Shape::Union(union) = &mut types[index].shape {
            union.discriminator = Some(Discriminator { property });
            for (variant, tags) in union.variants.iter_mut().zip(tags) {
                variant.tags = tags;
            }
        }
    }
}

struct Seeker<'a> {
    types: &'a [TypeDef],
    /// What is known of each type that was looked at; nothing of one that is being looked at.
    known: HashMap<TypeId, Vec<Listed>>,
}

impl Seeker<'_> {
    /// The property, and for every branch the values that lead to it.
    fn inferred(&mut self, index: usize) -> Option<(String, Vec<Vec<String>>)> {
        let Shape::Union(union) = &self.types[index].shape else {
            return None;
        };
        if union.discriminator.is_some() {
            return None;
        }
        let branches: Vec<Vec<Listed>> = union
            .variants
            .iter()
            .map(|one| self.candidates(&one.schema.ty, DEPTH_MAX))
            .collect();
        branches.first()?.iter().find_map(|(property, _)| {
            let values = |branch: &Vec<Listed>| {
                let found = branch.iter().find(|(name, _)| name == property);
                found.map(|(_, values)| values.clone())
            };
            let tags: Vec<Vec<String>> = branches.iter().map(values).collect::<Option<_>>()?;
            let mut seen = BTreeSet::new();
            let is_distinct = tags.iter().flatten().all(|tag| seen.insert(tag.clone()));
            is_distinct.then(|| (property.clone(), tags))
        })
    }

    /// The properties of a type that must stand and list their values.
    fn candidates(&mut self, ty: &Type, depth: usize) -> Vec<Listed> {
        let (Type::Named(id), Some(depth)) = (ty, depth.checked_sub(1)) else {
            return Vec::new();
        };
        if let Some(known) = self.known.get(id) {
            return known.clone();
        }
        self.known.insert(*id, Vec::new());
        let found = match &self.types[id.0].shape {
            Shape::Struct(object) => {
                let required = object.fields.iter();
                let required = required.filter(|field| field.presence == Presence::Required);
                required
                    .filter_map(|field| {
                        let values = listed(self.types, &field.schema.ty, DEPTH_MAX)?;
                        Some((field.wire.clone(), values))
                    })
                    .collect()
            }
            Shape::Alias(schema) if !schema.nullable => self.candidates(&schema.ty, depth),
            Shape::Union(union) => {
                let branches = union.variants.iter();
                branches
                    .map(|branch| self.candidates(&branch.schema.ty, depth))
                    .reduce(both)
                    .unwrap_or_default()
            }
            Shape::Alias(_) | Shape::TextEnum(_) => Vec::new(),
        };
        self.known.insert(*id, found.clone());
        found
    }
}

/// What two branches both require, with the values of either.
fn both(known: Vec<Listed>, other: Vec<Listed>) -> Vec<Listed> {
    let joined = |(name, mut values): Listed| {
        let (_, more) = other.iter().find(|(found, _)| *found == name)?;
        let fresh: Vec<String> = more
            .iter()
            .filter(|value| !values.contains(value))
            .cloned()
            .collect();
        values.extend(fresh);
        Some((name, values))
    };
    known.into_iter().filter_map(joined).collect()
}

/// The values of a closed list of strings.
fn listed(types: &[TypeDef], ty: &Type, depth: usize) -> Option<Vec<String>> {
    let (Type::Named(id), Some(depth)) = (ty, depth.checked_sub(1)) else {
        return None;
    };
    match &types[id.0].shape {
        Shape::TextEnum(list) if !list.is_integer => {
            Some(list.variants.iter().map(|one| one.wire.clone()).collect())
        }
        Shape::Alias(schema) if !schema.nullable => listed(types, &schema.ty, depth),
        _ => None,
    }
}
