//! The independent judge of values: the contract's schemas, turned into JSON Schema 2020-12 and handed to the `jsonschema` crate.
//! Nothing of this project's own checks takes part.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// How many faults of one value are told.
const FAULTS_MAX: usize = 5;

pub(crate) struct Oracle {
    document: Value,
    /// OpenAPI 3.0 has a dialect of its own, which is translated first.
    translates: bool,
    judges: Mutex<HashMap<String, Arc<Validator>>>,
}

/// A schema, ready to judge values.
pub(crate) struct Judge(Arc<Validator>);

impl Oracle {
    pub(crate) fn new(document: &Value) -> Self {
        let translates = document
            .get("openapi")
            .and_then(Value::as_str)
            .is_some_and(|version| version.starts_with("3.0"));
        let mut kept = Map::new();
        for key in ["components", "paths"] {
            if let Some(part) = document.get(key) {
                kept.insert(
                    key.to_owned(),
                    if translates {
                        translated_tree(part)
                    } else {
                        part.clone()
                    },
                );
            }
        }
        Self {
            document: Value::Object(kept),
            translates,
            judges: Mutex::default(),
        }
    }

    /// A judge for a schema of the document. An unusable schema is an error that names the keyword.
    pub(crate) fn judge(&self, schema: &Value) -> Result<Judge, String> {
        let key = schema.to_string();
        let known = self
            .judges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&key)
            .cloned();
        if let Some(validator) = known {
            return Ok(Judge(validator));
        }
        let validator = Arc::new(self.compile(schema)?);
        self.judges
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(key, Arc::clone(&validator));
        Ok(Judge(validator))
    }

    fn compile(&self, schema: &Value) -> Result<Validator, String> {
        let schema = if self.translates {
            translated(schema)
        } else {
            schema.clone()
        };
        let mut root = Map::new();
        root.insert("allOf".to_owned(), json!([schema]));
        if let Value::Object(document) = &self.document {
            root.extend(document.clone());
        }
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&Value::Object(root))
            .map_err(|error| format!("the schema cannot be used: {}", error.masked()))
    }
}

impl Judge {
    pub(crate) fn accepts(&self, value: &Value) -> bool {
        self.0.is_valid(value)
    }

    /// What is wrong with a value, as places and rules; the value itself is not repeated.
    pub(crate) fn faults(&self, value: &Value) -> Vec<String> {
        self.0
            .iter_errors(value)
            .take(FAULTS_MAX)
            .map(|error| {
                let at = error.instance_path().to_string();
                format!(
                    "{}: {}",
                    if at.is_empty() { "/" } else { &at },
                    error.masked()
                )
            })
            .collect()
    }
}

/// Translates every schema below a node that is not a schema itself.
fn translated_tree(node: &Value) -> Value {
    match node {
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| (key.clone(), translated_entry(key, value)))
                .collect(),
        ),
        Value::Array(list) => Value::Array(list.iter().map(translated_tree).collect()),
        other => other.clone(),
    }
}

fn translated_entry(key: &str, value: &Value) -> Value {
    match key {
        "example" | "examples" => Value::Null,
        "schema" => translated(value),
        "schemas" => each(value, translated),
        _ => translated_tree(value),
    }
}

/// Translates a schema of OpenAPI 3.0: `nullable`, boolean exclusive bounds, and siblings of `$ref`, which do not count.
fn translated(schema: &Value) -> Value {
    let Value::Object(map) = schema else {
        return schema.clone();
    };
    if let Some(target) = map.get("$ref") {
        return json!({ "$ref": target });
    }
    let mut out: Map<String, Value> = map
        .iter()
        .map(|(key, value)| (key.clone(), translated_keyword(key, value)))
        .collect();
    for key in [
        "example",
        "discriminator",
        "xml",
        "externalDocs",
        "readOnly",
        "writeOnly",
        "deprecated",
    ] {
        out.remove(key);
    }
    move_exclusive(&mut out, "exclusiveMinimum", "minimum");
    move_exclusive(&mut out, "exclusiveMaximum", "maximum");
    match out.remove("nullable") {
        Some(Value::Bool(true)) => json!({ "anyOf": [out, { "type": "null" }] }),
        _ => Value::Object(out),
    }
}

fn translated_keyword(key: &str, value: &Value) -> Value {
    match key {
        "properties" | "patternProperties" => each(value, translated),
        "items" | "additionalProperties" | "not" => translated(value),
        "allOf" | "anyOf" | "oneOf" => each(value, translated),
        _ => value.clone(),
    }
}

fn each(holder: &Value, work: fn(&Value) -> Value) -> Value {
    match holder {
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| (key.clone(), work(value)))
                .collect(),
        ),
        Value::Array(list) => Value::Array(list.iter().map(work).collect()),
        other => other.clone(),
    }
}

fn move_exclusive(out: &mut Map<String, Value>, exclusive: &str, bound: &str) {
    match out.remove(exclusive) {
        Some(Value::Bool(true)) => {
            if let Some(value) = out.remove(bound) {
                out.insert(exclusive.to_owned(), value);
            }
        }
        Some(Value::Bool(false)) | None => {}
        Some(number) => {
            out.insert(exclusive.to_owned(), number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn oracle(version: &str) -> Oracle {
        Oracle::new(&json!({
            "openapi": version,
            "components": { "schemas": { "Name": { "type": "string", "nullable": true, "maxLength": 3 } } }
        }))
    }

    #[test]
    fn nullable_means_null_in_3_0_only() {
        let schema = json!({ "$ref": "#/components/schemas/Name" });
        assert!(
            oracle("3.0.3")
                .judge(&schema)
                .expect("schema")
                .accepts(&Value::Null)
        );
        assert!(
            !oracle("3.1.0")
                .judge(&schema)
                .expect("schema")
                .accepts(&Value::Null)
        );
    }

    #[test]
    fn boolean_exclusive_bounds_are_translated() {
        let judge = oracle("3.0.3")
            .judge(&json!({ "type": "number", "minimum": 2, "exclusiveMinimum": true }))
            .expect("schema");
        assert!(!judge.accepts(&json!(2)));
        assert!(judge.accepts(&json!(2.5)));
    }

    #[test]
    fn siblings_of_a_reference_do_not_count() {
        let judge = oracle("3.0.3")
            .judge(&json!({ "$ref": "#/components/schemas/Name", "minLength": 2 }))
            .expect("schema");
        assert!(judge.accepts(&json!("a")));
    }

    #[test]
    fn faults_never_repeat_the_value() {
        let judge = oracle("3.0.3")
            .judge(&json!({ "$ref": "#/components/schemas/Name" }))
            .expect("schema");
        let faults = judge.faults(&json!("hush-hush"));
        assert_eq!(faults.len(), 1);
        assert!(!faults[0].contains("hush"), "{faults:?}");
    }
}
