//! `enum` and `const`.

use super::casing::{self, Scope};
use super::context::Context;
use super::nullable::Kind;
use super::outline::Outline;
use crate::ir::{Integer, TextEnum, TextVariant, Type};
use crate::load::{Node, Value};

/// The values, when they make a closed list of strings.
pub(super) fn texts_of<'d>(
    cx: &mut Context<'d>,
    outline: &Outline<'d>,
    values: &[&'d Node],
) -> Option<Vec<&'d Node>> {
    if values.is_empty() {
        return None;
    }
    let text_only = outline.kinds.stated() == Some(&[Kind::Text]);
    if !text_only && values.iter().any(|value| value.as_str().is_none()) {
        return None;
    }
    for value in values {
        if value.as_str().is_none() {
            let message = format!(
                "a value of a string cannot be {}; it is read as the string that is written",
                value.kind()
            );
            cx.warn("enum-type", value, message, "put it in quotes");
        }
    }
    Some(values.to_vec())
}

/// A closed list of strings.
pub(super) fn text_enum(cx: &mut Context<'_>, values: &[&Node]) -> TextEnum {
    let mut scope = Scope::default();
    let mut variants: Vec<TextVariant> = Vec::new();
    for value in values {
        let Some(wire) = written(value) else { continue };
        if variants.iter().any(|known| known.wire == wire) {
            cx.warn(
                "enum-duplicate",
                value,
                format!("`{wire}` is listed twice"),
                "leave the second one out",
            );
            continue;
        }
        let name = scope.claim(&casing::variant_name(&wire));
        variants.push(TextVariant { wire, name });
    }
    TextEnum { variants }
}

/// The variant's name of one value.
pub(super) fn variant_word(value: &Node) -> String {
    casing::variant_name(&written(value).unwrap_or_default())
}

/// Values that are no strings: whole numbers become a range, where they make one; others keep their type only.
pub(super) fn other_values(cx: &mut Context<'_>, outline: &Outline<'_>) -> Type {
    let values = outline.values.as_deref().unwrap_or_default();
    let place = outline
        .node
        .get("enum")
        .or_else(|| outline.node.get("const"))
        .unwrap_or(outline.node);
    if values.is_empty() {
        cx.warn(
            "fallback-any",
            place,
            "no value but null satisfies this schema; it is typed as any JSON value",
            "list the allowed values",
        );
        return Type::Any;
    }
    if let Some(numbers) = values
        .iter()
        .map(|value| value.as_i128())
        .collect::<Option<Vec<i128>>>()
    {
        return range_of(cx, place, numbers);
    }
    if values.iter().all(|value| value.as_bool().is_some()) {
        if values.len() < 2 {
            cx.warn(
                "unsupported-enum",
                place,
                "an `enum` of one boolean is not enforced",
                "check it in the operation, or leave `enum` out",
            );
        }
        return Type::Boolean;
    }
    if values.iter().all(|value| value.as_number().is_some()) {
        cx.warn(
            "unsupported-enum",
            place,
            "a list of numbers is not enforced",
            "use strings, or `minimum` and `maximum`",
        );
        return super::scalars::number_of(outline);
    }
    cx.warn(
        "fallback-any",
        place,
        "a list of values of several types is typed as any JSON value",
        "use strings only",
    );
    Type::Any
}

fn range_of(cx: &mut Context<'_>, place: &Node, mut numbers: Vec<i128>) -> Type {
    numbers.sort_unstable();
    numbers.dedup();
    let (minimum, maximum) = (numbers.first().copied(), numbers.last().copied());
    let gapless = numbers
        .windows(2)
        .all(|pair| matches!(pair, [left, right] if left.checked_add(1) == Some(*right)));
    if !gapless {
        cx.warn(
            "unsupported-enum",
            place,
            "a list of integers with gaps is enforced as a range only",
            "use strings, or `minimum` and `maximum`",
        );
    }
    Type::Integer(Integer {
        minimum,
        maximum,
        ..Integer::default()
    })
}

fn written(value: &Node) -> Option<String> {
    match &value.value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
