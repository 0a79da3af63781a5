//! Models in the form in which the compiler of contracts writes them.

use std::collections::BTreeMap;
use std::fmt;

use concierge_runtime as rt;
use serde::{Deserialize, Serialize};

/// How an order may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speed {
    Slow,
    Fast,
}

impl Speed {
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Fast => "fast",
        }
    }

    pub(crate) fn from_wire(text: &str) -> Option<Self> {
        match text {
            "slow" => Some(Self::Slow),
            "fast" => Some(Self::Fast),
            _ => None,
        }
    }
}

pub(crate) static SPEED_SCHEMA: rt::Schema =
    rt::Schema::Enumeration(rt::Enumeration(&["slow", "fast"]));

rt::closed_enum!(Speed, SPEED_SCHEMA);

/// Where an order stands; answers hold it too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Open,
    Closed,
    Unknown(String),
}

impl State {
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Unknown(text) => text,
        }
    }

    pub(crate) fn from_wire(text: &str) -> Option<Self> {
        match text {
            "open" => Some(Self::Open),
            "closed" => Some(Self::Closed),
            _ => None,
        }
    }
}

pub(crate) static STATE_SCHEMA: rt::Schema =
    rt::Schema::Enumeration(rt::Enumeration(&["open", "closed"]));

rt::open_enum!(State, Unknown, STATE_SCHEMA);

/// A closed object with every kind of property.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct NewOrder {
    #[serde(rename = "sessionId")]
    pub(crate) session_id: String,
    pub(crate) email: String,
    pub(crate) size: i32,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) price: Option<rt::Decimal>,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) weight: Option<f64>,
    #[serde(deserialize_with = "rt::nullable")]
    pub(crate) reason: Option<String>,
    #[serde(default, skip_serializing_if = "rt::patch::is_absent")]
    pub(crate) note: rt::Patch<String>,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) tags: Option<Vec<String>>,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) speed: Option<Speed>,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) state: Option<State>,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) address: Option<Address>,
}

impl fmt::Debug for NewOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewOrder")
            .field("session_id", &self.session_id)
            .field("email", &rt::mask(&self.email, rt::Pii::Email))
            .field(
                "reason",
                &self
                    .reason
                    .as_ref()
                    .map(|value| rt::mask(value, rt::Pii::Freetext)),
            )
            .finish()
    }
}

static NEW_ORDER_SESSION_ID_PATTERN: rt::Pattern = rt::Pattern::new("^[A-Za-z0-9._:-]+$");
static NEW_ORDER_SESSION_ID: rt::Text = rt::Text::ANY
    .min(6)
    .max(128)
    .pattern(&NEW_ORDER_SESSION_ID_PATTERN);
static NEW_ORDER_EMAIL: rt::Text = rt::Text::ANY.max(254).format(rt::Format::Email);
static NEW_ORDER_SIZE: rt::Integer = rt::Integer::ANY.min(1).max(9).narrow();
static NEW_ORDER_PRICE: rt::Number = rt::Number::ANY.min("0").multiple_of("0.01");
static NEW_ORDER_WEIGHT: rt::Number = rt::Number::ANY.above("0").max("40");
static NEW_ORDER_REASON: rt::Text = rt::Text::ANY.max(500);
static NEW_ORDER_NOTE: rt::Text = rt::Text::ANY.max(40);
static NEW_ORDER_TAGS: rt::Items = rt::Items::ANY.max(3).unique();
static NEW_ORDER_TAGS_ITEM: rt::Text = rt::Text::ANY.min(2).max(12);

impl rt::Check for NewOrder {
    fn check_at(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        NEW_ORDER_SESSION_ID.check(&self.session_id, &at.property("sessionId"), out);
        NEW_ORDER_EMAIL.check(&self.email, &at.property("email"), out);
        NEW_ORDER_SIZE.check(self.size, &at.property("size"), out);
        if let Some(value) = &self.price {
            NEW_ORDER_PRICE.check_decimal(value, &at.property("price"), out);
        }
        if let Some(value) = &self.weight {
            NEW_ORDER_WEIGHT.check_f64(*value, &at.property("weight"), out);
        }
        if let Some(value) = &self.reason {
            NEW_ORDER_REASON.check(value, &at.property("reason"), out);
        }
        if let rt::Patch::Value(value) = &self.note {
            NEW_ORDER_NOTE.check(value, &at.property("note"), out);
        }
        if let Some(value) = &self.tags {
            let here = at.property("tags");
            NEW_ORDER_TAGS.check(value, &here, out);
            for (index, item) in value.iter().enumerate() {
                NEW_ORDER_TAGS_ITEM.check(item, &here.index(index), out);
            }
        }
        rt::Check::check_at(&self.state, &at.property("state"), out);
        rt::Check::check_at(&self.address, &at.property("address"), out);
    }
}

