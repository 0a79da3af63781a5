//! `application/x-www-form-urlencoded`: texts become what the schema says they are, then they are decoded like JSON.

use concierge_runtime::parameter::{self, Layout, Shape, Style, Unreadable, Value};
use concierge_runtime::{
    Additional, At, Model, Object, Place, Property, Schema, Violations, decode,
};

use crate::reader::invalid;
use crate::{Stop, body};

/// How a property of a form is written; those that are not listed are plain values, an array as one pair per item.
#[derive(Clone, Copy, Debug)]
pub struct FormField {
    /// Its name.
    pub name: &'static str,
    /// Its style; `None` for JSON in one pair.
    pub layout: Option<Layout>,
}

const PLAIN: Layout = Layout::new(Place::Body, Style::Form, true);

/// Decodes a form into a model.
pub(crate) fn decode<T: Model>(bytes: &[u8], fields: &[FormField]) -> Result<T, Stop> {
    let text = std::str::from_utf8(bytes).map_err(|_| body::malformed("the body is not UTF-8"))?;
    let json = match declared(T::schema()) {
        Some(object) => object_json(text, object, fields)?,
        None => {
            let whole = read("", text, PLAIN, Shape::Object, &|_| true)?;
            let whole = whole.unwrap_or(Value::Object(Vec::new()));
            parameter::coerce(&whole, T::schema())
        }
    };
    decode::strict(json.as_bytes()).map_err(body::refused)
}

/// Each declared property in its own style, then whatever else stands in the form.
fn object_json(text: &str, object: &Object, fields: &[FormField]) -> Result<String, Stop> {
    let mut members = Vec::new();
    for property in object.properties {
        let field = fields.iter().find(|field| field.name == property.name);
        let value = match field.map(|field| field.layout) {
            Some(None) => read(property.name, text, PLAIN, Shape::Text, &|_| false)?
                .map(|value| raw_json(&value)),
            layout => {
                let layout = layout.flatten().unwrap_or(PLAIN);
                first(property.name, text, layout, property.schema)?
            }
        };
        if let Some(value) = value {
            members.push(member(property.name, &value));
        }
    }
    let is_other = |name: &str| {
        let owns = |property: &Property| {
            let rest = name.strip_prefix(property.name);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
        };
        !object.properties.iter().any(owns)
    };
    let others = read("", text, PLAIN, Shape::Object, &is_other)?;
    let others = match others {
        Some(Value::Object(entries)) => entries,
        _ => Vec::new(),
    };
    let schema = match object.additional {
        Additional::Kept(schema) => schema,
        _ => &Schema::Any,
    };
    members.extend(
        others
            .iter()
            .map(|(name, value)| member(name, &parameter::coerce(value, schema))),
    );
    Ok(format!("{{{}}}", members.join(",")))
}

/// A property by the first of its shapes that is there.
fn first(name: &str, text: &str, layout: Layout, schema: &Schema) -> Result<Option<String>, Stop> {
    for shape in parameter::shapes(schema) {
        // An exploded object would take every pair of the form.
        let layout = match (shape, layout.style) {
            (Shape::Object, Style::Form) => Layout::new(Place::Body, Style::DeepObject, true),
            _ => layout,
        };
        if let Some(value) = read(name, text, layout, shape, &|_| false)? {
            return Ok(Some(parameter::coerce(&value, schema)));
        }
    }
    Ok(None)
}

fn read(
    name: &str,
    text: &str,
    layout: Layout,
    shape: Shape,
    is_property: &dyn Fn(&str) -> bool,
) -> Result<Option<Value>, Stop> {
    let pairs = parameter::decode_pairs(text);
    match parameter::decode(name, pairs, layout, shape, is_property) {
        Err(Unreadable::Repeated) => {
            let root = At::root(Place::Body);
            let mut found = Violations::new();
            found.report(&root.property(name), "maxItems", "must be given once");
            Err(invalid(found))
        }
        other => other.map_err(|_| body::malformed("the body is not a well-formed form")),
    }
}

/// JSON in a pair; what is none stays a text, for the decoder to refuse.
fn raw_json(value: &Value) -> String {
    match value {
        Value::Text(text) if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => {
            text.clone()
        }
        other => parameter::coerce(other, &Schema::Any),
    }
}

fn member(name: &str, json: &str) -> String {
    format!("{}:{json}", serde_json::Value::from(name))
}

fn declared(schema: &'static Schema) -> Option<&'static Object> {
    match schema {
        Schema::Object(object) => Some(object),
        Schema::Nullable(inner) | Schema::Named(inner) => declared(inner),
        _ => None,
    }
}
