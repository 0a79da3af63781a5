//! `spaceDelimited` and `pipeDelimited`: like `form`, with a delimiter that a query writes with a percent sign.

use super::percent::{read, write};
use super::{Layout, Shape, Style, Unreadable, Unwritable, Value, form};

/// `color=blue%20black`, `color=R%7C100%7CG%7C200`; exploded as `form` is
pub(super) fn encode(name: &str, value: &Value, layout: Layout) -> Result<String, Unwritable> {
    if layout.explode || matches!(value, Value::Text(_)) {
        return form::encode(name, value, layout);
    }
    let mut out = String::new();
    write(&mut out, name, form::unreserved(layout), b"")?;
    out.push('=');
    let texts: Vec<&str> = match value {
        Value::Text(text) => vec![text],
        Value::List(items) => items.iter().map(Value::text).collect::<Result<_, _>>()?,
        Value::Object(entries) => {
            let mut texts = Vec::with_capacity(entries.len() * 2);
            for (name, value) in entries {
                texts.extend([name.as_str(), value.text()?]);
            }
            texts
        }
    };
    let (character, written) = delimiter(layout.style);
    for (index, text) in texts.into_iter().enumerate() {
        if index > 0 {
            out.push_str(written);
        }
        // A delimiter is written with a percent sign already: inside a value nothing would tell it apart.
        if text.contains(character) {
            return Err(Unwritable::Delimiter);
        }
        write(&mut out, text, layout, b"")?;
    }
    Ok(out)
}

pub(super) fn decode<'a>(
    name: &str,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    layout: Layout,
    shape: Shape,
    is_property: &dyn Fn(&str) -> bool,
) -> Result<Option<Value>, Unreadable> {
    if layout.explode || shape == Shape::Text {
        return form::decode(name, pairs, layout, shape, is_property);
    }
    let mut values = form::named(name, pairs, layout.place);
    let (Some(raw), rest) = (values.next(), values.next()) else {
        return Ok(None);
    };
    if rest.is_some() {
        return Err(Unreadable::Repeated);
    }
    let whole = read(raw, layout.place)?;
    let (character, _) = delimiter(layout.style);
    let mut texts = whole
        .split(character)
        .filter(|_| !whole.is_empty())
        .map(Value::from);
    Ok(Some(if shape == Shape::List {
        Value::List(texts.collect())
    } else {
        let mut entries = Vec::new();
        while let Some(name) = texts.next() {
            let value = texts.next().ok_or(Unreadable::Object)?;
            entries.push((name.text().unwrap_or_default().to_owned(), value));
        }
        Value::Object(entries)
    }))
}

fn delimiter(style: Style) -> (char, &'static str) {
    match style {
        Style::SpaceDelimited => (' ', "%20"),
        _ => ('|', "%7C"),
    }
}
