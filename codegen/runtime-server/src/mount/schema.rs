//! Schemas of the contract in the terms of dropshot's generator.

use std::cell::RefCell;

use dropshot::{ApiEndpointBodyContentType, ApiEndpointParameter, Query, SharedExtractor};
use schemars::JsonSchema;
use schemars::r#gen::SchemaGenerator;
use schemars::schema::Schema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// A parameter whose schema is the given one; its other fields are for the taking. `None` when dropshot cannot express it.
pub(super) fn parameter(schema: &Value, document: &Value) -> Option<ApiEndpointParameter> {
    let mut definitions = Map::new();
    reach(schema, document, &mut definitions);
    let schema = convert(schema);
    // What dropshot's own types could not read would panic later; it is left out here.
    let is_readable = |value: &Value| serde_json::from_value::<Schema>(value.clone()).is_ok();
    if !is_readable(&schema) || !definitions.values().all(is_readable) {
        return None;
    }
    GIVEN.with_borrow_mut(|given| {
        *given = Some(Given {
            schema,
            definitions,
        })
    });
    let mut parameters =
        <Query<Literal> as SharedExtractor>::metadata(ApiEndpointBodyContentType::Json).parameters;
    GIVEN.with_borrow_mut(Option::take);
    parameters.pop()
}

/// Whether dropshot takes a schema for a path or query parameter: it wants scalars.
pub(super) fn is_scalar(schema: &Value, document: &Value) -> bool {
    let schema = resolve(schema, document);
    let is_plain = ["oneOf", "anyOf", "allOf", "not"]
        .iter()
        .all(|word| schema.get(word).is_none());
    is_plain
        && matches!(
            convert(schema).get("type").and_then(Value::as_str),
            Some("string" | "integer" | "number" | "boolean")
        )
}

/// Follows references inside the document.
pub(super) fn resolve<'a>(node: &'a Value, document: &'a Value) -> &'a Value {
    let mut node = node;
    for _ in 0..64 {
        let target = node
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|target| target.strip_prefix('#'))
            .and_then(|pointer| document.pointer(pointer));
        match target {
            Some(target) => node = target,
            None => return node,
        }
    }
    node
}

thread_local! {
    /// How a schema gets from a value into a type's `JsonSchema`, which knows no arguments.
    static GIVEN: RefCell<Option<Given>> = const { RefCell::new(None) };
}

struct Given {
    schema: Value,
    definitions: Map<String, Value>,
}

/// A type with one property, whose schema is the one given.
#[derive(Deserialize)]
struct Literal {}

impl JsonSchema for Literal {
    fn schema_name() -> String {
        "Literal".to_owned()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (schema, definitions) = GIVEN.with_borrow_mut(|given| match given.take() {
            Some(given) => (given.schema, given.definitions),
            None => (json!({}), Map::new()),
        });
        for (name, definition) in definitions {
            if let Ok(definition) = serde_json::from_value(definition) {
                generator.definitions_mut().insert(name, definition);
            }
        }
        let object =
            json!({"type": "object", "properties": {"value": schema}, "required": ["value"]});
        serde_json::from_value(object).unwrap_or(Schema::Bool(true))
    }
}

/// Collects every component that a schema leads to.
fn reach(node: &Value, document: &Value, definitions: &mut Map<String, Value>) {
    match node {
        Value::Object(map) => {
            if let Some(name) = map
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|target| target.strip_prefix("#/components/schemas/"))
                && !definitions.contains_key(name)
                && let Some(target) = document.pointer(&format!("/components/schemas/{name}"))
            {
                definitions.insert(name.to_owned(), convert(target));
                reach(target, document, definitions);
            }
            map.values()
                .for_each(|inner| reach(inner, document, definitions));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|inner| reach(inner, document, definitions)),
        _ => {}
    }
}

/// A schema as JSON Schema of the generation that dropshot reads: numeric exclusive bounds, a type beside every rule, items for every array.
fn convert(schema: &Value) -> Value {
    match schema {
        Value::Object(map) if map.contains_key("$ref") => json!({"$ref": map["$ref"]}),
        Value::Object(map) => {
            let mut converted: Map<String, Value> = map
                .iter()
                .map(|(key, value)| (key.clone(), convert_under(key, value)))
                .collect();
            exclusive(&mut converted, "exclusiveMinimum", "minimum");
            exclusive(&mut converted, "exclusiveMaximum", "maximum");
            single_type(&mut converted);
            if let Some(kind) = implied_type(&converted) {
                converted.insert("type".to_owned(), Value::from(kind));
            }
            if converted.get("type").and_then(Value::as_str) == Some("array") {
                converted.entry("items").or_insert_with(|| json!({}));
            }
            Value::Object(converted)
        }
        other => other.clone(),
    }
}

/// Under these words stand schemas; elsewhere stand values that happen to look like some.
fn convert_under(key: &str, value: &Value) -> Value {
    match (key, value) {
        ("properties", Value::Object(map)) => Value::Object(
            map.iter()
                .map(|(name, schema)| (name.clone(), convert(schema)))
                .collect(),
        ),
        ("items" | "additionalProperties" | "not", schema) => convert(schema),
        ("allOf" | "anyOf" | "oneOf", Value::Array(schemas)) => {
            Value::Array(schemas.iter().map(convert).collect())
        }
        (_, other) => other.clone(),
    }
}

fn exclusive(schema: &mut Map<String, Value>, word: &str, bound: &str) {
    match schema.get(word) {
        Some(Value::Bool(true)) => {
            let value = schema.remove(bound).unwrap_or(Value::Null);
            schema.insert(word.to_owned(), value);
        }
        Some(Value::Bool(false)) => {
            schema.remove(word);
        }
        _ => {}
    }
}

/// `type: [string, "null"]` of 3.1 becomes `nullable` of 3.0.
fn single_type(schema: &mut Map<String, Value>) {
    let Some(Value::Array(types)) = schema.get("type") else {
        return;
    };
    let (nulls, others): (Vec<Value>, Vec<Value>) =
        types.iter().cloned().partition(|kind| kind == "null");
    match &others[..] {
        [only] => schema.insert("type".to_owned(), only.clone()),
        _ => schema.remove("type"),
    };
    if !nulls.is_empty() {
        schema.insert("nullable".to_owned(), Value::Bool(true));
    }
}

fn implied_type(schema: &Map<String, Value>) -> Option<&'static str> {
    let has = |word: &str| schema.contains_key(word);
    if has("type") || has("allOf") || has("anyOf") || has("oneOf") {
        return None;
    }
    let are_texts = schema
        .get("enum")
        .and_then(Value::as_array)
        .is_some_and(|values| {
            values
                .iter()
                .all(|value| value.is_string() || value.is_null())
        });
    if has("properties") || has("additionalProperties") {
        Some("object")
    } else if are_texts || has("pattern") || has("minLength") || has("maxLength") {
        Some("string")
    } else if has("items") {
        Some("array")
    } else {
        None
    }
}
