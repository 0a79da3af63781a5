//! `deepObject`: the way to a value stands in brackets behind the name. The standard stops at one level; deeper ones are written as most tools write them.

use super::form::{between, push_pair};
use super::gathered::Gathered;
use super::percent::read;
use super::{Layout, Unreadable, Unwritable, Value};

/// No value nests deeper.
const DEPTH_MAX: usize = 32;

/// `color[R]=100&color[G]=200`, the brackets with percent signs. A list of texts repeats its name, any other list counts: `a[b][0][c]=1`.
pub(super) fn encode(name: &str, value: &Value, layout: Layout) -> Result<String, Unwritable> {
    let mut out = String::new();
    write_at(&mut out, name, value, layout)?;
    Ok(out)
}

fn write_at(out: &mut String, path: &str, value: &Value, layout: Layout) -> Result<(), Unwritable> {
    match value {
        Value::Text(text) => push_pair(out, path, text, layout, between(layout.place)),
        Value::List(items) if items.iter().all(|item| matches!(item, Value::Text(_))) => items
            .iter()
            .try_for_each(|item| write_at(out, path, item, layout)),
        Value::List(items) => items
            .iter()
            .enumerate()
            .try_for_each(|(index, item)| write_at(out, &format!("{path}[{index}]"), item, layout)),
        Value::Object(entries) => entries.iter().try_for_each(|(name, value)| {
            if name.is_empty() {
                return Err(Unwritable::Nameless);
            }
            // A bracket inside a name would end it.
            if name.contains(['[', ']']) {
                return Err(Unwritable::Delimiter);
            }
            write_at(out, &format!("{path}[{name}]"), value, layout)
        }),
    }
}

/// Reads every pair that begins with the name. `[]` and repeated ways make lists, `[0]` a property that the schema makes an item of.
pub(super) fn decode<'a>(
    name: &str,
    pairs: impl Iterator<Item = (&'a str, &'a str)>,
    layout: Layout,
) -> Result<Option<Value>, Unreadable> {
    let mut whole: Option<Gathered<String>> = None;
    for (written, raw) in pairs {
        let Ok(written) = read(written, layout.place) else {
            continue;
        };
        let Some(way) = written.strip_prefix(name) else {
            continue;
        };
        let Some(steps) = steps(way)? else { continue };
        let value = Value::Text(read(raw, layout.place)?);
        // The name itself is the first step, so that a repeated one makes a list, too.
        let steps = steps.into_iter().map(str::to_owned);
        let whole = whole.get_or_insert_with(Gathered::new);
        whole.put(String::new(), steps, value);
    }
    let value = whole.and_then(|whole| whole.finish().pop());
    Ok(value.map(|(_, value)| value))
}

/// The names in brackets; none where something else follows, which is another parameter.
fn steps(way: &str) -> Result<Option<Vec<&str>>, Unreadable> {
    let mut steps = Vec::new();
    let mut rest = way;
    while !rest.is_empty() {
        let Some((step, after)) = rest
            .strip_prefix('[')
            .and_then(|inside| inside.split_once(']'))
        else {
            return Ok(None);
        };
        if steps.len() == DEPTH_MAX {
            return Err(Unreadable::Depth);
        }
        steps.push(step);
        rest = after;
    }
    // `a[b][]` says that `b` is a list, which repeating it says, too.
    if steps.last() == Some(&"") {
        steps.pop();
    }
    Ok(Some(steps))
}
