//! Names and values in queries, forms and cookies, and the percent sign.

use std::borrow::Cow;

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

/// The pairs of a query or of a form, as written: names and values still encoded.
pub(crate) fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
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

/// The values of a cookie, as written.
pub(crate) fn cookies<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    let texts = headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|value| value.to_str().ok());
    let pairs = texts
        .flat_map(|text| text.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    pairs
        .filter(move |(written, _)| *written == name)
        .map(|(_, value)| unquoted(value))
}

/// The value of a cookie that should stand once.
pub(crate) fn only_cookie<'a>(headers: &'a HeaderMap, name: &str) -> Decoded<'a> {
    let mut values = cookies(headers, name);
    match (values.next(), values.next()) {
        (None, _) => Decoded::Absent,
        (Some(value), None) => decode(value).map_or(Decoded::Undecodable, Decoded::Text),
        _ => Decoded::Repeated,
    }
}

/// Decodes percent signs; `None` when they are broken or do not lead to UTF-8.
pub(crate) fn decode(text: &str) -> Option<Cow<'_, str>> {
    decode_as(text, b'%')
}

/// Decodes percent signs, and plus signs to spaces, as queries and forms have them.
pub(crate) fn decode_form(text: &str) -> Option<Cow<'_, str>> {
    decode_as(text, b'+')
}

fn decode_as(text: &str, plus: u8) -> Option<Cow<'_, str>> {
    if !text.bytes().any(|byte| byte == b'%' || byte == plus) {
        return Some(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        match first {
            b'%' => {
                let [high, low, after @ ..] = tail else {
                    return None;
                };
                bytes.push(digit(*high)? << 4 | digit(*low)?);
                rest = after;
            }
            b'+' if plus == b'+' => {
                bytes.push(b' ');
                rest = tail;
            }
            other => {
                bytes.push(other);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).ok().map(Cow::Owned)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
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
    fn percent_signs_are_decoded_or_refused() {
        assert_eq!(decode("a%20b+c").as_deref(), Some("a b+c"));
        assert_eq!(decode_form("a%20b+c%2B").as_deref(), Some("a b c+"));
        assert_eq!(decode("%C3%a4").as_deref(), Some("ä"));
        for broken in ["%", "%4", "%zz", "%ff", "%+1"] {
            assert_eq!(decode(broken), None, "{broken}");
        }
    }

    #[test]
    fn a_name_may_be_encoded_and_must_stand_once() {
        assert_eq!(only(pairs("a=1&%62=2"), "b"), Decoded::Text("2".into()));
        assert_eq!(only(pairs("a=1&a=2"), "a"), Decoded::Repeated);
        assert_eq!(only(pairs("a"), "a"), Decoded::Text("".into()));
        assert_eq!(only(pairs("a=%f"), "a"), Decoded::Undecodable);
        assert_eq!(only(pairs("&&"), "a"), Decoded::Absent);
    }
}
