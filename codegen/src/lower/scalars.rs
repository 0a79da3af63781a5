//! Strings and numbers: formats, lengths, bounds.

use super::context::Context;
use super::nullable::Kind;
use super::outline::{Bound, Outline};
use crate::ir::{Format, Integer, Number, Text, Type};

/// Formats that state a range of whole numbers, as generators of other languages write them.
const RANGES: &[(&str, i128, i128)] = &[
    ("int8", -128, 127),
    ("int16", -32_768, 32_767),
    ("uint8", 0, 255),
    ("uint16", 0, 65_535),
    ("uint32", 0, 4_294_967_295),
    ("uint64", 0, 18_446_744_073_709_551_615),
    ("uint", 0, 18_446_744_073_709_551_615),
];

/// A string.
pub(super) fn text_of(outline: &Outline<'_>) -> Type {
    Type::Text(Text {
        format: format_of(outline),
        ..outline.text.clone()
    })
}

/// An integer.
pub(super) fn integer_of(outline: &Outline<'_>) -> Type {
    let range = RANGES
        .iter()
        .find(|(name, ..)| outline.format == Some(name));
    let lower = outline
        .bounds
        .lower
        .as_ref()
        .and_then(|bound| whole_bound(bound, Side::Lower));
    let upper = outline
        .bounds
        .upper
        .as_ref()
        .and_then(|bound| whole_bound(bound, Side::Upper));
    Type::Integer(Integer {
        minimum: lower.max(range.map(|(_, least, _)| *least)),
        maximum: match (upper, range.map(|(.., most)| *most)) {
            (Some(stated), Some(most)) => Some(stated.min(most)),
            (stated, most) => stated.or(most),
        },
        multiple_of: outline.bounds.multiple_of.as_deref().and_then(whole_step),
        narrow: outline.format == Some("int32"),
    })
}

/// A number.
pub(super) fn number_of(cx: &mut Context<'_>, outline: &Outline<'_>) -> Type {
    Type::Number(number_rule(cx, outline))
}

/// Bounds and step of a number.
pub(super) fn number_rule(cx: &mut Context<'_>, outline: &Outline<'_>) -> Number {
    let bounds = &outline.bounds;
    Number {
        minimum: bounds.lower.as_ref().map(|bound| bound.digits.clone()),
        maximum: bounds.upper.as_ref().map(|bound| bound.digits.clone()),
        exclusive_minimum: bounds.lower.as_ref().is_some_and(|bound| bound.exclusive),
        exclusive_maximum: bounds.upper.as_ref().is_some_and(|bound| bound.exclusive),
        multiple_of: step_of(cx, outline),
        exact: outline.format == Some("decimal"),
    }
}

/// True when the type of a plain value says all that its words demand.
pub(super) fn is_exact(outline: &Outline<'_>, kind: Kind) -> bool {
    match kind {
        // Moments and dates are no longer text once they are read.
        Kind::Text => {
            let is_moment = matches!(format_of(outline), Format::DateTime | Format::Date);
            !is_moment || outline.text == Text::default()
        }
        Kind::Integer => {
            let step = outline.bounds.multiple_of.as_deref();
            let [lower, upper] = [&outline.bounds.lower, &outline.bounds.upper];
            step.is_none_or(|digits| whole_step(digits).is_some())
                && [(lower, Side::Lower), (upper, Side::Upper)]
                    .into_iter()
                    .all(|(bound, side)| {
                        bound
                            .as_ref()
                            .is_none_or(|bound| whole_bound(bound, side).is_some())
                    })
        }
        _ => true,
    }
}

/// `multipleOf`, unless it is none that a check can be made of.
fn step_of(cx: &mut Context<'_>, outline: &Outline<'_>) -> Option<String> {
    let digits = outline.bounds.multiple_of.clone()?;
    let mantissa: String = digits
        .split(['e', 'E'])
        .next()
        .unwrap_or_default()
        .chars()
        .filter(|letter| *letter != '.')
        .collect();
    if mantissa.parse::<u64>().is_ok_and(|mantissa| mantissa > 0) {
        return Some(digits);
    }
    let place = outline.node.get("multipleOf").unwrap_or(outline.node);
    let message = "`multipleOf` is not enforced unless it is above 0 and has at most 19 digits";
    cx.warn(
        "unsupported-multiple",
        place,
        message,
        "write a number above 0, for example 0.01",
    );
    None
}

