//! `simple`: values between commas. Paths and headers.

use super::percent::{read, write};
use super::{Layout, Shape, Unreadable, Unwritable, Value};

const DELIMITERS: &[u8] = b",=";

/// `blue`, `blue,black`, `R,100,G,200`, exploded `R=100,G=200`
pub(super) fn encode(value: &Value, layout: Layout) -> Result<String, Unwritable> {
    joined(value, layout, ",")
}

pub(super) fn decode(raw: &str, layout: Layout, shape: Shape) -> Result<Value, Unreadable> {
    parted(raw, layout, shape, ',')
}

/// The values of a list or an object between delimiters.
pub(super) fn joined(value: &Value, layout: Layout, delimiter: &str) -> Result<String, Unwritable> {
    let mut out = String::new();
    let mut delimiters = delimiter.as_bytes().to_vec();
    match value {
        // A scalar in a header keeps its commas.
        Value::Text(text) => write(&mut out, text, layout, b"")?,
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push_str(delimiter);
                }
                write(&mut out, item.text()?, layout, &delimiters)?;
            }
        }
        Value::Object(entries) => {
            delimiters.extend_from_slice(DELIMITERS);
            let between = if layout.explode { "=" } else { delimiter };
            for (index, (name, value)) in entries.iter().enumerate() {
                if index > 0 {
                    out.push_str(delimiter);
                }
                write(&mut out, name, layout, &delimiters)?;
                out.push_str(between);
                write(&mut out, value.text()?, layout, &delimiters)?;
            }
        }
    }
    Ok(out)
}

/// Takes apart what [`joined`] wrote. Texts are told apart before they are decoded, so that an encoded delimiter stays inside its value.
pub(super) fn parted(
    raw: &str,
    layout: Layout,
    shape: Shape,
    delimiter: char,
) -> Result<Value, Unreadable> {
    let text = |raw: &str| read(raw, layout.place);
    match shape {
        Shape::Text => Ok(Value::Text(text(raw)?)),
        _ if raw.is_empty() && shape == Shape::List => Ok(Value::List(Vec::new())),
        _ if raw.is_empty() => Ok(Value::Object(Vec::new())),
        Shape::List => {
            let items = raw.split(delimiter).map(|item| text(item).map(Value::Text));
            Ok(Value::List(items.collect::<Result<_, _>>()?))
        }
        Shape::Object if layout.explode => {
            let entries = raw.split(delimiter).map(|pair| {
                let (name, value) = pair.split_once('=').ok_or(Unreadable::Object)?;
                Ok((text(name)?, Value::Text(text(value)?)))
            });
            Ok(Value::Object(entries.collect::<Result<_, _>>()?))
        }
        Shape::Object => {
            let mut pieces = raw.split(delimiter);
            let mut entries = Vec::new();
            while let Some(name) = pieces.next() {
                let value = pieces.next().ok_or(Unreadable::Object)?;
                entries.push((text(name)?, Value::Text(text(value)?)));
            }
            Ok(Value::Object(entries))
        }
    }
}
