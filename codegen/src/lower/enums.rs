//! `enum` and `const`.

use super::casing::{self, Scope};
use super::context::Context;
use super::nullable::Kind;
use super::outline::Outline;
use crate::ir::{Integer, Number, TextEnum, TextVariant, Type};
use crate::load::{Node, Value};
use crate::values::text_fits;

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
    let kept: Vec<&Node> = values
        .iter()
        .copied()
        .filter(|value| written(value).is_none_or(|text| text_fits(&outline.text, &text)))
        .collect();
    for value in values {
        if !kept.iter().any(|known| std::ptr::eq(*known, *value)) {
            let message = "this value breaks the length or pattern that stands beside it, so it can never be sent";
            cx.warn(
                "enum-unreachable",
                value,
                message,
                "leave the value out, or correct the rule",
            );
        }
    }
    (!kept.is_empty()).then_some(kept)
}

/// True when the values are whole numbers and nothing else is demanded: a closed list of them.
pub(super) fn are_integers(outline: &Outline<'_>, values: &[&Node]) -> bool {
    let is_narrow = |number: &i128| i64::try_from(*number).is_ok();
    let numbers = whole_numbers(values).filter(|numbers| !numbers.is_empty());
    is_bare(outline)
        && takes_kinds(outline, values)
        && numbers.is_some_and(|numbers| numbers.iter().all(is_narrow))
}

/// A closed list of strings or of whole numbers.
pub(super) fn text_enum(cx: &mut Context<'_>, values: &[&Node], is_integer: bool) -> TextEnum {
    let mut scope = Scope::default();
    let mut variants: Vec<TextVariant> = Vec::new();
    for value in values {
        let digits = value.as_i128().filter(|_| is_integer);
        let Some(wire) = digits
            .map(|digits| digits.to_string())
            .or_else(|| written(value))
        else {
            continue;
        };
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
    TextEnum {
        is_integer,
        variants,
    }
}

/// The variant's name of one value.
pub(super) fn variant_word(value: &Node) -> String {
    casing::variant_name(&written(value).unwrap_or_default())
}

/// The type of values that are no strings: as narrow as one Rust type holds them all. Which ones they are is checked beside it.
pub(super) fn other_values(cx: &mut Context<'_>, outline: &Outline<'_>) -> Type {
    let values = outline.values.as_deref().unwrap_or_default();
    let place = outline
        .node
        .get("enum")
        .or_else(|| outline.node.get("const"))
        .unwrap_or(outline.node);
    if let Some(numbers) = whole_numbers(values).filter(|numbers| !numbers.is_empty()) {
        return Type::Integer(Integer {
            minimum: numbers.iter().copied().min(),
            maximum: numbers.iter().copied().max(),
            ..Integer::default()
        });
    }
    if !values.is_empty() && values.iter().all(|value| value.as_bool().is_some()) {
        return Type::Boolean;
    }
    if !values.is_empty() && values.iter().all(|value| value.as_number().is_some()) {
        return Type::Number(Number::default());
    }
    let (message, fix) = if values.is_empty() {
        (
            "no value but null satisfies this schema; it is typed as any JSON value",
            "list the allowed values",
        )
    } else {
        (
            "values of several types are typed as any JSON value; which ones they are is checked",
            "use strings only",
        )
    };
    cx.warn("fallback-any", place, message, fix);
    Type::Any
}

/// True when the type alone takes these values and no others.
pub(super) fn is_exact(outline: &Outline<'_>, values: &[&Node]) -> bool {
    is_bare(outline) && takes_kinds(outline, values) && (is_range(values) || is_either(values))
}

/// True when a schema says nothing but its values and their type.
fn is_bare(outline: &Outline<'_>) -> bool {
    let silent = Outline {
        values: None,
        ..outline.clone()
    };
    silent.demands_nothing()
}

fn takes_kinds(outline: &Outline<'_>, values: &[&Node]) -> bool {
    outline.kinds.stated().is_none_or(|kinds| match kinds {
        [Kind::Integer | Kind::Number] => values.iter().all(|value| value.as_number().is_some()),
        [Kind::Boolean] => values.iter().all(|value| value.as_bool().is_some()),
        _ => false,
    })
}

/// Whole numbers without a gap.
fn is_range(values: &[&Node]) -> bool {
    let Some(mut numbers) = whole_numbers(values) else {
        return false;
    };
    numbers.sort_unstable();
    numbers.dedup();
    !numbers.is_empty()
        && numbers
            .windows(2)
            .all(|pair| matches!(pair, [left, right] if left.checked_add(1) == Some(*right)))
}

fn is_either(values: &[&Node]) -> bool {
    let has = |flag| values.iter().any(|value| value.as_bool() == Some(flag));
    values.iter().all(|value| value.as_bool().is_some()) && has(true) && has(false)
}

fn whole_numbers(values: &[&Node]) -> Option<Vec<i128>> {
    values.iter().map(|value| value.as_i128()).collect()
}

fn written(value: &Node) -> Option<String> {
    match &value.value {
        Value::Text(text) | Value::Number(text) => Some(text.clone()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
