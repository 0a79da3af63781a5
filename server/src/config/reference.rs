//! What can be decided, written down: a table for people and a schema for editors. Tests compare both with what is committed.

use serde_json::{Map, Value, json};

use super::{Kind, Setting, settings, values};

/// One row per setting, in Markdown.
#[must_use]
pub fn table() -> String {
    let mut text = String::from(
        "| in the file | flag | variable | default | what it decides |\n| --- | --- | --- | --- | --- |\n",
    );
    for setting in settings::all() {
        let flag = setting
            .flag
            .map_or(String::new(), |flag| format!("`--{flag}`"));
        let default = match (setting.default, setting.kind) {
            ("", _) => String::new(),
            (default, _) => format!("`{default}`"),
        };
        text.push_str(&format!(
            "| `{}` | {flag} | `{}` | {default} | {} |\n",
            setting.name, setting.variable, setting.meaning
        ));
    }
    text
}

/// The file's JSON Schema, draft 2020-12.
#[must_use]
pub fn schema() -> Value {
    let mut top = Map::new();
    for setting in settings::all() {
        let schema = of(setting);
        if setting.room().is_empty() {
            top.insert(setting.key().to_owned(), schema);
            continue;
        }
        let room = top.entry(setting.room()).or_insert_with(
            || json!({ "type": "object", "additionalProperties": false, "properties": {} }),
        );
        room["properties"][setting.key()] = schema;
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "The configuration file of concierge-server",
        "type": "object",
        "additionalProperties": false,
        "properties": top,
    })
}

fn of(setting: &Setting) -> Value {
    let (text, number) = (setting.default, || setting.default.parse::<f64>().ok());
    let (mut schema, default) = match setting.kind {
        Kind::Text(_) | Kind::Path => (json!({ "type": "string" }), json!(text)),
        Kind::Secret => (json!({ "type": "string", "writeOnly": true }), json!("")),
        Kind::Number(least, most) => (
            json!({ "type": "integer", "minimum": least, "maximum": most }),
            json!(text.parse::<u64>().ok()),
        ),
        Kind::Factor => (
            json!({ "type": "number", "exclusiveMinimum": 0 }),
            json!(number()),
        ),
        Kind::Choice(words) => (json!({ "type": "string", "enum": words }), json!(text)),
        Kind::List(_) => (
            json!({ "type": "array", "items": { "type": "string" } }),
            json!(values::words(setting, text)),
        ),
        Kind::Switch => (json!({ "type": "boolean" }), json!(text == "true")),
    };
    schema["description"] = json!(setting.meaning);
    if !text.is_empty() || matches!(setting.kind, Kind::List(_)) {
        schema["default"] = default;
    }
    schema
}
