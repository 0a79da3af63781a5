//! The percent sign: which bytes stand for themselves in a place, and what the others are read as.

use std::borrow::Cow;

use super::{Layout, Unreadable, Unwritable};
use crate::Place;

/// `reserved` of RFC 3986, without what ends or parts a query: `#`, `&`, `+`, and the brackets that no query may hold.
const RESERVED: &[u8] = b":/?@!$'()*,;=";

/// Writes a text for a place; `delimiters` part values there, so that inside of one they are written with a percent sign.
///
/// # Errors
/// [`Unwritable::Header`] for a header, which knows no percent sign, when the text holds a delimiter, a line break or a space at its ends.
pub(super) fn write(
    out: &mut String,
    text: &str,
    layout: Layout,
    delimiters: &[u8],
) -> Result<(), Unwritable> {
    if layout.place == Place::Header {
        let is_bad =
            |byte: u8| byte.is_ascii_control() && byte != b'\t' || delimiters.contains(&byte);
        if text.bytes().any(is_bad) || text.trim() != text {
            return Err(Unwritable::Header);
        }
        out.push_str(text);
        return Ok(());
    }
    let allows_reserved =
        layout.allow_reserved && matches!(layout.place, Place::Query | Place::Body);
    for byte in text.bytes() {
        let unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        let reserved = allows_reserved && RESERVED.contains(&byte);
        if (unreserved || reserved) && !delimiters.contains(&byte) {
            out.push(char::from(byte));
        } else {
            push_percent(out, byte);
        }
    }
    Ok(())
}

fn push_percent(out: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(DIGITS[usize::from(byte >> 4)]));
    out.push(char::from(DIGITS[usize::from(byte & 15)]));
}

/// Reads a text of a place.
///
/// # Errors
/// [`Unreadable::Encoding`] when percent signs are broken or do not lead to UTF-8.
pub(super) fn read(text: &str, place: Place) -> Result<String, Unreadable> {
    let read = match place {
        Place::Header => Some(Cow::Borrowed(text.trim())),
        Place::Query | Place::Body => decode_form(text),
        Place::Path | Place::Cookie => decode_percent(text),
    };
    read.map(Cow::into_owned).ok_or(Unreadable::Encoding)
}

/// Decodes percent signs; `None` when they are broken or do not lead to UTF-8.
#[must_use]
pub fn decode_percent(text: &str) -> Option<Cow<'_, str>> {
    decode_as(text, b'%')
}

/// Decodes percent signs, and plus signs to spaces, as queries and forms have them.
#[must_use]
pub fn decode_form(text: &str) -> Option<Cow<'_, str>> {
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
