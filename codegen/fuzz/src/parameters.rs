//! Parameters: any text in any layout is read or refused, holds no more than was written, and what is written of it is read the same.

use concierge_runtime::Place;
use concierge_runtime::parameter::{
    Layout, Shape, Style, Value, coerce, decode, decode_pairs, encode, shapes,
};
use concierge_runtime::{Model, Schema};

use concierge_fixtures::models as wire;
use serde_json::value::RawValue;

/// The name under which every layout looks.
const NAME: &str = "color";

/// Where each style may stand.
const STYLES: &[(Place, Style)] = &[
    (Place::Path, Style::Simple),
    (Place::Path, Style::Label),
    (Place::Path, Style::Matrix),
    (Place::Header, Style::Simple),
    (Place::Cookie, Style::Form),
    (Place::Query, Style::Form),
    (Place::Query, Style::SpaceDelimited),
    (Place::Query, Style::PipeDelimited),
    (Place::Query, Style::DeepObject),
    (Place::Body, Style::Form),
    (Place::Body, Style::DeepObject),
];

/// Schemas whose types a text may take: scalars, lists, objects, unions of them.
const SCHEMAS: &[fn() -> &'static Schema] = &[
    wire::Color::schema,
    wire::Filter::schema,
    wire::Order::schema,
    wire::Reference::schema,
    wire::Item::schema,
    wire::ItemQuery::schema,
    wire::Shelf::schema,
];

/// A value nests as deep as `deepObject` lets it, and one list deeper.
const DEPTH_MAX: usize = 34;

/// Reads an input in every layout of a style and as every shape; its first byte says of which style (`A` is the first), its second by which schema.
///
/// # Panics
/// When a value holds more than was written or nests too deep, when it is not read as it was written, or does not become JSON.
pub fn parameters(input: &[u8]) {
    let [style, schema, text @ ..] = input else {
        return;
    };
    let Ok(text) = std::str::from_utf8(text) else {
        return;
    };
    let (place, style) = STYLES[usize::from(style.wrapping_sub(b'A')) % STYLES.len()];
    let schema = SCHEMAS[usize::from(schema.wrapping_sub(b'A')) % SCHEMAS.len()]();
    for explode in [false, true] {
        let layout = Layout::new(place, style, explode);
        for layout in [layout, layout.reserved()] {
            for shape in [Shape::Text, Shape::List, Shape::Object] {
                one(text, layout, shape);
            }
            for shape in shapes(schema) {
                if let Some(value) = read(text, layout, shape) {
                    let json = coerce(&value, schema);
                    // Numbers beyond a float's range are JSON, too.
                    let read = serde_json::from_str::<&RawValue>(&json);
                    assert!(read.is_ok(), "{value:?} becomes {json}");
                }
            }
        }
    }
}

fn one(text: &str, layout: Layout, shape: Shape) {
    let Some(value) = read(text, layout, shape) else {
        return;
    };
    assert!(bytes(&value) <= text.len(), "{text:?} grew to {value:?}");
    assert!(depth(&value) <= DEPTH_MAX, "{text:?} nests too deep");
    // Some values have no text in this style, such as a delimiter in a header.
    let Ok(written) = encode(NAME, &value, layout) else {
        return;
    };
    let Some(again) = read(&written, layout, shape) else {
        panic!("{value:?} is written {written:?}, which {layout:?} does not read");
    };
    assert_eq!(
        encode(NAME, &again, layout).as_ref(),
        Ok(&written),
        "{again:?}"
    );
    if !is_ambiguous(&value, layout) {
        assert_eq!(again, value, "{written:?} {layout:?}");
    }
}

/// A list of one empty text is written as an empty list is, and `deepObject` writes a list of different things as an object that counts.
fn is_ambiguous(value: &Value, layout: Layout) -> bool {
    layout.style == Style::DeepObject
        || matches!(value, Value::List(items) if items.as_slice() == [Value::from("")])
}

fn read(text: &str, layout: Layout, shape: Shape) -> Option<Value> {
    let pairs: Vec<(&str, &str)> = match layout.place {
        Place::Query | Place::Body => decode_pairs(text).collect(),
        Place::Cookie => text
            .split("; ")
            .filter_map(|pair| pair.split_once('='))
            .collect(),
        Place::Path | Place::Header => vec![("", text)],
    };
    decode(NAME, pairs, layout, shape, &|_| true).ok().flatten()
}

fn bytes(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::List(items) => items.iter().map(bytes).sum(),
        Value::Object(entries) => entries
            .iter()
            .map(|(name, value)| name.len() + bytes(value))
            .sum(),
    }
}

fn depth(value: &Value) -> usize {
    let deepest = match value {
        Value::Text(_) => None,
        Value::List(items) => items.iter().map(depth).max(),
        Value::Object(entries) => entries.iter().map(|(_, value)| depth(value)).max(),
    };
    deepest.map_or(0, |inner| inner + 1)
}
