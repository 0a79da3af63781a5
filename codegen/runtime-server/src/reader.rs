//! Reads the parameters of a call and collects everything that is wrong with them.
//!
//! Generated code needs one line per parameter:
//!
//! ```ignore
//! let mut read = call.read();
//! let order_id = read.required("orderId", Place::Path, rts::decoder::text(&ORDER_ID));
//! let api_version = read.optional("x-api-version", Place::Header, rts::decoder::text(&API_VERSION));
//! let limit = read.optional("limit", Place::Query, rts::decoder::integer::<i64>(&LIMIT)).unwrap_or(25); // a default
//! let metals = read.optional_list("metals", METALS_LAYOUT, &METALS, rts::decoder::choice::<wire::Metal>());
//! let filter = read.optional_value::<wire::Filter>("filter", FILTER_LAYOUT, &[]);
//! read.finish()?;                                          // one 400 with every violation
//! let request = GetOrderRequest { order_id: order_id.value()?, api_version, limit, metals };
//! ```
//!
//! A decoder is any `Fn(&str, &At, &mut Violations) -> Option<T>`. Header names are given in lower case. What is no plain text has a
//! [`Layout`]: its place and its style.

use std::borrow::Cow;

use concierge_runtime::parameter::{self, Shape, Unreadable, Value};
use concierge_runtime::{Additional, At, Items, Model, Place, Schema, Violations};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::query::{self, Decoded};
use crate::{Call, Failure, Layout, Refusal, Stop, decoder};

/// Reads parameters; see the example of its module.
pub struct Reader<'c> {
    call: &'c Call,
    found: Violations,
}

/// A required value: there once [`Reader::finish`] found nothing wrong.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<T>(pub(crate) Option<T>);

impl<T> Found<T> {
    /// The value as another one.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        Found(self.0.map(change))
    }

    /// The value.
    ///
    /// # Errors
    /// A [`Stop`] when it is asked for although `finish` refused the call.
    pub fn value(self) -> Result<T, Stop> {
        self.0.ok_or_else(|| {
            Stop::fail(Failure::new(
                "a required value was asked for before it was found",
            ))
        })
    }
}

impl<'c> Reader<'c> {
    pub(crate) fn new(call: &'c Call) -> Self {
        Self {
            call,
            found: Violations::new(),
        }
    }

