//! The independent judge: the schemas of a document, put into the words of draft 2020-12, before the `jsonschema` crate.
//!
//! Where the compiler reads a contract otherwise than the bare standard does, and on purpose, the translation says the same;
//! each such place has its reason here.

use jsonschema::{Draft, Validator};
use serde_json::{Map, Value, json};

/// Every schema of a bundled document under `components.schemas`, ready to judge.
pub(crate) struct Oracle {
    schemas: Map<String, Value>,
}

impl Oracle {
    /// `hidden` is the mark of properties that do not travel this way, `readOnly` or `writeOnly`: none of them is required.
    pub(crate) fn of(bundled: &str, hidden: Option<&str>) -> Self {
        let document: Value = serde_json::from_str(bundled).expect("the bundled document is JSON");
        let is_30 = document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3.0"));
        let schemas = document["components"]["schemas"].as_object();
        let mut schemas = schemas.cloned().unwrap_or_default();
        if let Some(mark) = hidden {
            schemas.values_mut().for_each(|schema| ease(schema, mark));
        }
        Self {
            schemas: schemas
                .iter()
                .map(|(name, schema)| (name.clone(), translated(schema, is_30)))
                .collect(),
        }
    }

    /// A judge for a component; nothing for one that the crate cannot use.
    pub(crate) fn judge(&self, component: &str) -> Option<Validator> {
        self.schemas.get(component)?;
        let mut reached = Map::new();
        self.reach(component, &mut reached);
        let escaped = component.replace('~', "~0").replace('/', "~1");
        let root = json!({
            "$ref": format!("#/components/schemas/{escaped}"),
            "components": { "schemas": reached },
        });
        jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .build(&root)
            .ok()
    }

    fn reach(&self, component: &str, reached: &mut Map<String, Value>) {
        if reached.contains_key(component) {
            return;
        }
        if let Some(schema) = self.schemas.get(component) {
            reached.insert(component.to_owned(), schema.clone());
            for target in references(schema) {
                self.reach(&target, reached);
            }
        }
    }
}

/// Takes properties with a mark out of what is required beside them.
fn ease(schema: &mut Value, mark: &str) {
    match schema {
        Value::Object(entries) => {
            let properties = entries.get("properties").cloned().unwrap_or_default();
            if let Some(Value::Array(names)) = entries.get_mut("required") {
                names.retain(|name| {
                    name.as_str()
                        .is_none_or(|name| properties[name][mark] != json!(true))
                });
            }
            entries.values_mut().for_each(|inner| ease(inner, mark));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| ease(item, mark)),
        _ => {}
    }
}

