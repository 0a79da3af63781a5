//! `matrix`: a semicolon and the name before the value. Paths only.

use super::percent::{read, write};
use super::simple::{joined, parted};
use super::{Layout, Shape, Unreadable, Unwritable, Value};

/// `;color=blue`, `;color=blue,black`, exploded `;color=blue;color=black`; `;color=R,100,G,200`, exploded `;R=100;G=200`. An empty text is `;color`.
pub(super) fn encode(name: &str, value: &Value, layout: Layout) -> Result<String, Unwritable> {
    let mut out = String::new();
    match value {
        Value::Object(entries) if layout.explode => {
            for (name, value) in entries {
                pair(&mut out, name, value.text()?, layout)?;
            }
        }
        Value::List(items) if layout.explode => {
            for item in items {
                pair(&mut out, name, item.text()?, layout)?;
            }
        }
        value => {
            out.push(';');
            write(&mut out, name, layout, b"")?;
            let text = joined(value, layout, ",")?;
            if !text.is_empty() {
                out.push('=');
                out.push_str(&text);
            }
        }
    }
    Ok(out)
}

fn pair(out: &mut String, name: &str, value: &str, layout: Layout) -> Result<(), Unwritable> {
    out.push(';');
    write(out, name, layout, b"")?;
    if !value.is_empty() {
        out.push('=');
        write(out, value, layout, b"")?;
    }
    Ok(())
}

pub(super) fn decode(
    name: &str,
    raw: &str,
    layout: Layout,
    shape: Shape,
) -> Result<Value, Unreadable> {
    if raw.is_empty() && layout.explode && shape != Shape::Text {
        return parted("", layout, shape, ',');
    }
    let raw = raw.strip_prefix(';').ok_or(Unreadable::Prefix)?;
    let pairs = raw.split(';').map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Ok((read(name, layout.place)?, value))
    });
    let pairs: Vec<(String, &str)> = pairs.collect::<Result<_, Unreadable>>()?;
    let text = |raw: &str| read(raw, layout.place).map(Value::Text);
    if layout.explode && shape == Shape::Object {
        let entries = pairs
            .into_iter()
            .map(|(name, value)| Ok((name, text(value)?)));
        return Ok(Value::Object(entries.collect::<Result<_, _>>()?));
    }
    if pairs.iter().any(|(known, _)| known != name) {
        return Err(Unreadable::Prefix);
    }
    match (pairs.as_slice(), shape, layout.explode) {
        (pairs, Shape::List, true) => {
            let items = pairs.iter().map(|(_, value)| text(value));
            Ok(Value::List(items.collect::<Result<_, _>>()?))
        }
        ([(_, value)], ..) => parted(value, layout, shape, ','),
        _ => Err(Unreadable::Repeated),
    }
}
