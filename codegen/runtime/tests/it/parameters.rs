//! The styles of parameters: the standard's own table of examples, and that everything written is read back.

use concierge_runtime::parameter::{
    Layout, Shape, Style, Unreadable, Unwritable, Value, coerce, decode, decode_pairs, encode,
    shapes,
};
use concierge_runtime::{
    Additional, Integer, Items, Number, Object, Place, Properties, Property, Schema, Text,
};

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(|item| Value::from(*item)).collect())
}

fn object(entries: &[(&str, &str)]) -> Value {
    let entries = entries.iter();
    Value::Object(
        entries
            .map(|(name, value)| ((*name).to_owned(), Value::from(*value)))
            .collect(),
    )
}

/// "Style Examples" of OpenAPI 3.0.4 and 3.1.1: place, style, explode, then empty string, string, array, object; `n/a` is left out.
const EXAMPLES: &[(Place, Style, bool, [&str; 4])] = &[
    (
        Place::Path,
        Style::Matrix,
        false,
        [
            ";color",
            ";color=blue",
            ";color=blue,black,brown",
            ";color=R,100,G,200,B,150",
        ],
    ),
    (
        Place::Path,
        Style::Matrix,
        true,
        [
            ";color",
            ";color=blue",
            ";color=blue;color=black;color=brown",
            ";R=100;G=200;B=150",
        ],
    ),
    (
        Place::Path,
        Style::Label,
        false,
        [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"],
    ),
    (
        Place::Path,
        Style::Label,
        true,
        [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"],
    ),
    (
        Place::Path,
        Style::Simple,
        false,
        ["", "blue", "blue,black,brown", "R,100,G,200,B,150"],
    ),
    (
        Place::Path,
        Style::Simple,
        true,
        ["", "blue", "blue,black,brown", "R=100,G=200,B=150"],
    ),
    (
        Place::Header,
        Style::Simple,
        false,
        ["", "blue", "blue,black,brown", "R,100,G,200,B,150"],
    ),
    (
        Place::Header,
        Style::Simple,
        true,
        ["", "blue", "blue,black,brown", "R=100,G=200,B=150"],
    ),
    (
        Place::Query,
        Style::Form,
        false,
        [
            "color=",
            "color=blue",
            "color=blue,black,brown",
            "color=R,100,G,200,B,150",
        ],
    ),
    (
        Place::Query,
        Style::Form,
        true,
        [
            "color=",
            "color=blue",
            "color=blue&color=black&color=brown",
            "R=100&G=200&B=150",
        ],
    ),
    (
        Place::Query,
        Style::SpaceDelimited,
        false,
        [
            "n/a",
            "n/a",
            "color=blue%20black%20brown",
            "color=R%20100%20G%20200%20B%20150",
        ],
    ),
    (
        Place::Query,
        Style::PipeDelimited,
        false,
        [
            "n/a",
            "n/a",
            "color=blue%7Cblack%7Cbrown",
            "color=R%7C100%7CG%7C200%7CB%7C150",
        ],
    ),
    (
        Place::Query,
        Style::DeepObject,
        true,
        [
            "n/a",
            "n/a",
            "n/a",
            "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150",
        ],
    ),
];

#[test]
fn the_standards_examples_hold() {
    let values = [
        Value::from(""),
        Value::from("blue"),
        list(&["blue", "black", "brown"]),
        object(&[("R", "100"), ("G", "200"), ("B", "150")]),
    ];
    for (place, style, explode, texts) in EXAMPLES {
        let layout = Layout::new(*place, *style, *explode);
        // The table leaves the brackets of deepObject bare.
        let bracketed = |text: String| text.replace('[', "%5B").replace(']', "%5D");
        for (value, expected) in values.iter().zip(texts).filter(|(_, text)| **text != "n/a") {
            let written = encode("color", value, layout).map(bracketed);
            assert_eq!(written.as_deref(), Ok(*expected), "{layout:?}");
            assert_eq!(
                read(expected, layout, value),
                Ok(Some(value.clone())),
                "{layout:?} {expected}"
            );
        }
    }
}

/// Reads what was written, among other parameters where there may be some.
fn read(text: &str, layout: Layout, value: &Value) -> Result<Option<Value>, Unreadable> {
    let shape = match value {
        Value::Text(_) => Shape::Text,
        Value::List(_) => Shape::List,
        Value::Object(_) => Shape::Object,
    };
    let is_property = |name: &str| name != "other" && name != "colors";
    let around = format!("other=1&{text}&colors=2");
    let pairs: Vec<(&str, &str)> = match layout.place {
        Place::Query | Place::Body => decode_pairs(&around).collect(),
        Place::Cookie => text
            .split("; ")
            .filter_map(|pair| pair.split_once('='))
            .collect(),
        Place::Path | Place::Header => vec![("", text)],
    };
    decode("color", pairs, layout, shape, &is_property)
}

fn layouts() -> Vec<Layout> {
    let styles = [
        (
            Place::Path,
            vec![Style::Simple, Style::Label, Style::Matrix],
        ),
        (
            Place::Query,
            vec![
                Style::Form,
                Style::SpaceDelimited,
                Style::PipeDelimited,
                Style::DeepObject,
            ],
        ),
        (
            Place::Body,
            vec![
                Style::Form,
                Style::SpaceDelimited,
                Style::PipeDelimited,
                Style::DeepObject,
            ],
        ),
        (Place::Header, vec![Style::Simple]),
        (Place::Cookie, vec![Style::Form]),
    ];
    let mut layouts = Vec::new();
    for (place, styles) in styles {
        for style in styles {
            for explode in [false, true] {
                layouts.push(Layout::new(place, style, explode));
                layouts.push(Layout::new(place, style, explode).reserved());
            }
        }
    }
    layouts
}

/// A small generator: what matters are the letters that styles, queries and JSON treat as their own.
struct Letters(u64);

impl Letters {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % below
    }

    fn text(&mut self) -> String {
        const ALPHABET: &[char] = &[
            'a', 'Z', '7', ',', '.', ';', '=', '&', '|', ' ', '+', '%', '/', '?', '#', '[', ']',
            '"', '~', '-', '_', ':', '@', '$', '(', '*', '\\', 'ä', '猫',
        ];
        (0..1 + self.next(6))
            .map(|_| ALPHABET[self.next(ALPHABET.len())])
            .collect()
    }

    fn value(&mut self) -> Value {
        match self.next(3) {
            0 => Value::Text(self.text()),
            1 => Value::List(
                (0..2 + self.next(3))
                    .map(|_| Value::Text(self.text()))
                    .collect(),
            ),
            _ => {
                let names = ["R", "a b", "x=y", "ü&", "p.q", "s;t"];
                let count = 1 + self.next(names.len());
                Value::Object(
                    names[..count]
                        .iter()
                        .map(|name| ((*name).to_owned(), Value::Text(self.text())))
                        .collect(),
                )
            }
        }
    }
}

#[test]
fn whatever_is_written_is_read_back() {
    let mut letters = Letters(7);
    let (mut carried, mut refused) = (0, 0);
    for layout in layouts() {
        for _ in 0..400 {
            let value = letters.value();
            if layout.style == Style::DeepObject && !matches!(value, Value::Object(_)) {
                continue;
            }
            match encode("color", &value, layout) {
                Ok(text) => {
                    carried += 1;
                    assert_eq!(
                        read(&text, layout, &value),
                        Ok(Some(value)),
                        "{layout:?} {text}"
                    );
                }
                // Only these two have letters that they cannot write.
                Err(Unwritable::Header) if layout.place == Place::Header => refused += 1,
                Err(Unwritable::Delimiter) if layout.style != Style::Form => refused += 1,
                Err(other) => panic!("{layout:?} {value:?}: {other}"),
            }
        }
    }
    assert!(
        carried > 4 * refused,
        "{carried} carried, {refused} refused"
    );
}

#[test]
fn a_deep_object_holds_objects_and_lists() {
    let layout = Layout::new(Place::Query, Style::DeepObject, true);
    let value = Value::Object(vec![
        ("tags".to_owned(), list(&["x", "y"])),
        ("at".to_owned(), object(&[("lat", "1.50"), ("long", "2")])),
    ]);
    let text = encode("f", &value, layout).expect("a text");
    assert_eq!(
        text,
        "f%5Btags%5D=x&f%5Btags%5D=y&f%5Bat%5D%5Blat%5D=1.50&f%5Bat%5D%5Blong%5D=2"
    );
    let read = |text: &str| decode("f", decode_pairs(text), layout, Shape::Object, &|_| false);
    assert_eq!(read(&text), Ok(Some(value.clone())));
    assert_eq!(
        read("f[tags][]=x&g[a]=1&f[tags][]=y&f[at][lat]=1.50&f[at][long]=2"),
        Ok(Some(value))
    );
    assert_eq!(read("g[a]=1&fa=2&f[a=3"), Ok(None));
    assert_eq!(
        read(&format!("f{}=1", "[a]".repeat(40))),
        Err(Unreadable::Depth)
    );
}

#[test]
fn what_is_not_of_the_style_is_refused() {
    let path = |style, explode, text, shape| {
        decode(
            "color",
            [("", text)],
            Layout::new(Place::Path, style, explode),
            shape,
            &|_| false,
        )
    };
    assert_eq!(
        path(Style::Label, false, "blue", Shape::Text),
        Err(Unreadable::Prefix)
    );
    assert_eq!(
        path(Style::Matrix, false, "color=blue", Shape::Text),
        Err(Unreadable::Prefix)
    );
    assert_eq!(
        path(Style::Matrix, true, ";colour=blue", Shape::List),
        Err(Unreadable::Prefix)
    );
    assert_eq!(
        path(Style::Matrix, false, ";color=a;color=b", Shape::List),
        Err(Unreadable::Repeated)
    );
    assert_eq!(
        path(Style::Simple, false, "R,100,G", Shape::Object),
        Err(Unreadable::Object)
    );
    assert_eq!(
        path(Style::Simple, true, "R,100", Shape::Object),
        Err(Unreadable::Object)
    );
    assert_eq!(
        path(Style::Simple, false, "%ff", Shape::Text),
        Err(Unreadable::Encoding)
    );
    let query = Layout::new(Place::Query, Style::PipeDelimited, false);
    let twice = decode(
        "color",
        decode_pairs("color=a&color=b"),
        query,
        Shape::List,
        &|_| false,
    );
    assert_eq!(twice, Err(Unreadable::Repeated));
}

#[test]
fn typed_values_become_texts() {
    #[derive(serde::Serialize)]
    struct Filter {
        size: i64,
        price: concierge_runtime::Decimal,
        open: bool,
        note: Option<String>,
    }
    let filter = Filter {
        size: 3,
        price: "10.50".parse().expect("a number"),
        open: true,
        note: None,
    };
    let expected = object(&[("size", "3"), ("price", "10.50"), ("open", "true")]);
    assert_eq!(Value::of(&filter), Ok(Some(expected)));
    assert_eq!(Value::of(&None::<i64>), Ok(None));
    assert_eq!(Value::of(&["a", "b"]), Ok(Some(list(&["a", "b"]))));
}

static TEXT: Schema = Schema::Text(Text::ANY);
static INTEGER: Schema = Schema::Integer(Integer::ANY);
static NUMBER: Schema = Schema::Number(Number::ANY);
static BOOLEAN: Schema = Schema::Boolean;
static INTEGERS: Schema = Schema::Array(&INTEGER, Items::ANY);
static NULLABLE: Schema = Schema::Nullable(&INTEGER);
static EITHER: Schema = Schema::OneOf(&[&INTEGER, &TEXT]);
static ENDLESS: Schema = Schema::OneOf(&[&ENDLESS]);
static FILTER: Schema = Schema::Object(Object {
    properties: &[
        Property::optional("size", &INTEGER),
        Property::optional("price", &NUMBER),
        Property::optional("open", &BOOLEAN),
        Property::optional("code", &TEXT),
        Property::optional("sizes", &INTEGERS),
        Property::optional("limit", &NULLABLE),
        Property::optional("like", &EITHER),
    ],
    additional: Additional::Ignored,
    rule: Properties::ANY,
});

#[test]
fn texts_become_what_the_schema_says() {
    let value = Value::Object(vec![
        ("size".to_owned(), Value::from("3")),
        ("price".to_owned(), Value::from("10.50")),
        ("open".to_owned(), Value::from("true")),
        ("code".to_owned(), Value::from("007")),
        ("sizes".to_owned(), Value::from("4")),
        ("limit".to_owned(), Value::from("null")),
        ("like".to_owned(), Value::from("12")),
        ("more".to_owned(), Value::from("1")),
    ]);
    assert_eq!(
        coerce(&value, &FILTER),
        r#"{"size":3,"price":10.50,"open":true,"code":"007","sizes":[4],"limit":null,"like":12,"more":"1"}"#
    );
    let wrong = object(&[("size", "07"), ("price", "1,5"), ("open", "yes")]);
    assert_eq!(
        coerce(&wrong, &FILTER),
        r#"{"size":"07","price":"1,5","open":"yes"}"#
    );
    let counted = Value::Object(vec![(
        "sizes".to_owned(),
        object(&[("0", "1"), ("1", "2")]),
    )]);
    assert_eq!(coerce(&counted, &FILTER), r#"{"sizes":[1,2]}"#);
    assert_eq!(coerce(&Value::from("a\"b"), &EITHER), r#""a\"b""#);
    assert_eq!(shapes(&FILTER), [Shape::Object]);
    assert_eq!(shapes(&EITHER), [Shape::Text]);
    assert_eq!(shapes(&ENDLESS), []);
}

#[test]
fn a_null_in_a_list_keeps_its_place_or_is_refused() {
    let of = |value: serde_json::Value| Value::of(&value);
    let written = of(serde_json::json!([1, null, -3]));
    assert_eq!(written, Ok(Some(list(&["1", "null", "-3"]))));
    assert_eq!(
        of(serde_json::json!({"a": null, "b": [null, true]})),
        Ok(Some(Value::Object(vec![(
            "b".to_owned(),
            list(&["null", "true"])
        )])))
    );
    for lost in [
        serde_json::json!(["a", null]),
        serde_json::json!([1, "a", null]),
        serde_json::json!([null]),
        serde_json::json!({"a": [{"b": 1}, null]}),
    ] {
        assert_eq!(of(lost), Err(Unwritable::Null));
    }
}

#[test]
fn a_deep_object_has_no_property_without_a_name() {
    let layout = Layout::new(Place::Query, Style::DeepObject, true);
    let refused = encode("color", &object(&[("", "1")]), layout);
    assert_eq!(refused, Err(Unwritable::Nameless));
}
