//! Whether a value satisfies a schema of the resolved model. Where a format leaves room, this is stricter than the format.

use serde_json::{Map, Value};

use super::Side;
use crate::ir::{
    Additional, Api, Field, Format, Integer, Number, Presence, Schema, Shape, Struct, Text, Type,
    Union, UnionKind,
};

/// Deeper values than this are refused.
const DEPTH_MAX: u32 = 64;

/// Whether a value satisfies a schema, as that side sends it.
#[must_use]
pub fn fits(api: &Api, schema: &Schema, value: &Value, side: Side) -> bool {
    let formats = Formats::Strict;
    Judge { api, side, formats }.schema(schema, value, 0)
}

/// The same, but for formats: dates and times need their form, every other text is taken.
#[must_use]
pub fn fits_loosely(api: &Api, schema: &Schema, value: &Value, side: Side) -> bool {
    let formats = Formats::Loose;
    Judge { api, side, formats }.schema(schema, value, 0)
}

/// Whether a text keeps the length, the pattern and the form that its rules demand.
#[must_use]
pub fn text_fits(rules: &Text, text: &str) -> bool {
    text_keeps(rules, text, Formats::Loose)
}

#[derive(Clone, Copy)]
enum Formats {
    Strict,
    Loose,
}

struct Judge<'a> {
    api: &'a Api,
    side: Side,
    formats: Formats,
}

impl Judge<'_> {
    fn schema(&self, schema: &Schema, value: &Value, depth: u32) -> bool {
        if depth > DEPTH_MAX {
            return false;
        }
        if value.is_null() && schema.nullable {
            return true;
        }
        match (&schema.ty, value) {
            (Type::Any, _) => true,
            (Type::Named(id), value) => self.shape(&self.api.type_def(*id).shape, value, depth),
            (Type::Text(rules), Value::String(text)) => text_keeps(rules, text, self.formats),
            (Type::Integer(rules), Value::Number(number)) => {
                integer_of(number).is_some_and(|number| integer_fits(rules, number))
            }
            (Type::Number(rules), Value::Number(number)) => number
                .as_f64()
                .is_some_and(|number| number_fits(rules, number)),
            (Type::Boolean, Value::Bool(_)) => true,
            (Type::Array(item, rules), Value::Array(values)) => {
                let distinct = |(at, value): (usize, &Value)| !values[..at].contains(value);
                within(values.len(), rules.min_items, rules.max_items)
                    && (!rules.unique || values.iter().enumerate().all(distinct))
                    && values
                        .iter()
                        .all(|value| self.schema(item, value, depth + 1))
            }
            (Type::Map(item, rules), Value::Object(object)) => {
                within(object.len(), rules.min_properties, rules.max_properties)
                    && object
                        .values()
                        .all(|value| self.schema(item, value, depth + 1))
            }
            _ => false,
        }
    }

    fn shape(&self, shape: &Shape, value: &Value, depth: u32) -> bool {
        match (shape, value) {
            (Shape::Struct(shape), Value::Object(object)) => self.object(shape, object, depth),
            (Shape::TextEnum(list), value) => list
                .variants
                .iter()
                .any(|variant| variant.to_json(list) == *value),
            (Shape::Union(union), value) => self.union(union, value, depth),
            (Shape::Alias(schema), value) => self.schema(schema, value, depth + 1),
            _ => false,
        }
    }

    fn object(&self, shape: &Struct, object: &Map<String, Value>, depth: u32) -> bool {
        let rules = &shape.properties;
        let crosses = |field: &Field| object.contains_key(&field.wire);
        let extra = |name: &String| !shape.fields.iter().any(|field| field.wire == *name);
        within(object.len(), rules.min_properties, rules.max_properties)
            && !shape.ignored.iter().any(crosses)
            && shape
                .fields
                .iter()
                .all(|field| match object.get(&field.wire) {
                    Some(value) => self.property(field, value, depth),
                    None => !self.side.sends(field) || !super::is_required(field),
                })
            && object
                .iter()
                .filter(|(name, _)| extra(name))
                .all(|(_, value)| match &shape.additional {
                    Additional::Ignored => true,
                    Additional::Forbidden => false,
                    Additional::Kept(schema) => self.schema(schema, value, depth + 1),
                })
    }

    fn property(&self, field: &Field, value: &Value, depth: u32) -> bool {
        let takes_null = matches!(
            field.presence,
            Presence::RequiredNullable | Presence::OptionalNullable
        );
        self.side.sends(field)
            && ((takes_null && value.is_null()) || self.schema(&field.schema, value, depth + 1))
    }

    fn union(&self, union: &Union, value: &Value, depth: u32) -> bool {
        let tag = union
            .discriminator
            .as_ref()
            .and_then(|discriminator| value.get(&discriminator.property)?.as_str());
        let matching = union.variants.iter().filter(|variant| {
            let is_named = tag.is_none_or(|tag| {
                variant.tags.is_empty() || variant.tags.iter().any(|known| known == tag)
            });
            is_named && self.schema(&variant.schema, value, depth + 1)
        });
        match (union.kind, matching.count()) {
            (_, 0) => false,
            (UnionKind::AnyOf, _) | (UnionKind::OneOf, 1) => true,
            (UnionKind::OneOf, _) => false,
        }
    }
}

