//! The contract as YAML. Strings are written as JSON writes them, which YAML reads alike.

use serde_json::Value;

pub(super) fn text(value: &Value) -> String {
    let mut out = String::new();
    block(value, 0, &mut out);
    out
}

/// A value on lines of its own.
fn block(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                indent(depth, out);
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                behind(value, depth, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                indent(depth, out);
                out.push('-');
                behind(item, depth, out);
            }
        }
        scalar => {
            indent(depth, out);
            out.push_str(&scalar.to_string());
            out.push('\n');
        }
    }
}

/// A value behind a key or a dash.
fn behind(value: &Value, depth: usize, out: &mut String) {
    let is_block = match value {
        Value::Object(entries) => !entries.is_empty(),
        Value::Array(items) => !items.is_empty(),
        _ => false,
    };
    if is_block {
        out.push('\n');
        block(value, depth + 1, out);
    } else {
        out.push(' ');
        out.push_str(&value.to_string());
        out.push('\n');
    }
}

fn indent(depth: usize, out: &mut String) {
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_kind_of_value_has_a_line() {
        let value = json!({ "a": [1, { "b": "x: y\n" }, [], {}], "c": null, "no": true });
        assert_eq!(
            text(&value),
            "\"a\":\n  - 1\n  -\n    \"b\": \"x: y\\n\"\n  - []\n  - {}\n\"c\": null\n\"no\": true\n"
        );
    }
}
