//! From texts to JSON: a text becomes a number, a boolean or null where the schema says so. What does not fit stays a text, for the decoder to refuse.

use super::{Shape, Value};
use crate::{Additional, At, Object, Place, Schema, Violations, inspect};

/// A value as JSON text of its schema's types; digits stay as they were written.
#[must_use]
pub fn coerce(value: &Value, schema: &Schema) -> String {
    let mut out = String::new();
    write(&mut out, value, schema, &mut Budget::new());
    out
}

/// How much is looked at: unions of unions multiply the work, and one that holds itself has no end.
struct Budget {
    /// How many more values and branches.
    left: usize,
    /// How deep the present one lies.
    depth: usize,
    /// How many more bytes are held against a branch: a long text in a union inside of unions is held against many.
    bytes: usize,
}

impl Budget {
    const LEFT: usize = 1 << 16;
    const DEPTH_MAX: usize = 128;
    const BYTES: usize = 64 << 20;

    fn new() -> Self {
        Self {
            left: Self::LEFT,
            depth: 0,
            bytes: Self::BYTES,
        }
    }
}

/// Which shapes a schema allows, an object first: the reader tries them in this order.
#[must_use]
pub fn shapes(schema: &Schema) -> Vec<Shape> {
    let mut found = Vec::new();
    // Only unions lead further, and one that holds nothing but itself allows nothing.
    let mut waiting = vec![schema];
    let mut left = 64;
    while let Some(next) = waiting.pop() {
        if left == 0 {
            break;
        }
        left -= 1;
        match next {
            Schema::Named(inner)
            | Schema::Nullable(inner)
            | Schema::Deep(inner)
            | Schema::Ruled(inner, _) => waiting.push(inner),
            Schema::OneOf(branches) | Schema::AnyOf(branches) => waiting.extend(*branches),
            Schema::Object(_) | Schema::Tagged { .. } => found.push(Shape::Object),
            Schema::Array(..) => found.push(Shape::List),
            _ => found.push(Shape::Text),
        }
    }
    [Shape::Object, Shape::List, Shape::Text]
        .into_iter()
        .filter(|shape| found.contains(shape))
        .collect()
}

fn write(out: &mut String, value: &Value, schema: &Schema, budget: &mut Budget) {
    if budget.left == 0 || budget.depth == Budget::DEPTH_MAX {
        return write_plain(out, value);
    }
    budget.left -= 1;
    budget.depth += 1;
    write_by(out, value, schema, budget);
    budget.depth -= 1;
}

fn write_by(out: &mut String, value: &Value, schema: &Schema, budget: &mut Budget) {
    match (schema, value) {
        (Schema::Named(inner), _) => write(out, value, inner, budget),
        // Where the type says nothing, the rule decides what a text is.
        (Schema::Ruled(inner, _), _) if !matches!(inner, Schema::Any) => {
            write(out, value, inner, budget);
        }
        (Schema::Deep(inner), _) => write(out, value, inner, budget),
        (Schema::Nullable(inner), Value::Text(text)) if text == "null" && !is_text(inner) => {
            out.push_str("null");
        }
        (Schema::Nullable(inner), _) => write(out, value, inner, budget),
        (Schema::OneOf(branches) | Schema::AnyOf(branches), _) => {
            out.push_str(&fitting(value, branches, budget));
        }
        (Schema::Tagged { property, variants }, Value::Object(entries)) => {
            let tag = entries.iter().find(|(name, _)| name == property);
            let variant = variants.iter().find(|(tagged, _)| {
                tag.is_some_and(|(_, value)| *value == Value::Text((*tagged).to_owned()))
            });
            match variant {
                Some((_, schema)) => write(out, value, schema, budget),
                None => write_plain(out, value),
            }
        }
        (Schema::Array(items, _), Value::List(values)) => {
            write_list(out, values.iter(), items, budget);
        }
        // `a[0]=..&a[1]=..` is read as an object whose names count.
        (Schema::Array(items, _), Value::Object(entries)) if counts(entries) => {
            write_list(out, entries.iter().map(|(_, value)| value), items, budget);
        }
        // One item is written like one value.
        (Schema::Array(items, _), value) => write_list(out, std::iter::once(value), items, budget),
        (Schema::Object(object), Value::Object(entries)) => {
            write_object(out, entries, object, budget)
        }
        (Schema::Boolean, Value::Text(text)) if matches!(text.as_str(), "true" | "false") => {
            out.push_str(text);
        }
        (Schema::Integer(_) | Schema::Number(_), Value::Text(text)) if is_number(text) => {
            out.push_str(text);
        }
        (Schema::Null, Value::Text(text)) if text == "null" => out.push_str(text),
        (Schema::Any | Schema::Text(_) | Schema::Boolean | Schema::Null, _)
        | (Schema::Integer(_) | Schema::Number(_) | Schema::Object(_), _) => {
            write_plain(out, value);
        }
        (Schema::Tagged { .. }, _) => write_plain(out, value),
        (schema, Value::Text(text)) => write_either(out, text, schema, budget),
        _ => write_plain(out, value),
    }
}

