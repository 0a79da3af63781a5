//! Reads the parameters of a call and collects everything that is wrong with them.
//!
//! Generated code needs one line per parameter:
//!
//! ```ignore
//! let mut read = call.read();
//! let order_id = read.required("orderId", Place::Path, rts::decoder::text(&ORDER_ID));
//! let api_version = read.optional("x-api-version", Place::Header, rts::decoder::text(&API_VERSION));
//! let limit = read.optional("limit", Place::Query, rts::decoder::integer::<i64>(&LIMIT)).unwrap_or(25); // a default
//! let metals = read.optional_list("metals", Place::Query, rts::Layout::Comma, &METALS, rts::decoder::choice::<wire::Metal>());
//! read.finish()?;                                          // one 400 with every violation
//! let request = GetOrderRequest { order_id: order_id.value()?, api_version, limit, metals };
//! ```
//!
//! A decoder is any `Fn(&str, &At, &mut Violations) -> Option<T>`. Header names are given in lower case. A list's layout is
//! `Exploded` for `form` with `explode: true`, `Comma` for `simple` and for `form` with `explode: false`, `Space` and `Pipe` for the delimited styles.

use std::borrow::Cow;

use concierge_runtime::{At, Items, Place, Violations};
use serde::Serialize;

use crate::query::{self, Decoded};
use crate::{Call, Failure, Refusal, Stop};

/// Reads parameters; see the example of its module.
pub struct Reader<'c> {
    call: &'c Call,
    found: Violations,
}

/// A required value: there once [`Reader::finish`] found nothing wrong.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<T>(pub(crate) Option<T>);

/// How the items of a list are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// The parameter once per item.
    Exploded,
    /// Items between commas.
    Comma,
    /// Items between spaces.
    Space,
    /// Items between pipes.
    Pipe,
}

impl<T> Found<T> {
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
        place: Place,
        layout: Layout,
        rule: &Items,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Found<Vec<T>>
    where
        T: PartialEq + Serialize,
    {
        let values = self.list(name, place, layout, rule, decode);
        if values.is_none() {
            self.missing(name, place);
        }
        Found(values)
    }

    /// A list that may be absent.
    pub fn optional_list<T>(
        &mut self,
        name: &str,
        place: Place,
        layout: Layout,
        rule: &Items,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Option<Vec<T>>
    where
        T: PartialEq + Serialize,
    {
        self.list(name, place, layout, rule, decode)
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

    fn list<T>(
        &mut self,
        name: &str,
        place: Place,
        layout: Layout,
        rule: &Items,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Option<Vec<T>>
    where
        T: PartialEq + Serialize,
    {
        let root = At::root(place);
        let at = root.property(name);
        let written = self.written(name, place);
        if written.is_empty() {
            return None;
        }
        if written.len() > 1 && layout != Layout::Exploded && place != Place::Header {
            self.found.report(&at, "maxItems", "must be given once");
            return None;
        }
        let before = self.found.len();
        let mut values = Vec::with_capacity(written.len());
        for item in written.iter().flat_map(|text| layout.split(text)) {
            let here = at.index(values.len());
            match decode_item(item, place) {
                Some(text) => values.extend(decode(&text, &here, &mut self.found)),
                None => self
                    .found
                    .report(&here, "format", "must be well-formed UTF-8"),
            }
        }
        if self.found.len() == before {
            rule.check(&values, &at, &mut self.found);
        }
        Some(values)
    }

    /// The parameter's texts as written, one per occurrence.
    fn written(&self, name: &str, place: Place) -> Vec<&'c str> {
        let call = self.call;
        match place {
            Place::Path => call.variable(name).into_iter().collect(),
            Place::Query => query::values(query::pairs(call.query()), name).collect(),
            Place::Cookie => query::cookies(call.headers(), name).collect(),
            Place::Header => call
                .headers()
                .get_all(name)
                .into_iter()
                .map(|value| std::str::from_utf8(value.as_bytes()).unwrap_or("\u{fffd}"))
                .collect(),
            Place::Body => Vec::new(),
        }
    }

    fn missing(&mut self, name: &str, place: Place) {
        self.found.report(
            &At::root(place).property(name),
            "required",
            "must be present",
        );
    }
}

impl Layout {
    /// Items are told apart before they are decoded, so that an encoded delimiter stays inside its item.
    fn split(self, text: &str) -> Box<dyn Iterator<Item = &str> + '_> {
        match self {
            Self::Exploded => Box::new(std::iter::once(text)),
            _ if text.is_empty() => Box::new(std::iter::empty()),
            Self::Comma => Box::new(text.split(',')),
            Self::Space => Box::new(text.split("%20").flat_map(|part| part.split(['+', ' ']))),
            Self::Pipe => Box::new(
                text.split("%7C")
                    .flat_map(|part| part.split("%7c"))
                    .flat_map(|part| part.split('|')),
            ),
        }
    }
}

fn decode_item(item: &str, place: Place) -> Option<Cow<'_, str>> {
    match place {
        Place::Query => query::decode_form(item),
        Place::Header => Some(Cow::Borrowed(item.trim())),
        _ => query::decode(item),
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
