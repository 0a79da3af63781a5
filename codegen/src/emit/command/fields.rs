//! The properties of a body as flags: those of objects inside it too, as far as that helps.

use crate::{
    emit::client::resolve,
    ir::{Api, Field, Presence, Schema, Shape, Struct, Type, TypeId, Union},
};

use super::kinds::Kind;

/// So many names lead to a flag at most; what lies deeper is given as JSON.
const STEPS_MAX: usize = 3;

/// A property that a flag sets.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Leaf<'a> {
    /// The names on the way.
    pub(super) path: Vec<&'a str>,
    pub(super) kind: Kind,
    pub(super) is_repeated: bool,
    /// It must stand in every body.
    pub(super) is_required: bool,
    pub(super) schema: &'a Schema,
}

/// The flags of a body that is an object, or one of several objects; none for any other.
pub(super) fn leaves<'a>(api: &'a Api, schema: &'a Schema) -> Vec<Leaf<'a>> {
    let walk = Walk { api };
    match walk.object(&schema.ty) {
        Some((id, object)) => walk.members(object, &[], true, &[id]),
        None => Vec::new(),
    }
}

struct Walk<'a> {
    api: &'a Api,
}

/// What has properties.
#[derive(Clone, Copy)]
enum Object<'a> {
    One(&'a Struct),
    Either(&'a Union),
}

impl<'a> Walk<'a> {
    /// A type whose values are objects with known properties.
    fn object(&self, ty: &'a Type) -> Option<(TypeId, Object<'a>)> {
        let Type::Named(id) = resolve(self.api, ty) else {
            return None;
        };
        match &self.api.type_def(*id).shape {
            Shape::Struct(one) if !one.fields.is_empty() => Some((*id, Object::One(one))),
            Shape::Union(union) => {
                let mut variants = union.variants.iter();
                let all = variants.all(|variant| self.one(&variant.schema).is_some());
                all.then_some((*id, Object::Either(union)))
            }
            _ => None,
        }
    }

    fn one(&self, schema: &'a Schema) -> Option<&'a Struct> {
        match resolve(self.api, &schema.ty) {
            Type::Named(id) => match &self.api.type_def(*id).shape {
                Shape::Struct(one) => Some(one),
                _ => None,
            },
            _ => None,
        }
    }

    /// `above` are the types that lead here: one that holds itself is given as JSON.
    fn members(
        &self,
        object: Object<'a>,
        path: &[&'a str],
        is_required: bool,
        above: &[TypeId],
    ) -> Vec<Leaf<'a>> {
        match object {
            Object::One(one) => { one.fields.iter() }
                .filter(|field| !field.read_only)
                .flat_map(|field| self.field(field, path, is_required, above))
                .collect(),
            Object::Either(union) => {
                let branches = union.variants.iter().filter_map(|variant| {
                    let one = self.one(&variant.schema)?;
                    Some(self.members(Object::One(one), path, is_required, above))
                });
                merged(branches.collect())
            }
        }
    }

    fn field(
        &self,
        field: &'a Field,
        path: &[&'a str],
        is_required: bool,
        above: &[TypeId],
    ) -> Vec<Leaf<'a>> {
        let path = [path, &[field.wire.as_str()]].concat();
        let stands = matches!(
            field.presence,
            Presence::Required | Presence::RequiredNullable
        );
        let is_required = is_required && stands;
        let object = self.object(&field.schema.ty);
        match object.filter(|(id, _)| path.len() < STEPS_MAX && !above.contains(id)) {
            Some((id, object)) => {
                self.members(object, &path, is_required, &[above, &[id]].concat())
            }
            None => {
                let (kind, is_repeated) = Kind::of(self.api, &field.schema);
                vec![Leaf {
                    path,
                    kind,
                    is_repeated,
                    is_required,
                    schema: &field.schema,
                }]
            }
        }
    }
}

/// The flags of all branches, each once. Required is what every branch requires.
fn merged(branches: Vec<Vec<Leaf<'_>>>) -> Vec<Leaf<'_>> {
    let count = branches.len();
    let mut all: Vec<(Leaf<'_>, usize)> = Vec::new();
    for leaf in branches.into_iter().flatten() {
        let required = usize::from(leaf.is_required);
        match all.iter_mut().find(|(known, _)| known.path == leaf.path) {
            Some((known, times)) => {
                *times += required;
                if known.is_repeated != leaf.is_repeated {
                    (known.kind, known.is_repeated) = (Kind::Json, false);
                } else {
                    known.kind = known.kind.clone().joined(leaf.kind);
                }
            }
            None => all.push((leaf, required)),
        }
    }
    let settled = all.into_iter().map(|(mut leaf, times)| {
        leaf.is_required = times == count;
        leaf
    });
    settled.collect()
}
