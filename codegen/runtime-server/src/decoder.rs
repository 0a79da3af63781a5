//! From the text of a parameter or a part to a typed value that keeps its rules. One function per type; each gives a decoder for [`Reader`](crate::Reader)
//! and [`Parts`](crate::Parts). A decoder reports what is wrong and answers `None` when there is no value at all.

use std::str::FromStr;

use concierge_runtime::decode::{self, Refused};
use concierge_runtime::parameter::{self, Value};
use concierge_runtime::{
    At, Date, DateTime, Decimal, Integer, Model, Number, Rule, Text, TextEnum, Violation,
    Violations, assertion,
};
use serde::Serialize;

/// A string.
pub fn text(rule: &'static Text) -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<String> {
    move |raw, at, out| {
        rule.check(raw, at, out);
        Some(raw.to_owned())
    }
}

/// A string with a closed list of values.
pub fn choice<T: TextEnum>() -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<T> {
    |raw, at, out| match T::from_wire(raw) {
        Some(value) => Some(value),
        None => refuse(at, out, "enum", "must be one of the declared values"),
    }
}

/// An integer: an optional minus sign and digits.
pub fn integer<T: TryFrom<i128>>(
    rule: &'static Integer,
) -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<T> {
    move |raw, at, out| {
        let digits = raw.strip_prefix('-').unwrap_or(raw);
        let value = if digits.bytes().all(|byte| byte.is_ascii_digit()) {
            raw.parse::<i128>().ok()
        } else {
            None
        };
        let Some(value) = value else {
            return refuse(at, out, "type", "must be an integer");
        };
        rule.check(value, at, out);
        match T::try_from(value) {
            Ok(value) => Some(value),
            Err(_) => refuse(at, out, "format", "must fit into 64 bits"),
        }
    }
}

/// A number in the notation of JSON.
pub fn number(rule: &'static Number) -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<f64> {
    move |raw, at, out| {
        let value = raw
            .parse::<Decimal>()
            .ok()
            .map(|value| value.to_f64())
            .filter(|value| value.is_finite());
        let Some(value) = value else {
            return refuse(at, out, "type", "must be a number");
        };
        rule.check_f64(value, at, out);
        Some(value)
    }
}

/// A number in the notation of JSON, with all its digits.
pub fn decimal(
    rule: &'static Number,
) -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<Decimal> {
    move |raw, at, out| {
        let Ok(value) = raw.parse::<Decimal>() else {
            return refuse(at, out, "type", "must be a number");
        };
        rule.check_decimal(&value, at, out);
        Some(value)
    }
}

/// `true` or `false`.
pub fn boolean() -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<bool> {
    |raw, at, out| match raw {
        "true" => Some(true),
        "false" => Some(false),
        _ => refuse(at, out, "type", "must be true or false"),
    }
}

/// RFC 3339 `date-time`.
pub fn date_time() -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<DateTime> {
    |raw, at, out| {
        parsed(
            raw,
            at,
            out,
            "must be a date and time as RFC 3339 writes it",
        )
    }
}

/// RFC 3339 `full-date`.
pub fn date() -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<Date> {
    |raw, at, out| parsed(raw, at, out, "must be a date as RFC 3339 writes it")
}

/// What another decoder reads, held to a rule that its type cannot say.
pub fn judged<T: Serialize>(
    rule: Rule,
    decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
) -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<T> {
    move |raw, at, out| {
        let value = decode(raw, at, out)?;
        assertion::check(rule, &value, at, out);
        Some(value)
    }
}

/// A scalar of several types: a text, unless the schema makes a number, a boolean or null of it.
pub fn scalar<T: Model>() -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<T> {
    |raw, at, out| json()(&parameter::coerce(&Value::from(raw), T::schema()), at, out)
}

/// JSON text, for a parameter with `content` or a part of a multipart body.
pub fn json<T: Model>() -> impl Fn(&str, &At<'_>, &mut Violations) -> Option<T> {
    |raw, at, out| match decode::strict::<T>(raw.as_bytes()) {
        Ok(value) => Some(value),
        Err(Refused::Malformed { .. }) => refuse(at, out, "type", "must be JSON"),
        Err(Refused::Invalid(found)) => {
            let prefix = at.pointer();
            for violation in found {
                out.push(Violation {
                    pointer: format!("{prefix}{}", violation.pointer),
                    place: at.place(),
                    ..violation
                });
            }
            None
        }
    }
}

fn parsed<T: FromStr>(
    raw: &str,
    at: &At<'_>,
    out: &mut Violations,
    message: &'static str,
) -> Option<T> {
    match raw.parse() {
        Ok(value) => Some(value),
        Err(_) => refuse(at, out, "format", message),
    }
}

fn refuse<T>(
    at: &At<'_>,
    out: &mut Violations,
    rule: &'static str,
    message: &'static str,
) -> Option<T> {
    out.report(at, rule, message);
    None
}