pub(crate) static NEW_ORDER_SCHEMA: rt::Schema = rt::Schema::Object(rt::Object {
    properties: &[
        rt::Property::required("sessionId", &rt::Schema::Text(NEW_ORDER_SESSION_ID)),
        rt::Property::required("email", &rt::Schema::Text(NEW_ORDER_EMAIL)),
        rt::Property::required("size", &rt::Schema::Integer(NEW_ORDER_SIZE)),
        rt::Property::optional("price", &rt::Schema::Number(NEW_ORDER_PRICE)),
        rt::Property::optional("weight", &rt::Schema::Number(NEW_ORDER_WEIGHT)),
        rt::Property::required(
            "reason",
            &rt::Schema::Nullable(&rt::Schema::Text(NEW_ORDER_REASON)),
        ),
        rt::Property::optional(
            "note",
            &rt::Schema::Nullable(&rt::Schema::Text(NEW_ORDER_NOTE)),
        ),
        rt::Property::optional(
            "tags",
            &rt::Schema::Array(&rt::Schema::Text(NEW_ORDER_TAGS_ITEM), NEW_ORDER_TAGS),
        ),
        rt::Property::optional("speed", &SPEED_SCHEMA),
        rt::Property::optional("state", &STATE_SCHEMA),
        rt::Property::optional("address", &ADDRESS_SCHEMA),
    ],
    additional: rt::Additional::Forbidden,
    rule: rt::Properties::ANY,
});

impl rt::Model for NewOrder {
    fn schema() -> &'static rt::Schema {
        &NEW_ORDER_SCHEMA
    }
}

/// An open object: what it does not declare is dropped.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Address {
    pub(crate) city: String,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) house: Option<i64>,
}

static ADDRESS_CITY: rt::Text = rt::Text::ANY.min(1);
static ADDRESS_PROPERTIES: rt::Properties = rt::Properties::ANY.max(3);

impl rt::Check for Address {
    fn check_at(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        ADDRESS_CITY.check(&self.city, &at.property("city"), out);
        ADDRESS_PROPERTIES.check(1 + usize::from(self.house.is_some()), at, out);
    }
}

pub(crate) static ADDRESS_SCHEMA: rt::Schema = rt::Schema::Object(rt::Object {
    properties: &[
        rt::Property::required("city", &rt::Schema::Text(ADDRESS_CITY)),
        rt::Property::optional("house", &rt::Schema::Integer(rt::Integer::ANY)),
    ],
    additional: rt::Additional::Ignored,
    rule: ADDRESS_PROPERTIES,
});

impl rt::Model for Address {
    fn schema() -> &'static rt::Schema {
        &ADDRESS_SCHEMA
    }
}

/// An object that keeps what it does not declare.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Labels {
    pub(crate) name: String,
    #[serde(flatten)]
    pub(crate) additional: BTreeMap<String, rt::Decimal>,
}

impl<'de> Deserialize<'de> for Labels {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(LabelsReader)
    }
}

struct LabelsReader;

impl<'de> serde::de::Visitor<'de> for LabelsReader {
    type Value = Labels;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Labels, A::Error> {
        let mut read_name: Option<String> = None;
        let mut kept = BTreeMap::new();
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "name" => rt::kept::once(&mut read_name, "name", map.next_value()?)?,
                _ => {
                    kept.insert(name, map.next_value()?);
                }
            }
        }
        Ok(Labels {
            name: rt::kept::required(read_name, "name")?,
            additional: kept,
        })
    }
}

static LABELS_ADDITIONAL: rt::Number = rt::Number::ANY.max("10");

impl rt::Check for Labels {
    fn check_at(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        for (name, value) in &self.additional {
            LABELS_ADDITIONAL.check_decimal(value, &at.property(name), out);
        }
    }
}

pub(crate) static LABELS_SCHEMA: rt::Schema = rt::Schema::Object(rt::Object {
    properties: &[rt::Property::required(
        "name",
        &rt::Schema::Text(rt::Text::ANY),
    )],
    additional: rt::Additional::Kept(&rt::Schema::Number(LABELS_ADDITIONAL)),
    rule: rt::Properties::ANY,
});

impl rt::Model for Labels {
    fn schema() -> &'static rt::Schema {
        &LABELS_SCHEMA
    }
}

/// A shelf, which may hold further shelves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Shelf {
    pub(crate) name: String,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) above: Option<Box<Shelf>>,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) inner: Option<Vec<Shelf>>,
}

static SHELF_NAME: rt::Text = rt::Text::ANY.min(1);

impl rt::Check for Shelf {
    fn check_at(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        SHELF_NAME.check(&self.name, &at.property("name"), out);
        rt::Check::check_at(&self.above, &at.property("above"), out);
        rt::Check::check_at(&self.inner, &at.property("inner"), out);
    }
}

pub(crate) static SHELF_SCHEMA: rt::Schema = rt::Schema::Object(rt::Object {
    properties: &[
        rt::Property::required("name", &rt::Schema::Text(SHELF_NAME)),
        rt::Property::optional("above", &SHELF_SCHEMA),
        rt::Property::optional("inner", &rt::Schema::Array(&SHELF_SCHEMA, rt::Items::ANY)),
    ],
    additional: rt::Additional::Forbidden,
    rule: rt::Properties::ANY,
});

impl rt::Model for Shelf {
    fn schema() -> &'static rt::Schema {
        &SHELF_SCHEMA
    }
}