    /// A parameter that must stand.
    pub fn required<T>(
        &mut self,
        name: &str,
        place: Place,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Found<T> {
        let (value, stands) = self.one(name, place, decode);
        if !stands {
            self.missing(name, place);
        }
        Found(value)
    }

    /// A parameter that may be absent.
    pub fn optional<T>(
        &mut self,
        name: &str,
        place: Place,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Option<T> {
        self.one(name, place, decode).0
    }

    /// A list that must stand.
    pub fn required_list<T>(
        &mut self,
        name: &str,
        layout: Layout,
        rule: &Items,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Found<Vec<T>>
    where
        T: PartialEq + Serialize,
    {
        let (values, stands) = self.list(name, layout, rule, decode);
        if !stands {
            self.missing(name, layout.place);
        }
        Found(values)
    }

    /// A list that may be absent.
    pub fn optional_list<T>(
        &mut self,
        name: &str,
        layout: Layout,
        rule: &Items,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Option<Vec<T>>
    where
        T: PartialEq + Serialize,
    {
        self.list(name, layout, rule, decode).0
    }

    /// A value of any schema that must stand: its texts become what the schema says, then it is decoded and checked as a body is. `others` are the
    /// names of the other parameters of its place, which are no properties of an exploded object.
    pub fn required_value<T: Model>(
        &mut self,
        name: &str,
        layout: Layout,
        others: &[&str],
    ) -> Found<T> {
        let (value, stands) = self.value(name, layout, others);
        if !stands {
            self.missing(name, layout.place);
        }
        Found(value)
    }

    /// A value of any schema that may be absent.
    pub fn optional_value<T: Model>(
        &mut self,
        name: &str,
        layout: Layout,
        others: &[&str],
    ) -> Option<T> {
        self.value(name, layout, others).0
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// 400 `validation.failed` with every violation of path, query, headers and cookies; 400 `version.unsupported` for a version that is not served.
    pub fn finish(self) -> Result<(), Stop> {
        if !self.found.is_empty() {
            return Err(invalid(self.found));
        }
        self.call.check_version()
    }

    /// The value, and whether the parameter stands at all.
    fn one<T>(
        &mut self,
        name: &str,
        place: Place,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> (Option<T>, bool) {
        let root = At::root(place);
        let at = root.property(name);
        let call = self.call;
        let raw = match place {
            Place::Path => call.variable(name).map_or(Decoded::Absent, |raw| {
                query::decode(raw).map_or(Decoded::Undecodable, Decoded::Text)
            }),
            Place::Query => query::only(query::pairs(call.query()), name),
            Place::Cookie => query::only_cookie(call.headers(), name),
            Place::Header => header(call, name),
            Place::Body => Decoded::Absent,
        };
        match raw {
            Decoded::Absent => return (None, false),
            Decoded::Text(text) => return (decode(&text, &at, &mut self.found), true),
            Decoded::Repeated => self.found.report(&at, "maxItems", "must be given once"),
            Decoded::Undecodable => self
                .found
                .report(&at, "format", "must be well-formed UTF-8"),
        }
        (None, true)
    }

    /// The items, and whether the parameter stands at all.
    fn list<T>(
        &mut self,
        name: &str,
        layout: Layout,
        rule: &Items,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> (Option<Vec<T>>, bool)
    where
        T: PartialEq + Serialize,
    {
        let root = At::root(layout.place);
        let at = root.property(name);
        let items = match self.written(name, layout, Shape::List, &|_| false) {
            Ok(Some(Value::List(items))) => items,
            // Other styles than lists have make no list.
            Ok(_) => return (None, false),
            Err(unreadable) => {
                self.unreadable(&at, unreadable);
                return (None, true);
            }
        };
        let before = self.found.len();
        let mut values = Vec::with_capacity(items.len());
        for item in &items {
            if let Value::Text(text) = item {
                values.extend(decode(text, &at.index(values.len()), &mut self.found));
            }
        }
        if self.found.len() == before {
            rule.check(&values, &at, &mut self.found);
        }
        (Some(values), true)
    }

    /// The value, and whether the parameter stands at all.
    fn value<T: Model>(
        &mut self,
        name: &str,
        layout: Layout,
        others: &[&str],
    ) -> (Option<T>, bool) {
        let root = At::root(layout.place);
        let at = root.property(name);
        let schema = T::schema();
        let is_property = |written: &str| owns(schema, written, others, 8);
        let mut refused = None;
        for shape in parameter::shapes(schema) {
            let mut found = Violations::new();
            match self.written(name, layout, shape, &is_property) {
                Ok(None) => continue,
                Ok(Some(value)) => {
                    let text = parameter::coerce(&value, schema);
                    if let Some(value) = decoder::json::<T>()(&text, &at, &mut found) {
                        return (Some(value), true);
                    }
                }
                Err(unreadable) => found.report(&at, rule_of(unreadable), unreadable.message()),
            }
            refused = Some(found);
        }
        let stands = refused.is_some();
        self.found.append(refused.unwrap_or_default());
        (None, stands)
    }

    /// The parameter as plain texts.
    fn written(
        &self,
        name: &str,
        layout: Layout,
        shape: Shape,
        is_property: &dyn Fn(&str) -> bool,
    ) -> Result<Option<Value>, Unreadable> {
        let call = self.call;
        let read = |pairs: &mut dyn Iterator<Item = (&'c str, &'c str)>| {
            parameter::decode(name, pairs, layout, shape, is_property)
        };
        match layout.place {
            Place::Path => read(&mut call.variable(name).map(|raw| ("", raw)).into_iter()),
            Place::Query | Place::Body => read(&mut query::pairs(call.query())),
            Place::Cookie => read(&mut query::cookies(call.headers())),
            Place::Header => {
                // A list may stand in several lines (RFC 9110, 5.3).
                let lines = call.headers().get_all(name).iter();
                let lines = lines.map(|line| std::str::from_utf8(line.as_bytes()));
                let lines: Vec<&str> = lines
                    .collect::<Result<_, _>>()
                    .map_err(|_| Unreadable::Encoding)?;
                if lines.is_empty() {
                    return Ok(None);
                }
                let whole = lines.join(",");
                parameter::decode(name, [("", whole.trim())], layout, shape, is_property)
            }
        }
    }

    fn unreadable(&mut self, at: &At<'_>, unreadable: Unreadable) {
        self.found
            .report(at, rule_of(unreadable), unreadable.message());
    }

    fn missing(&mut self, name: &str, place: Place) {
        self.found.report(
            &At::root(place).property(name),
            "required",
            "must be present",
        );
    }
}

/// A default that the contract states, read as JSON.
///
/// # Errors
/// A failure when it does not fit its own type, which the contract has to answer for.
pub fn stated<T: DeserializeOwned>(json: &str) -> Result<T, Stop> {
    serde_json::from_str(json).map_err(|error| Stop::fail(Failure::from(error)))
}

/// Whether a pair of a query is a property of an exploded object.
fn owns(schema: &Schema, name: &str, others: &[&str], depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return false;
    };
    match schema {
        Schema::Named(inner) | Schema::Nullable(inner) => owns(inner, name, others, depth),
        Schema::OneOf(branches) | Schema::AnyOf(branches) => branches
            .iter()
            .any(|branch| owns(branch, name, others, depth)),
        Schema::Tagged { variants, .. } => variants
            .iter()
            .any(|(_, variant)| owns(variant, name, others, depth)),
        Schema::Object(object) => {
            object
                .properties
                .iter()
                .any(|property| property.name == name)
                || (matches!(object.additional, Additional::Kept(_)) && !others.contains(&name))
        }
        _ => false,
    }
}

fn rule_of(unreadable: Unreadable) -> &'static str {
    match unreadable {
        Unreadable::Repeated => "maxItems",
        Unreadable::Encoding | Unreadable::Prefix | Unreadable::Object | Unreadable::Depth => {
            "format"
        }
    }
}

fn header<'c>(call: &'c Call, name: &str) -> Decoded<'c> {
    let mut values = call.headers().get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Decoded::Absent,
        (Some(value), None) => match std::str::from_utf8(value.as_bytes()) {
            Ok(text) => Decoded::Text(Cow::Borrowed(text.trim())),
            Err(_) => Decoded::Undecodable,
        },
        _ => Decoded::Repeated,
    }
}

/// 400 with the violations behind it.
pub(crate) fn invalid(found: Violations) -> Stop {
    Stop::refuse(
        400,
        Refusal::new("validation.failed", "the request breaks its contract")
            .with_details(found.into_vec()),
    )
}