/// Names of the components that a schema refers to.
fn references(schema: &Value) -> Vec<String> {
    match schema {
        Value::Object(entries) => {
            let target = entries.get("$ref").and_then(Value::as_str);
            let own = target
                .and_then(|target| target.strip_prefix("#/components/schemas/"))
                .and_then(|rest| rest.split('/').next())
                .map(|name| name.replace("~1", "/").replace("~0", "~"));
            own.into_iter()
                .chain(entries.values().flat_map(references))
                .collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn translated(schema: &Value, is_30: bool) -> Value {
    let Value::Object(entries) = schema else {
        return schema.clone();
    };
    // 3.0 gives no meaning to what stands beside a reference.
    if let (true, Some(target)) = (is_30, entries.get("$ref")) {
        return json!({ "$ref": target });
    }
    let mut out: Map<String, Value> = entries
        .iter()
        .filter_map(|(key, value)| Some((key.clone(), keyword(key, value, is_30)?)))
        .collect();
    // Base64 is checked as it is decoded; to the standard it is a note.
    if entries.get("format") == Some(&json!("byte")) {
        out.insert("pattern".to_owned(), json!(BASE64));
    }
    state_kind(&mut out);
    bound_integers(&mut out);
    exclude_bound(&mut out, "minimum", "exclusiveMinimum");
    exclude_bound(&mut out, "maximum", "exclusiveMaximum");
    // Contracts say `nullable` beside anything, in 3.1 too, and mean it.
    if entries.get("nullable") == Some(&json!(true)) {
        return json!({ "anyOf": [{ "type": "null" }, out] });
    }
    Value::Object(out)
}

/// A keyword with the schemas inside it translated; nothing for words that demand nothing.
fn keyword(key: &str, value: &Value, is_30: bool) -> Option<Value> {
    let each = |value: &Value| match value {
        Value::Array(items) => items.iter().map(|item| translated(item, is_30)).collect(),
        Value::Object(entries) => entries
            .iter()
            .map(|(key, item)| (key.clone(), translated(item, is_30)))
            .collect(),
        other => other.clone(),
    };
    match key {
        "example" | "examples" | "default" | "xml" | "externalDocs" | "discriminator"
        | "nullable" | "$id" | "$schema" | "contentEncoding" | "contentMediaType" => None,
        // An empty list is reported and not enforced.
        "enum" if value.as_array().is_some_and(Vec::is_empty) => None,
        // A boolean of an older draft, which stands in some contracts of 3.0.
        "required" if value.is_boolean() => None,
        // Formats that the compiler has no rule for.
        "format" if !FORMATS.contains(&value.as_str()?) => None,
        "properties" | "patternProperties" | "dependentSchemas" | "$defs" | "definitions"
        | "allOf" | "anyOf" | "oneOf" | "prefixItems" => Some(each(value)),
        "items"
        | "additionalProperties"
        | "not"
        | "if"
        | "then"
        | "else"
        | "contains"
        | "propertyNames"
        | "unevaluatedItems"
        | "unevaluatedProperties" => Some(translated(value, is_30)),
        _ => Some(value.clone()),
    }
}

const BASE64: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

const FORMATS: &[&str] = &[
    "date-time",
    "date",
    "time",
    "duration",
    "uri-reference",
    "iri",
    "iri-reference",
    "json-pointer",
    "relative-json-pointer",
    "regex",
    "uuid",
    "email",
    "uri",
    "hostname",
    "ipv4",
    "ipv6",
    "int8",
    "int16",
    "int32",
    "int64",
    "uint8",
    "uint16",
    "uint32",
    "uint64",
    "uint",
];

/// Words that give a value its shape are taken for its type.
fn state_kind(out: &mut Map<String, Value>) {
    let speaks = |words: &[&str]| words.iter().any(|word| out.contains_key(*word));
    let is_open = !speaks(&["type", "$ref", "allOf", "anyOf", "oneOf", "enum", "const"]);
    let kind = match (
        is_open,
        speaks(&["properties", "required", "additionalProperties"]),
    ) {
        (true, true) => "object",
        (true, false) if speaks(&["items"]) => "array",
        _ => return,
    };
    out.insert("type".to_owned(), json!(kind));
}

/// Integers have a Rust type, which ends somewhere.
fn bound_integers(out: &mut Map<String, Value>) {
    if out.get("type") != Some(&json!("integer")) {
        return;
    }
    let format = out.remove("format");
    let (least, most) = match format.as_ref().and_then(Value::as_str) {
        Some("int8") => (json!(i8::MIN), json!(i8::MAX)),
        Some("int16") => (json!(i16::MIN), json!(i16::MAX)),
        Some("int32") => (json!(i32::MIN), json!(i32::MAX)),
        Some("uint8") => (json!(0), json!(u8::MAX)),
        Some("uint16") => (json!(0), json!(u16::MAX)),
        Some("uint32") => (json!(0), json!(u32::MAX)),
        Some("uint64" | "uint") => (json!(0), json!(u64::MAX)),
        _ => (json!(i64::MIN), json!(i64::MAX)),
    };
    let plain = std::mem::take(out);
    out.insert(
        "allOf".to_owned(),
        json!([plain, { "minimum": least, "maximum": most }]),
    );
}

/// 3.0 marks a bound as exclusive by a boolean.
fn exclude_bound(out: &mut Map<String, Value>, bound: &str, exclusive: &str) {
    match out.get(exclusive) {
        Some(Value::Bool(true)) => match out.remove(bound) {
            Some(value) => {
                out.insert(exclusive.to_owned(), value);
            }
            None => {
                out.remove(exclusive);
            }
        },
        Some(Value::Bool(false)) => {
            out.remove(exclusive);
        }
        _ => {}
    }
}