fn within(length: usize, least: Option<u64>, most: Option<u64>) -> bool {
    let length = length as u64;
    least.is_none_or(|least| length >= least) && most.is_none_or(|most| length <= most)
}

/// Whether a text satisfies its rules.
fn text_keeps(rules: &Text, text: &str, formats: Formats) -> bool {
    within(text.chars().count(), rules.min_length, rules.max_length)
        && rules
            .pattern
            .as_ref()
            .is_none_or(|pattern| matches(pattern, text))
        && match formats {
            Formats::Strict => format_fits(&rules.format, text),
            Formats::Loose => form_fits(&rules.format, text),
        }
}

fn form_fits(format: &Format, text: &str) -> bool {
    match format {
        Format::Date => is_date(text),
        Format::DateTime => {
            text.get(..10).is_some_and(is_date)
                && matches(TIME_OF_DAY, text.get(10..).unwrap_or_default())
        }
        _ => true,
    }
}

/// What stands behind the day in RFC 3339.
const TIME_OF_DAY: &str =
    "^[Tt ]([01]\\d|2[0-3]):[0-5]\\d:([0-5]\\d|60)(\\.\\d+)?([Zz]|[+-]([01]\\d|2[0-3]):[0-5]\\d)$";

/// A day that the calendar has.
fn is_date(text: &str) -> bool {
    if !matches("^\\d{4}-\\d{2}-\\d{2}$", text) {
        return false;
    }
    let number = |from: usize, to: usize| text.get(from..to).and_then(|digits| digits.parse().ok());
    let (year, month, day): (u32, u32, u32) = match (number(0, 4), number(5, 7), number(8, 10)) {
        (Some(year), Some(month), Some(day)) => (year, month, day),
        _ => return false,
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let last = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=last).contains(&day)
}

fn format_fits(format: &Format, text: &str) -> bool {
    let expression = match format {
        Format::Plain | Format::Binary | Format::Password => return true,
        Format::Ipv4 => return text.parse::<std::net::Ipv4Addr>().is_ok(),
        Format::Ipv6 => return text.parse::<std::net::Ipv6Addr>().is_ok(),
        Format::DateTime => {
            "^\\d{4}-(0[1-9]|1[0-2])-([01]\\d|2[0-8])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-](0\\d|1[0-3]):[0-5]\\d)$"
        }
        Format::Date => "^\\d{4}-(0[1-9]|1[0-2])-([01]\\d|2[0-8])$",
        Format::Time => {
            "^([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-](0\\d|1[0-3]):[0-5]\\d)$"
        }
        Format::Duration => "^P(\\d+W|\\d+D|(\\d+D)?T\\d+[HMS])$",
        Format::UriReference | Format::IriReference => "^[A-Za-z0-9._~/-]*$",
        Format::JsonPointer => "^(/[A-Za-z0-9._-]*)*$",
        Format::RelativeJsonPointer => "^(0|[1-9]\\d*)(#|(/[A-Za-z0-9._-]*)*)$",
        Format::Regex => "^[A-Za-z0-9]*$",
        Format::Uuid => "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
        Format::Email => {
            "^[A-Za-z0-9_%+-]+(\\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9]+(-[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+)+$"
        }
        Format::Uri | Format::Iri => {
            "^[a-z][a-z0-9+.-]*://[A-Za-z0-9.-]+(:\\d{1,4})?(/[A-Za-z0-9._~=-]*)*(\\?[A-Za-z0-9._~=&-]*)?$"
        }
        Format::Hostname => "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+(-[A-Za-z0-9]+)*)*$",
        Format::Byte => "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?$",
    };
    matches(expression, text)
}

/// Whether a text matches an ECMA-262 expression somewhere.
pub(super) fn matches(expression: &str, text: &str) -> bool {
    regress::Regex::with_flags(expression, "u")
        .or_else(|_| regress::Regex::new(expression))
        .is_ok_and(|regex| regex.find(text).is_some())
}

fn integer_of(number: &serde_json::Number) -> Option<i128> {
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
}

fn integer_fits(rules: &Integer, number: i128) -> bool {
    let step = rules.multiple_of.map(i128::from).filter(|step| *step > 0);
    rules.minimum.is_none_or(|least| number >= least)
        && rules.maximum.is_none_or(|most| number <= most)
        && step.is_none_or(|step| number % step == 0)
        && (!rules.narrow || i32::try_from(number).is_ok())
}

fn number_fits(rules: &Number, number: f64) -> bool {
    let read = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
    let above = read(&rules.minimum)
        .is_none_or(|least| number > least || (number == least && !rules.exclusive_minimum));
    let below = read(&rules.maximum)
        .is_none_or(|most| number < most || (number == most && !rules.exclusive_maximum));
    let whole = read(&rules.multiple_of)
        .filter(|step| *step > 0.0)
        .is_none_or(|step| {
            const DUST: f64 = 1e-9;
            let steps = number / step;
            (steps - steps.round()).abs() < DUST
        });
    above && below && whole
}
