//! How parameters are written: the styles of OpenAPI.

use concierge_codegen::ir::{Parameter, Style};
use serde_json::Value;

/// A path, header or cookie parameter as one text.
pub(super) fn single(parameter: &Parameter, value: &Value) -> String {
    let flat = |separator: &str| match value {
        Value::Array(items) => items.iter().map(scalar).collect::<Vec<_>>().join(separator),
        Value::Object(map) => {
            let bond = if parameter.explode { "=" } else { separator };
            map.iter()
                .map(|(key, item)| format!("{key}{bond}{}", scalar(item)))
                .collect::<Vec<_>>()
                .join(separator)
        }
        other => scalar(other),
    };
    match parameter.style {
        Style::Label => format!(".{}", flat(if parameter.explode { "." } else { "," })),
        Style::Matrix => matrix(parameter, value, &flat(",")),
        _ => flat(","),
    }
}

/// A query parameter as its pairs.
pub(super) fn pairs(parameter: &Parameter, value: &Value) -> Vec<(String, String)> {
    let name = &parameter.wire;
    match (value, parameter.style) {
        (Value::Object(map), Style::DeepObject) => map
            .iter()
            .map(|(key, item)| (format!("{name}[{key}]"), scalar(item)))
            .collect(),
        (Value::Object(map), _) if parameter.explode => map
            .iter()
            .map(|(key, item)| (key.clone(), scalar(item)))
            .collect(),
        (Value::Array(items), _) if parameter.explode => items
            .iter()
            .map(|item| (name.clone(), scalar(item)))
            .collect(),
        (Value::Array(items), style) => {
            let separator = match style {
                Style::SpaceDelimited => " ",
                Style::PipeDelimited => "|",
                _ => ",",
            };
            vec![(
                name.clone(),
                items.iter().map(scalar).collect::<Vec<_>>().join(separator),
            )]
        }
        _ => vec![(name.clone(), single(parameter, value))],
    }
}

/// A scalar without quotes; anything else as JSON.
pub(super) fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Percent-encodes everything but unreserved characters and those in `kept`.
pub(super) fn encoded(text: &str, kept: &str) -> String {
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut out, byte| {
            let letter = char::from(byte);
            if byte.is_ascii_alphanumeric()
                || "-._~".contains(letter)
                || kept.contains(letter) && byte.is_ascii()
            {
                out.push(letter);
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
            out
        })
}

fn matrix(parameter: &Parameter, value: &Value, flat: &str) -> String {
    let name = &parameter.wire;
    match value {
        Value::Array(items) if parameter.explode => items
            .iter()
            .map(|item| format!(";{name}={}", scalar(item)))
            .collect(),
        Value::Object(map) if parameter.explode => map
            .iter()
            .map(|(key, item)| format!(";{key}={}", scalar(item)))
            .collect(),
        _ => format!(";{name}={flat}"),
    }
}
