//! Headers of answers as typed values.

use concierge_runtime::{
    Place,
    parameter::{self, Layout, Shape, Style, Value},
};
use http::HeaderMap;
use serde::de::DeserializeOwned;

/// A header that is not what the contract says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The contract requires it, and the answer lacks it.
    #[error("find the header `{0}`: the answer lacks it")]
    Missing(&'static str),
    /// It holds no value of its type.
    #[error("read the header `{0}`: it holds no value of its type")]
    Unreadable(&'static str),
}

/// How a header is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// One value, as plain text.
    One,
    /// Values between commas.
    List,
    /// Names and values between commas; `true` for `name=value` pairs.
    Object(bool),
    /// JSON text.
    Json,
}

/// A header that must be there.
///
/// # Errors
/// [`HeaderError`]
pub fn required<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &'static str,
    reading: Reading,
) -> Result<T, HeaderError> {
    optional(headers, name, reading)?.ok_or(HeaderError::Missing(name))
}

/// A header that may be there.
///
/// # Errors
/// [`HeaderError::Unreadable`]
pub fn optional<T: DeserializeOwned>(
    headers: &HeaderMap,
    name: &'static str,
    reading: Reading,
) -> Result<Option<T>, HeaderError> {
    let mut lines = Vec::new();
    for line in headers.get_all(name) {
        lines
            .push(std::str::from_utf8(line.as_bytes()).map_err(|_| HeaderError::Unreadable(name))?);
    }
    if lines.is_empty() {
        return Ok(None);
    }
    // A list may come in several lines, which are one with commas between.
    typed(&lines.join(","), reading)
        .map(Some)
        .ok_or(HeaderError::Unreadable(name))
}

fn typed<T: DeserializeOwned>(text: &str, reading: Reading) -> Option<T> {
    let (shape, explode) = match reading {
        Reading::Json => return serde_json::from_str(text).ok(),
        Reading::One => (Shape::Text, false),
        Reading::List => (Shape::List, false),
        Reading::Object(explode) => (Shape::Object, explode),
    };
    let layout = Layout::new(Place::Header, Style::Simple, explode);
    let value = parameter::decode("", [("", text)], layout, shape, &|_| true).ok()??;
    // Whether `12` is a number or a text, only the type knows: first as what it looks like, then as text.
    let bare = json(&value, true);
    serde_json::from_str(&bare)
        .or_else(|_| serde_json::from_str(&json(&value, false)))
        .ok()
}

fn json(value: &Value, bare: bool) -> String {
    match value {
        Value::Text(text) if bare && is_literal(text) => text.clone(),
        Value::Text(text) => serde_json::Value::from(text.trim()).to_string(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| json(item, bare)).collect();
            format!("[{}]", items.join(","))
        }
        Value::Object(entries) => {
            let entries = entries.iter().map(|(name, value)| {
                let name = serde_json::Value::from(name.as_str());
                format!("{name}:{}", json(value, bare))
            });
            format!("{{{}}}", entries.collect::<Vec<_>>().join(","))
        }
    }
}

fn is_literal(text: &str) -> bool {
    let begins = |byte: &u8| byte.is_ascii_digit() || *byte == b'-';
    matches!(text, "true" | "false")
        || text.as_bytes().first().is_some_and(begins)
            && serde_json::from_str::<&serde_json::value::RawValue>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::{HeaderError, Reading, optional, required};

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            );
        }
        headers
    }

    #[test]
    fn the_type_decides_what_a_text_is() {
        let headers = headers(&[("n", "12"), ("b", "true"), ("t", "null"), ("w", " a b ")]);
        assert_eq!(required::<i64>(&headers, "n", Reading::One), Ok(12));
        assert_eq!(
            required::<String>(&headers, "n", Reading::One),
            Ok("12".to_owned())
        );
        assert_eq!(required::<bool>(&headers, "b", Reading::One), Ok(true));
        assert_eq!(
            required::<String>(&headers, "t", Reading::One),
            Ok("null".to_owned())
        );
        assert_eq!(
            required::<String>(&headers, "w", Reading::One),
            Ok("a b".to_owned())
        );
        assert_eq!(
            required::<i64>(&headers, "w", Reading::One),
            Err(HeaderError::Unreadable("w"))
        );
        assert_eq!(optional::<i64>(&headers, "gone", Reading::One), Ok(None));
        assert_eq!(
            required::<i64>(&headers, "gone", Reading::One),
            Err(HeaderError::Missing("gone"))
        );
    }

    #[test]
    fn lists_and_objects_are_taken_apart() {
        let headers = headers(&[
            ("l", "1, 2"),
            ("l", "3"),
            ("o", "a=1,b=x"),
            ("f", "a,1"),
            ("j", "[1,{}]"),
        ]);
        assert_eq!(
            required::<Vec<i32>>(&headers, "l", Reading::List),
            Ok(vec![1, 2, 3])
        );
        let map = |name, explode| {
            required::<BTreeMap<String, String>>(&headers, name, Reading::Object(explode))
        };
        let one = ("a".to_owned(), "1".to_owned());
        assert_eq!(
            map("o", true),
            Ok(BTreeMap::from([
                one.clone(),
                ("b".to_owned(), "x".to_owned())
            ]))
        );
        assert_eq!(map("f", false), Ok(BTreeMap::from([one])));
        assert!(required::<serde_json::Value>(&headers, "j", Reading::Json).is_ok());
    }
}
