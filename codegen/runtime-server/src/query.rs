//! Names and values in queries, forms and cookies, and the percent sign.

use std::borrow::Cow;

pub(crate) use concierge_runtime::parameter::{
    decode_form, decode_pairs as pairs, decode_percent as decode,
};
use http::HeaderMap;
use http::header::COOKIE;

/// What is known of a value that should stand once.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decoded<'a> {
    Absent,
    Text(Cow<'a, str>),
    /// It stands more than once.
    Repeated,
    /// Its percent signs do not lead to UTF-8.
    Undecodable,
}

/// The values under a name, as written.
pub(crate) fn values<'a>(
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    name: &str,
) -> impl Iterator<Item = &'a str> {
    pairs
        .filter(move |(written, _)| is_name(written, name))
        .map(|(_, value)| value)
}

/// The value under a name that should stand once.
pub(crate) fn only<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>, name: &str) -> Decoded<'a> {
    let mut values = values(pairs, name);
    match (values.next(), values.next()) {
        (None, _) => Decoded::Absent,
        (Some(value), None) => decode_form(value).map_or(Decoded::Undecodable, Decoded::Text),
        _ => Decoded::Repeated,
    }
}

/// The pairs of all cookies, as written.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let texts = headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    texts
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .map(|(name, value)| (name, unquoted(value)))
}

/// The value of a cookie that should stand once.
pub(crate) fn only_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Decoded<'a> {
    let mut values = cookies(headers)
        .filter(|(written, _)| *written == name)
        .map(|(_, value)| value);
    match (values.next(), values.next()) {
        (None, _) => Decoded::Absent,
        (Some(value), None) => decode(value).map_or(Decoded::Undecodable, Decoded::Text),
        _ => Decoded::Repeated,
    }
}

fn is_name(written: &str, name: &str) -> bool {
    written == name
        || (written.contains(['%', '+'])
            && decode_form(written).is_some_and(|decoded| decoded == name))
}

fn unquoted(value: &str) -> &str {
    value
        .strip_prefix('"')
        .and_then(|inner| inner.strip_suffix('"'))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_be_encoded_and_must_stand_once() {
        assert_eq!(only(pairs("a=1&%62=2"), "b"), Decoded::Text("2".into()));
        assert_eq!(only(pairs("a=1&a=2"), "a"), Decoded::Repeated);
        assert_eq!(only(pairs("a"), "a"), Decoded::Text("".into()));
        assert_eq!(only(pairs("a=%f"), "a"), Decoded::Undecodable);
        assert_eq!(only(pairs("&&"), "a"), Decoded::Absent);
    }
}
