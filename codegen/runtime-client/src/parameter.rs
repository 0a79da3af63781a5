//! Values of parameters as text, in the styles that OpenAPI knows.

use std::{collections::BTreeMap, fmt::Write as _};

use serde::Serialize;
use serde_json::value::RawValue;

use crate::InvalidRequest;

/// How an array or an object is written; a single value is written alike in most of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the standard's own words")]
pub enum Style {
    Simple,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Label,
    Matrix,
}

/// A value, flattened to texts. Numbers keep the digits that they are written with.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Flat {
    Absent,
    One(String),
    List(Vec<String>),
    Map(Vec<(String, String)>),
}

impl Flat {
    pub(crate) fn of<T: Serialize>(name: &str, value: &T) -> Result<Self, InvalidRequest> {
        let unwritable = |_| InvalidRequest::new(format!("write the value of `{name}`"));
        let json = serde_json::to_string(value).map_err(unwritable)?;
        match json.bytes().next() {
            Some(b'n') => Ok(Self::Absent),
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(&json).map_err(unwritable)?;
                Ok(Self::List(items.into_iter().filter_map(text).collect()))
            }
            Some(b'{') => {
                let entries: BTreeMap<String, &RawValue> =
                    serde_json::from_str(&json).map_err(unwritable)?;
                let entries = entries.into_iter();
                Ok(Self::Map(
                    entries
                        .filter_map(|(key, raw)| Some((key, text(raw)?)))
                        .collect(),
                ))
            }
            _ => {
                let raw: &RawValue = serde_json::from_str(&json).map_err(unwritable)?;
                Ok(text(raw).map_or(Self::Absent, Self::One))
            }
        }
    }
}

/// Text without its quotes, anything else as JSON writes it, null as nothing.
fn text(raw: &RawValue) -> Option<String> {
    match raw.get() {
        "null" => None,
        quoted if quoted.starts_with('"') => serde_json::from_str(quoted).ok(),
        other => Some(other.to_owned()),
    }
}

/// `name=value` pairs of a query, percent-encoded, delimiters bare.
pub(crate) fn query_texts(name: &str, flat: &Flat, style: Style, explode: bool) -> Vec<String> {
    let key = encode(name);
    let delimiter = match style {
        Style::SpaceDelimited => "%20",
        Style::PipeDelimited => "|",
        _ => ",",
    };
    match flat {
        Flat::Absent => Vec::new(),
        Flat::One(value) => vec![format!("{key}={}", encode(value))],
        Flat::List(values) if explode => values
            .iter()
            .map(|value| format!("{key}={}", encode(value)))
            .collect(),
        // An empty list is told from an absent one only by its name.
        Flat::List(values) => vec![format!("{key}={}", join(values.iter(), delimiter))],
        Flat::Map(entries) if style == Style::DeepObject => entries
            .iter()
            .map(|(field, value)| format!("{key}%5B{}%5D={}", encode(field), encode(value)))
            .collect(),
        Flat::Map(entries) if explode => entries
            .iter()
            .map(|(field, value)| format!("{}={}", encode(field), encode(value)))
            .collect(),
        Flat::Map(entries) => vec![format!("{key}={}", join(flatten(entries), delimiter))],
    }
}

/// A variable of a path, percent-encoded.
pub(crate) fn path_text(name: &str, flat: &Flat, style: Style, explode: bool) -> String {
    let (start, delimiter) = match (style, explode) {
        (Style::Label, true) => (".".to_owned(), "."),
        (Style::Label, false) => (".".to_owned(), ","),
        (Style::Matrix, true) => (format!(";{}=", encode(name)), ";"),
        (Style::Matrix, false) => (format!(";{}=", encode(name)), ","),
        _ => (String::new(), ","),
    };
    match flat {
        Flat::Absent => String::new(),
        Flat::One(value) => start + &encode(value),
        Flat::List(values) if style == Style::Matrix && explode => values
            .iter()
            .fold(String::new(), |out, value| out + &start + &encode(value)),
        Flat::List(values) => start + &join(values.iter(), delimiter),
        Flat::Map(entries) if explode => {
            let pairs = entries
                .iter()
                .map(|(field, value)| format!("{}={}", encode(field), encode(value)));
            let start = match style {
                Style::Label => ".",
                Style::Matrix => ";",
                _ => "",
            };
            start.to_owned() + &pairs.collect::<Vec<_>>().join(delimiter)
        }
        Flat::Map(entries) => start + &join(flatten(entries), delimiter),
    }
}