/// The tighter of two lower bounds.
pub(super) fn greater<'a>(left: &'a Bound, right: &'a Bound) -> &'a Bound {
    match compare(&left.digits, &right.digits) {
        std::cmp::Ordering::Greater => left,
        std::cmp::Ordering::Less => right,
        std::cmp::Ordering::Equal => {
            if left.exclusive {
                left
            } else {
                right
            }
        }
    }
}

/// The tighter of two upper bounds.
pub(super) fn lesser<'a>(left: &'a Bound, right: &'a Bound) -> &'a Bound {
    match compare(&left.digits, &right.digits) {
        std::cmp::Ordering::Less => left,
        std::cmp::Ordering::Greater => right,
        std::cmp::Ordering::Equal => {
            if left.exclusive {
                left
            } else {
                right
            }
        }
    }
}

pub(super) fn format_of(outline: &Outline<'_>) -> Format {
    let named = match outline.format {
        Some("date-time") => Format::DateTime,
        Some("date") => Format::Date,
        Some("time") => Format::Time,
        Some("duration") => Format::Duration,
        Some("uri-reference") => Format::UriReference,
        Some("iri") => Format::Iri,
        Some("iri-reference") => Format::IriReference,
        Some("json-pointer") => Format::JsonPointer,
        Some("relative-json-pointer") => Format::RelativeJsonPointer,
        Some("regex") => Format::Regex,
        Some("uuid") => Format::Uuid,
        Some("email") => Format::Email,
        Some("uri") => Format::Uri,
        Some("hostname") => Format::Hostname,
        Some("ipv4") => Format::Ipv4,
        Some("ipv6") => Format::Ipv6,
        Some("byte") => Format::Byte,
        Some("binary") => Format::Binary,
        Some("password") => Format::Password,
        _ => Format::Plain,
    };
    match (named, outline.encoding, outline.media) {
        (Format::Plain, Some("base64"), _) => Format::Byte,
        // Content of a media type that is not encoded as text travels as it is.
        (Format::Plain, None, Some(media))
            if !media.starts_with("text/") && !media.contains("json") =>
        {
            Format::Binary
        }
        (named, ..) => named,
    }
}

fn compare(left: &str, right: &str) -> std::cmp::Ordering {
    match (left.parse::<i128>(), right.parse::<i128>()) {
        (Ok(left), Ok(right)) => left.cmp(&right),
        _ => approximate(left).total_cmp(&approximate(right)),
    }
}

fn approximate(digits: &str) -> f64 {
    digits.parse().unwrap_or(0.0)
}

enum Side {
    Lower,
    Upper,
}

/// A bound as the last whole number inside it; one beyond every integer is no bound.
fn whole_bound(bound: &Bound, side: Side) -> Option<i128> {
    let exact = bound.digits.parse::<i128>().ok();
    let (inside, is_whole) = match (exact, &side) {
        (Some(value), _) => (value, true),
        (None, side) => {
            let value = approximate(&bound.digits);
            let inside = match side {
                Side::Lower => value.ceil(),
                Side::Upper => value.floor(),
            };
            if inside.abs() >= 1e38 {
                return None;
            }
            #[expect(
                clippy::cast_possible_truncation,
                reason = "whole and within i128, as was just checked"
            )]
            (inside as i128, (inside - value).abs() == 0.0)
        }
    };
    match (bound.exclusive && is_whole, side) {
        (false, _) => Some(inside),
        (true, Side::Lower) => inside.checked_add(1),
        (true, Side::Upper) => inside.checked_sub(1),
    }
}

fn whole_step(digits: &str) -> Option<u64> {
    let step = digits
        .parse::<u64>()
        .ok()
        .or_else(|| digits.trim_end_matches('0').strip_suffix('.')?.parse().ok());
    step.filter(|step| *step > 0)
}