/// A closed branch.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Book {
    pub(crate) kind: String,
    pub(crate) pages: i64,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) price: Option<rt::Decimal>,
}

static BOOK_PAGES: rt::Integer = rt::Integer::ANY.min(1);

impl rt::Check for Book {
    fn check_at(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        BOOK_PAGES.check(self.pages, &at.property("pages"), out);
    }
}

pub(crate) static BOOK_SCHEMA: rt::Schema = rt::Schema::Object(rt::Object {
    properties: &[
        rt::Property::required("kind", &rt::Schema::Text(rt::Text::ANY)),
        rt::Property::required("pages", &rt::Schema::Integer(BOOK_PAGES)),
        rt::Property::optional("price", &rt::Schema::Number(rt::Number::ANY)),
    ],
    additional: rt::Additional::Forbidden,
    rule: rt::Properties::ANY,
});

impl rt::Model for Book {
    fn schema() -> &'static rt::Schema {
        &BOOK_SCHEMA
    }
}

/// An open branch that may hold the union again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Crate {
    pub(crate) kind: String,
    #[serde(
        default,
        deserialize_with = "rt::present",
        skip_serializing_if = "Option::is_none"
    )]
    pub(crate) holds: Option<Box<Item>>,
}

impl rt::Check for Crate {
    fn check_at(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        rt::Check::check_at(&self.holds, &at.property("holds"), out);
    }
}

pub(crate) static CRATE_SCHEMA: rt::Schema = rt::Schema::Object(rt::Object {
    properties: &[
        rt::Property::required("kind", &rt::Schema::Text(rt::Text::ANY)),
        rt::Property::optional("holds", &ITEM_SCHEMA),
    ],
    additional: rt::Additional::Ignored,
    rule: rt::Properties::ANY,
});

impl rt::Model for Crate {
    fn schema() -> &'static rt::Schema {
        &CRATE_SCHEMA
    }
}

/// A choice that a property names.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Item {
    Book(Book),
    Crate(Box<Crate>),
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = rt::union::Raw::read(deserializer)?;
        match raw.tag::<D::Error>("kind")?.as_str() {
            "book" => raw.branch().map(Self::Book).map_err(rt::union::refused),
            "crate" => raw.branch().map(Self::Crate).map_err(rt::union::refused),
            _ => Err(rt::union::unknown_tag()),
        }
    }
}

impl rt::Check for Item {
    fn check_at(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        match self {
            Self::Book(value) => rt::Check::check_at(value, at, out),
            Self::Crate(value) => rt::Check::check_at(value, at, out),
        }
    }
}

pub(crate) static ITEM_SCHEMA: rt::Schema = rt::Schema::Tagged {
    property: "kind",
    variants: &[("book", &BOOK_SCHEMA), ("crate", &CRATE_SCHEMA)],
};

impl rt::Model for Item {
    fn schema() -> &'static rt::Schema {
        &ITEM_SCHEMA
    }
}

/// A choice that the value itself settles: exactly one branch may fit.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Amount {
    Small(i64),
    Large(i64),
    Words(String),
    Book(Book),
}

static AMOUNT_SMALL: rt::Integer = rt::Integer::ANY.max(10);
static AMOUNT_LARGE: rt::Integer = rt::Integer::ANY.min(10);
static AMOUNT_WORDS: rt::Text = rt::Text::ANY.min(2);

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        static BRANCHES: &[rt::union::Branch<Amount>] = &[
            rt::union::Branch {
                schema: &rt::Schema::Integer(AMOUNT_SMALL),
                read: |raw| raw.branch().map(Amount::Small),
            },
            rt::union::Branch {
                schema: &rt::Schema::Integer(AMOUNT_LARGE),
                read: |raw| raw.branch().map(Amount::Large),
            },
            rt::union::Branch {
                schema: &rt::Schema::Text(AMOUNT_WORDS),
                read: |raw| raw.branch().map(Amount::Words),
            },
            rt::union::Branch {
                schema: &BOOK_SCHEMA,
                read: |raw| raw.branch().map(Amount::Book),
            },
        ];
        rt::union::untagged(deserializer, rt::union::Choice::One, BRANCHES)
    }
}

impl rt::Check for Amount {
    fn check_at(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
        match self {
            Self::Small(value) => AMOUNT_SMALL.check(*value, at, out),
            Self::Large(value) => AMOUNT_LARGE.check(*value, at, out),
            Self::Words(value) => AMOUNT_WORDS.check(value, at, out),
            Self::Book(value) => rt::Check::check_at(value, at, out),
        }
    }
}

pub(crate) static AMOUNT_SCHEMA: rt::Schema = rt::Schema::OneOf(&[
    &rt::Schema::Integer(AMOUNT_SMALL),
    &rt::Schema::Integer(AMOUNT_LARGE),
    &rt::Schema::Text(AMOUNT_WORDS),
    &BOOK_SCHEMA,
]);

impl rt::Model for Amount {
    fn schema() -> &'static rt::Schema {
        &AMOUNT_SCHEMA
    }
}
