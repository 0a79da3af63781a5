//! `form`: `name=value` pairs of queries, cookies and forms.

use super::gathered::Gathered;
use super::percent::{read, write};
use super::simple::{joined, parted};
use super::{Layout, Shape, Unreadable, Unwritable, Value};
use crate::Place;

/// `color=blue`, `color=blue,black`, exploded `color=blue&color=black`; `color=R,100,G,200`, exploded `R=100&G=200`
pub(super) fn encode(name: &str, value: &Value, layout: Layout) -> Result<String, Unwritable> {
    let between = between(layout.place);
    let mut out = String::new();
    match value {
        Value::List(items) if layout.explode => {
            for item in items {
                push_pair(&mut out, name, item.text()?, layout, between)?;
            }
        }
        Value::Object(entries) if layout.explode => {
            for (name, value) in entries {
                push_pair(&mut out, name, value.text()?, layout, between)?;
            }
        }
        value => {
            write(&mut out, name, unreserved(layout), b"")?;
            out.push('=');
            out.push_str(&joined(value, layout, ",")?);
        }
    }
    Ok(out)
}

/// Takes what belongs to the parameter out of all pairs of its place: of an exploded object those that `is_property` knows.
pub(super) fn decode<'a>(
    name: &str,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    layout: Layout,
    shape: Shape,
    is_property: &dyn Fn(&str) -> bool,
) -> Result<Option<Value>, Unreadable> {
    if layout.explode && shape == Shape::Object {
        let mut whole = Gathered::new();
        let mut is_there = false;
        for (written, value) in pairs {
            // A name that cannot be read is nobody's.
            let Ok(written) = read(written, layout.place) else {
                continue;
            };
            if is_property(&written) {
                let value = Value::Text(read(value, layout.place)?);
                whole.put(written, std::iter::empty(), value);
                is_there = true;
            }
        }
        return Ok(is_there.then(|| Value::Object(whole.finish())));
    }
    let values: Vec<&str> = named(name, pairs, layout.place).collect();
    match (values.as_slice(), shape) {
        ([], _) => Ok(None),
        (values, Shape::List) if layout.explode => {
            let items = values
                .iter()
                .map(|value| read(value, layout.place).map(Value::Text));
            Ok(Some(Value::List(items.collect::<Result<_, _>>()?)))
        }
        ([value], shape) => parted(value, layout, shape, ',').map(Some),
        _ => Err(Unreadable::Repeated),
    }
}

/// The values under a name.
pub(super) fn named<'a>(
    name: &str,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    place: Place,
) -> impl Iterator<Item = &'a str> {
    pairs
        .filter(move |(written, _)| {
            *written == name
                || (written.contains(['%', '+'])
                    && read(written, place).is_ok_and(|read| read == name))
        })
        .map(|(_, value)| value)
}

/// A whole form: each property in its own layout, `None` for those that are plain values.
///
/// # Errors
/// [`Unwritable`] as [`encode`](super::encode) has it.
pub fn encode_pairs<'a>(
    entries: impl IntoIterator<Item = (&'a str, &'a Value, Layout)>,
) -> Result<String, Unwritable> {
    let mut out = String::new();
    for (name, value, layout) in entries {
        let text = super::encode(name, value, layout)?;
        if !out.is_empty() && !text.is_empty() {
            out.push('&');
        }
        out.push_str(&text);
    }
    Ok(out)
}

/// The pairs of a query or a form, as written: names and values still encoded.
pub fn decode_pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// One more `name=value`.
pub(super) fn push_pair(
    out: &mut String,
    name: &str,
    value: &str,
    layout: Layout,
    between: &str,
) -> Result<(), Unwritable> {
    if !out.is_empty() {
        out.push_str(between);
    }
    write(out, name, unreserved(layout), b"")?;
    out.push('=');
    write(out, value, layout, b"")
}

/// Names are always written in full: an equals sign in one would end it.
pub(super) fn unreserved(layout: Layout) -> Layout {
    Layout {
        allow_reserved: false,
        ..layout
    }
}

/// What parts two pairs.
pub(super) fn between(place: Place) -> &'static str {
    if place == Place::Cookie { "; " } else { "&" }
}
