//! Rules in words, for documentation.

use crate::ir::{Api, Format, Integer, Items, Number, Properties, Shape, Text, Type};

/// Aliases may hold themselves; nobody reads rules that lie deeper.
const DEPTH_MAX: usize = 8;

/// What a value must be, one rule per line.
pub(in crate::emit) fn constraints(api: &Api, ty: &Type) -> Vec<String> {
    constraints_within(api, ty, DEPTH_MAX)
}

fn constraints_within(api: &Api, ty: &Type, depth: usize) -> Vec<String> {
    if depth == 0 {
        return Vec::new();
    }
    let each = |inner: &Type| {
        let lines = constraints_within(api, inner, depth - 1).into_iter();
        lines.map(|line| format!("each: {line}"))
    };
    match ty {
        Type::Text(text) => text_constraints(text),
        Type::Integer(integer) => integer_constraints(integer),
        Type::Number(number) => number_constraints(number),
        Type::Array(item, items) => {
            let mut lines = items_constraints(items);
            lines.extend(each(&item.ty));
            lines
        }
        Type::Map(value, properties) => {
            let mut lines = properties_constraints(properties);
            lines.extend(each(&value.ty));
            lines
        }
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Alias(schema) => constraints_within(api, &schema.ty, depth - 1),
            _ => Vec::new(),
        },
        Type::Boolean | Type::Any => Vec::new(),
    }
}

/// Rules of an object's size.
pub(super) fn properties_constraints(properties: &Properties) -> Vec<String> {
    range(
        properties.min_properties,
        properties.max_properties,
        "properties",
    )
}

fn text_constraints(text: &Text) -> Vec<String> {
    let mut lines = range(text.min_length, text.max_length, "characters");
    if let Some(pattern) = &text.pattern {
        lines.push(format!("pattern: {}", code(pattern)));
    }
    let format = match text.format {
        Format::Plain | Format::DateTime | Format::Date | Format::Password => return lines,
        Format::Time => "time",
        Format::Duration => "duration",
        Format::UriReference => "uri-reference",
        Format::Iri => "iri",
        Format::IriReference => "iri-reference",
        Format::JsonPointer => "json-pointer",
        Format::RelativeJsonPointer => "relative-json-pointer",
        Format::Regex => "regex",
        Format::Uuid => "uuid",
        Format::Email => "email",
        Format::Uri => "uri",
        Format::Hostname => "hostname",
        Format::Ipv4 => "ipv4",
        Format::Ipv6 => "ipv6",
        Format::Byte => "byte",
        Format::Binary => "binary",
    };
    lines.push(format!("format: {format}"));
    lines
}

/// Code in Markdown, whatever it holds.
fn code(text: &str) -> String {
    let longest = text
        .split(|letter| letter != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn integer_constraints(integer: &Integer) -> Vec<String> {
    let mut lines = range(integer.minimum, integer.maximum, "");
    lines.extend(
        integer
            .multiple_of
            .map(|step| format!("a multiple of {step}")),
    );
    lines
}

fn number_constraints(number: &Number) -> Vec<String> {
    let mut lines = Vec::new();
    let mut bound = |text: &Option<String>, exclusive: bool, strict: &str, plain: &str| {
        let words = if exclusive { strict } else { plain };
        lines.extend(text.as_ref().map(|text| format!("{words} {text}")));
    };
    bound(
        &number.minimum,
        number.exclusive_minimum,
        "more than",
        "at least",
    );
    bound(
        &number.maximum,
        number.exclusive_maximum,
        "less than",
        "at most",
    );
    lines.extend(
        number
            .multiple_of
            .as_ref()
            .map(|step| format!("a multiple of {step}")),
    );
    lines
}

fn items_constraints(items: &Items) -> Vec<String> {
    let mut lines = range(items.min_items, items.max_items, "items");
    lines.extend(items.unique.then(|| "no item twice".to_owned()));
    lines
}

fn range<T: PartialEq + std::fmt::Display>(
    min: Option<T>,
    max: Option<T>,
    noun: &str,
) -> Vec<String> {
    let line = match (min, max) {
        (None, None) => return Vec::new(),
        (Some(min), None) => format!("at least {}", count(min, noun)),
        (None, Some(max)) => format!("at most {}", count(max, noun)),
        (Some(min), Some(max)) if min == max => format!("exactly {}", count(min, noun)),
        (Some(min), Some(max)) => format!("{min} to {}", count(max, noun)),
    };
    vec![line]
}

fn count(number: impl std::fmt::Display, plural: &str) -> String {
    let number = number.to_string();
    let noun = match (number.as_str(), plural) {
        ("1", "properties") => "property",
        ("1", plural) => plural.trim_end_matches('s'),
        _ => plural,
    };
    format!("{number} {noun}").trim_end().to_owned()
}
