//! One good value for a place of a contract: its own example, else the smallest valid one.

use serde_json::Value;

use super::generate::value_of;
use super::{Seed, Side, fits};
use crate::ir::{Api, Content, Schema, Type};

/// How many values are made before a schema counts as one without a value.
const ATTEMPTS: u64 = 16;

/// Finds values. Every one that it returns satisfies its schema.
#[derive(Debug)]
pub struct Sampler<'a> {
    api: &'a Api,
    side: Side,
    /// The bundled document, which holds the examples of named schemas.
    document: Value,
}

impl<'a> Sampler<'a> {
    /// A sampler of what one side sends.
    #[must_use]
    pub fn new(api: &'a Api, side: Side) -> Self {
        Self {
            api,
            side,
            document: serde_json::from_str(&api.bundled).unwrap_or_default(),
        }
    }

    /// A value of a media type; none where its schema cannot be satisfied.
    #[must_use]
    pub fn content(&self, content: &Content) -> Option<Value> {
        let mut examples = content.examples.iter().map(|example| &example.value);
        match &content.schema {
            Some(schema) => self
                .first_that_fits(schema, examples)
                .or_else(|| self.schema(schema)),
            None => Some(examples.next().cloned().unwrap_or_default()),
        }
    }

    /// A value of a schema; none where it cannot be satisfied.
    #[must_use]
    pub fn schema(&self, schema: &Schema) -> Option<Value> {
        if let Type::Named(id) = &schema.ty {
            let examples = self.examples_of(&self.api.type_def(*id).component);
            if let Some(value) = self.first_that_fits(schema, examples.into_iter()) {
                return Some(value);
            }
        }
        let made = (0..ATTEMPTS)
            .filter_map(|seed| value_of(self.api, schema, self.side, &mut Seed::new(seed)))
            .find(|value| fits(self.api, schema, value, self.side));
        made.or_else(|| schema.nullable.then_some(Value::Null))
    }

    fn first_that_fits<'v>(
        &self,
        schema: &Schema,
        mut values: impl Iterator<Item = &'v Value>,
    ) -> Option<Value> {
        values
            .find(|value| fits(self.api, schema, value, self.side))
            .cloned()
    }

    fn examples_of(&self, component: &str) -> Vec<&Value> {
        let schema = self
            .document
            .get("components")
            .and_then(|components| components.get("schemas")?.get(component));
        let Some(schema) = schema else {
            return Vec::new();
        };
        let several = schema.get("examples").and_then(Value::as_array);
        schema
            .get("example")
            .into_iter()
            .chain(several.into_iter().flatten())
            .collect()
    }
}