/// A header's or a cookie's value, as it is; `None` when there is nothing to send.
pub(crate) fn header_text(flat: &Flat, explode: bool) -> Option<String> {
    match flat {
        Flat::Absent => None,
        Flat::One(value) => Some(value.clone()),
        Flat::List(values) => Some(values.join(",")),
        Flat::Map(entries) if explode => {
            let pairs = entries
                .iter()
                .map(|(field, value)| format!("{field}={value}"));
            Some(pairs.collect::<Vec<_>>().join(","))
        }
        Flat::Map(entries) => Some(
            flatten(entries)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(","),
        ),
    }
}

/// Percent-encodes everything but RFC 3986's unreserved characters.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

fn join<'a>(values: impl Iterator<Item = &'a String>, delimiter: &str) -> String {
    values
        .map(|value| encode(value))
        .collect::<Vec<_>>()
        .join(delimiter)
}

fn flatten(entries: &[(String, String)]) -> impl Iterator<Item = &String> {
    entries.iter().flat_map(|(field, value)| [field, value])
}

#[cfg(test)]
mod tests {
    use serde_json::{json, value::RawValue};

    use super::{Flat, Style, header_text, path_text, query_texts};

    fn flat(value: &serde_json::Value) -> Flat {
        Flat::of("p", value).expect("flat")
    }

    #[test]
    fn query_styles_follow_the_standard() {
        let list = flat(&json!(["a", "b,c", 3]));
        let map = flat(&json!({"r": 100, "g": "x y", "none": null}));
        for (value, style, explode, expected) in [
            (&list, Style::Form, true, "p=a&p=b%2Cc&p=3"),
            (&list, Style::Form, false, "p=a,b%2Cc,3"),
            (&list, Style::PipeDelimited, false, "p=a|b%2Cc|3"),
            (&list, Style::SpaceDelimited, false, "p=a%20b%2Cc%203"),
            (&map, Style::Form, true, "g=x%20y&r=100"),
            (&map, Style::Form, false, "p=g,x%20y,r,100"),
            (&map, Style::DeepObject, true, "p%5Bg%5D=x%20y&p%5Br%5D=100"),
        ] {
            assert_eq!(query_texts("p", value, style, explode).join("&"), expected);
        }
        assert!(query_texts("p", &flat(&json!(null)), Style::Form, true).is_empty());
    }

    #[test]
    fn path_styles_follow_the_standard() {
        let one = flat(&json!("a/b"));
        let list = flat(&json!(["a", "b"]));
        let map = flat(&json!({"r": 1, "g": 2}));
        for (value, style, explode, expected) in [
            (&one, Style::Simple, false, "a%2Fb"),
            (&one, Style::Label, false, ".a%2Fb"),
            (&one, Style::Matrix, false, ";p=a%2Fb"),
            (&list, Style::Simple, false, "a,b"),
            (&list, Style::Label, true, ".a.b"),
            (&list, Style::Matrix, true, ";p=a;p=b"),
            (&list, Style::Matrix, false, ";p=a,b"),
            (&map, Style::Simple, false, "g,2,r,1"),
            (&map, Style::Simple, true, "g=2,r=1"),
            (&map, Style::Matrix, true, ";g=2;r=1"),
        ] {
            assert_eq!(path_text("p", value, style, explode), expected);
        }
    }

    #[test]
    fn headers_carry_values_bare() {
        assert_eq!(
            header_text(&flat(&json!(["a", 1])), false).as_deref(),
            Some("a,1")
        );
        assert_eq!(
            header_text(&flat(&json!({"a": true})), true).as_deref(),
            Some("a=true")
        );
        assert_eq!(header_text(&flat(&json!(null)), true), None);
    }

    #[test]
    fn digits_are_kept() {
        let exact = RawValue::from_string("12345678901234567890.10".to_owned()).expect("a number");
        let flat = Flat::of("p", &exact).expect("flat");
        assert_eq!(flat, Flat::One("12345678901234567890.10".to_owned()));
    }
}
