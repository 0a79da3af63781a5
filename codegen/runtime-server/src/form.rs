//! `application/x-www-form-urlencoded`: texts become what the schema says they are, then they are decoded like JSON.

use concierge_runtime::{Model, Object, Schema, decode};
use serde_json::{Map, Value};

use crate::{Stop, body, query};

/// Decodes a form into a model.
pub(crate) fn decode<T: Model>(bytes: &[u8]) -> Result<T, Stop> {
    let text = std::str::from_utf8(bytes).map_err(|_| body::malformed("the body is not UTF-8"))?;
    let value = Value::Object(object(text, declared(T::schema()))?);
    decode::strict(value.to_string().as_bytes()).map_err(body::refused)
}

fn object(text: &str, declared: Option<&Object>) -> Result<Map<String, Value>, Stop> {
    let mut object = Map::new();
    for (name, raw) in query::pairs(text) {
        let decoded = query::decode_form(name).zip(query::decode_form(raw));
        let Some((name, raw)) = decoded else {
            return Err(body::malformed("the body is not a well-formed form"));
        };
        let schema = declared
            .and_then(|object| {
                object
                    .properties
                    .iter()
                    .find(|property| property.name == name)
            })
            .map(|property| property.schema);
        match (schema.map(plain), object.get_mut(&*name)) {
            (Some(Schema::Array(items, _)), Some(Value::Array(list))) => {
                list.push(typed(&raw, items))
            }
            (Some(Schema::Array(items, _)), _) => {
                object.insert(name.into_owned(), Value::Array(vec![typed(&raw, items)]));
            }
            // A repeated scalar cannot be right; a list of it fails as the wrong type.
            (_, Some(twice)) => *twice = Value::Array(vec![twice.take(), Value::Null]),
            (schema, None) => {
                object.insert(
                    name.into_owned(),
                    schema.map_or_else(
                        || Value::String(raw.to_string()),
                        |schema| typed(&raw, schema),
                    ),
                );
            }
        }
    }
    Ok(object)
}

fn declared(schema: &'static Schema) -> Option<&'static Object> {
    match plain(schema) {
        Schema::Object(object) => Some(object),
        _ => None,
    }
}

fn plain(schema: &'static Schema) -> &'static Schema {
    match schema {
        Schema::Nullable(inner) | Schema::Named(inner) => plain(inner),
        other => other,
    }
}

/// A text as JSON of its schema's type; what does not fit stays a text, for the decoder to refuse.
fn typed(raw: &str, schema: &'static Schema) -> Value {
    let fits = match plain(schema) {
        Schema::Boolean => matches!(raw, "true" | "false"),
        Schema::Integer(_) | Schema::Number(_) => raw
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte)),
        _ => false,
    };
    let value = if fits {
        serde_json::from_str(raw).ok()
    } else {
        None
    };
    value.unwrap_or_else(|| Value::String(raw.to_owned()))
}