/// A text that its schema may take as a text or as something else, for example one of several values.
fn write_either(out: &mut String, text: &str, schema: &Schema, budget: &mut Budget) {
    let quoted = quoted(text);
    let is_bare = matches!(text, "true" | "false" | "null") || is_number(text);
    if is_bare && !fits(&quoted, schema, budget) && fits(text, schema, budget) {
        out.push_str(text);
    } else {
        out.push_str(&quoted);
    }
}

/// The value by the first branch that it fits.
fn fitting(value: &Value, branches: &[&Schema], budget: &mut Budget) -> String {
    for schema in branches {
        let mut text = String::new();
        write(&mut text, value, schema, budget);
        if fits(&text, schema, budget) {
            return text;
        }
    }
    let mut plain = String::new();
    write_plain(&mut plain, value);
    plain
}

fn fits(text: &str, schema: &Schema, budget: &mut Budget) -> bool {
    let Some(left) = budget.bytes.checked_sub(text.len()) else {
        budget.bytes = 0;
        return false;
    };
    budget.bytes = left;
    let Ok(value) = serde_json::from_str(text) else {
        return false;
    };
    let mut found = Violations::new();
    inspect(schema, &value, &At::root(Place::Body), &mut found);
    found.is_empty()
}

fn write_list<'a>(
    out: &mut String,
    values: impl Iterator<Item = &'a Value>,
    items: &Schema,
    budget: &mut Budget,
) {
    out.push('[');
    for (index, value) in values.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write(out, value, items, budget);
    }
    out.push(']');
}

fn write_object(
    out: &mut String,
    entries: &[(String, Value)],
    object: &Object,
    budget: &mut Budget,
) {
    out.push('{');
    for (index, (name, value)) in entries.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        out.push_str(&quoted(name));
        out.push(':');
        let declared = object
            .properties
            .iter()
            .find(|property| property.name == name);
        match (declared, object.additional) {
            (Some(property), _) => write(out, value, property.schema, budget),
            (None, Additional::Kept(schema)) => write(out, value, schema, budget),
            (None, _) => write_plain(out, value),
        }
    }
    out.push('}');
}

fn write_plain(out: &mut String, value: &Value) {
    match value {
        Value::Text(text) => out.push_str(&quoted(text)),
        Value::List(values) => {
            out.push('[');
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_plain(out, value);
            }
            out.push(']');
        }
        Value::Object(entries) => {
            out.push('{');
            for (index, (name, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&quoted(name));
                out.push(':');
                write_plain(out, value);
            }
            out.push('}');
        }
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn is_text(schema: &Schema) -> bool {
    match schema {
        Schema::Named(inner) => is_text(inner),
        Schema::Text(_) => true,
        _ => false,
    }
}

/// Names that count from 0 make a list.
fn counts(entries: &[(String, Value)]) -> bool {
    entries
        .iter()
        .enumerate()
        .all(|(index, (name, _))| *name == index.to_string())
}

/// A number as JSON writes it.
fn is_number(text: &str) -> bool {
    text.bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_digit() || byte == b'-')
        && text
            .bytes()
            .last()
            .is_some_and(|byte| byte.is_ascii_digit())
        && serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Text;

    #[test]
    fn a_long_text_in_many_branches_is_looked_at_so_often_and_no_more() {
        static TEXT: Schema = Schema::Text(Text::ANY.max(1));
        static PAIR: Schema = Schema::AnyOf(&[&TEXT, &TEXT]);
        static EIGHT: Schema = Schema::AnyOf(&[&PAIR, &PAIR, &PAIR, &PAIR]);
        let value = Value::from("x".repeat(1_000).as_str());
        let mut budget = Budget {
            bytes: 5_000,
            ..Budget::new()
        };
        let mut out = String::new();
        write(&mut out, &value, &EIGHT, &mut budget);
        assert_eq!(budget.bytes, 0);
        assert_eq!(out.len(), 1_002, "it stays a text");
    }
}
