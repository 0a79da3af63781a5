//! A valid value from a schema: the default where there is one, else as small as the constraints allow.

use crate::ir::{
    Additional, Api, Field, Items, Presence, Properties, Schema, Shape, Struct, Type, Union,
};
use serde_json::{Map, Value};

use super::{Seed, number, text};

/// How deep required properties may nest.
const DEPTH_MAX: u32 = 24;

/// Arrays and maps longer than this are not made.
pub const ITEMS_MAX: u64 = 2_000;

/// Who sends a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A client: no `readOnly` property.
    Request,
    /// A server: no `writeOnly` property.
    Answer,
}

impl Side {
    /// Whether this side sends a property.
    #[must_use]
    pub fn sends(self, field: &Field) -> bool {
        match self {
            Self::Request => !field.read_only,
            Self::Answer => !field.write_only,
        }
    }
}

/// A value of a request that satisfies the schema, if one can be made.
pub fn valid_value(api: &Api, schema: &Schema, seed: &mut Seed) -> Option<Value> {
    value_of(api, schema, Side::Request, seed)
}

/// A value that satisfies the schema as one side sends it, if one can be made.
pub(super) fn value_of(api: &Api, schema: &Schema, side: Side, seed: &mut Seed) -> Option<Value> {
    Maker { api, side, seed }.value(schema, 0)
}

struct Maker<'a> {
    api: &'a Api,
    side: Side,
    seed: &'a mut Seed,
}

impl Maker<'_> {
    fn value(&mut self, schema: &Schema, depth: u32) -> Option<Value> {
        if depth > DEPTH_MAX {
            return None;
        }
        if let Some(default) = &schema.default {
            return Some(default.clone());
        }
        let api = self.api;
        match &schema.ty {
            Type::Named(id) => self.shape(&api.type_def(*id).shape, depth),
            Type::Text(rules) => text::valid_text(rules, self.seed).map(Value::String),
            Type::Integer(rules) => number::valid_integer(rules, self.seed),
            Type::Number(rules) => number::valid_number(rules),
            Type::Boolean => Some(Value::Bool(self.seed.below(2) == 0)),
            Type::Array(item, rules) => self.array(item, rules, depth),
            Type::Map(item, rules) => self.map(item, rules, depth),
            Type::Any => Some(Value::String("any".to_owned())),
        }
    }

    fn shape(&mut self, shape: &Shape, depth: u32) -> Option<Value> {
        match shape {
            Shape::Struct(object) => self.object(object, depth),
            Shape::TextEnum(list) => Some(self.seed.pick(&list.variants)?.to_json(list)),
            Shape::Union(union) => self.union(union, depth),
            Shape::Alias(schema) => self.value(schema, depth + 1),
        }
    }

    fn object(&mut self, object: &Struct, depth: u32) -> Option<Value> {
        let mut out = Map::new();
        let side = self.side;
        let sendable = || object.fields.iter().filter(|field| side.sends(field));
        for field in sendable().filter(|field| is_required(field)) {
            let value = match self.value(&field.schema, depth + 1) {
                Some(value) => value,
                None if field.presence == Presence::RequiredNullable => Value::Null,
                None => return None,
            };
            out.insert(field.wire.clone(), value);
        }
        let least = usize::try_from(object.properties.min_properties.unwrap_or(0)).ok()?;
        for field in sendable().filter(|field| !is_required(field)) {
            if out.len() >= least {
                break;
            }
            out.insert(field.wire.clone(), self.value(&field.schema, depth + 1)?);
        }
        if let Additional::Kept(schema) = &object.additional {
            self.fill(&mut out, schema, least, depth)?;
        }
        Some(Value::Object(out))
    }

    fn map(&mut self, item: &Schema, rules: &Properties, depth: u32) -> Option<Value> {
        let mut out = Map::new();
        let least = rules.min_properties.unwrap_or(0).min(ITEMS_MAX);
        self.fill(&mut out, item, usize::try_from(least).ok()?, depth)?;
        Some(Value::Object(out))
    }

    fn fill(
        &mut self,
        out: &mut Map<String, Value>,
        item: &Schema,
        least: usize,
        depth: u32,
    ) -> Option<()> {
        while out.len() < least {
            let value = self.value(item, depth + 1)?;
            out.insert(format!("key{}", out.len() + 1), value);
        }
        Some(())
    }

    fn array(&mut self, item: &Schema, rules: &Items, depth: u32) -> Option<Value> {
        const ATTEMPTS: u64 = 40;
        let least = rules.min_items.unwrap_or(0).min(ITEMS_MAX);
        let mut out: Vec<Value> = Vec::new();
        for _ in 0..least * ATTEMPTS {
            if out.len() as u64 >= least {
                break;
            }
            let value = self.value(item, depth + 1)?;
            if !rules.unique || !out.contains(&value) {
                out.push(value);
            }
        }
        (out.len() as u64 >= least).then_some(Value::Array(out))
    }

    fn union(&mut self, union: &Union, depth: u32) -> Option<Value> {
        union.variants.iter().find_map(|variant| {
            let mut value = self.value(&variant.schema, depth + 1)?;
            if let (Some(discriminator), Some(tag)) = (&union.discriminator, variant.tags.first()) {
                value
                    .as_object_mut()?
                    .insert(discriminator.property.clone(), Value::String(tag.clone()));
            }
            Some(value)
        })
    }
}

/// Whether a property must stand.
pub fn is_required(field: &Field) -> bool {
    matches!(
        field.presence,
        Presence::Required | Presence::RequiredNullable
    )
}
