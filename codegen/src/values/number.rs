//! Numbers: valid ones within bounds, and ones just beyond.

use crate::ir::{Integer, Number};
use serde_json::Value;

use super::Seed;

/// An integer that satisfies the constraints, if there is one.
pub fn valid_integer(integer: &Integer, seed: &mut Seed) -> Option<Value> {
    let step = i128::from(integer.multiple_of.unwrap_or(1).max(1));
    let low = integer
        .minimum
        .unwrap_or_else(|| integer.maximum.map_or(1, |maximum| maximum.min(1)));
    let first = low.div_euclid(step) * step + if low.rem_euclid(step) == 0 { 0 } else { step };
    let last = integer.maximum.unwrap_or(first + 20 * step);
    let choices = u64::try_from((last - first).div_euclid(step)).ok()?;
    json_integer(first + i128::from(seed.below(choices.saturating_add(1))) * step)
}

/// An integer as JSON, if it fits.
pub fn json_integer(value: i128) -> Option<Value> {
    i64::try_from(value)
        .map(Value::from)
        .ok()
        .or_else(|| u64::try_from(value).map(Value::from).ok())
}

/// A number that satisfies the constraints, if one is found.
pub fn valid_number(number: &Number) -> Option<Value> {
    let low = read(number.minimum.as_ref());
    let high = read(number.maximum.as_ref());
    let step = read(number.multiple_of.as_ref());
    let start = low.or(high).unwrap_or(1.0);
    let candidate = match (step, low, high) {
        (Some(step), Some(low), _) => rounded(
            (low / step).ceil() * step + if number.exclusive_minimum { step } else { 0.0 },
            number,
        ),
        (Some(step), None, Some(high)) => rounded(
            (high / step).floor() * step - if number.exclusive_maximum { step } else { 0.0 },
            number,
        ),
        (Some(step), None, None) => step,
        (None, Some(low), Some(high)) => low + (high - low) / 2.0,
        (None, Some(_), None) => start + 1.0,
        (None, None, _) => start - 1.0,
    };
    json_number(candidate)
}

/// A number below the lower bound.
pub fn below(number: &Number) -> Option<Value> {
    let minimum = read(number.minimum.as_ref())?;
    json_number(if number.exclusive_minimum {
        minimum
    } else {
        minimum - 1.0
    })
}

/// A number above the upper bound.
pub fn above(number: &Number) -> Option<Value> {
    let maximum = read(number.maximum.as_ref())?;
    json_number(if number.exclusive_maximum {
        maximum
    } else {
        maximum + 1.0
    })
}

/// A number between two multiples.
pub fn between(number: &Number) -> Option<Value> {
    let step = read(number.multiple_of.as_ref())?;
    let valid = valid_number(number)?.as_f64()?;
    json_number(valid + step / 2.0)
}

fn read(text: Option<&String>) -> Option<f64> {
    text?.parse().ok()
}

fn json_number(value: f64) -> Option<Value> {
    const WHOLE_MAX: f64 = 9.0e15;
    if value.fract() == 0.0 && value.abs() < WHOLE_MAX {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "whole and within range, as tested above"
        )]
        return Some(Value::from(value as i64));
    }
    serde_json::Number::from_f64(value).map(Value::Number)
}

/// Multiplying by a decimal step leaves binary dust; the step says how many digits count.
fn rounded(value: f64, number: &Number) -> f64 {
    let digits = number
        .multiple_of
        .as_ref()
        .and_then(|step| step.split_once('.'))
        .map_or(0, |(_, digits)| digits.len());
    format!("{value:.digits$}").parse().unwrap_or(value)
}
