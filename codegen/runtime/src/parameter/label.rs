//! `label`: a dot before the value. Paths only.

use super::simple::{joined, parted};
use super::{Layout, Shape, Unreadable, Unwritable, Value};

/// `.blue`, `.blue,black`, exploded `.blue.black`; `.R,100,G,200`, exploded `.R=100.G=200`
pub(super) fn encode(value: &Value, layout: Layout) -> Result<String, Unwritable> {
    Ok(format!(".{}", joined(value, layout, delimiter(layout))?))
}

pub(super) fn decode(raw: &str, layout: Layout, shape: Shape) -> Result<Value, Unreadable> {
    let raw = raw.strip_prefix('.').ok_or(Unreadable::Prefix)?;
    parted(raw, layout, shape, if layout.explode { '.' } else { ',' })
}

fn delimiter(layout: Layout) -> &'static str {
    if layout.explode { "." } else { "," }
}
