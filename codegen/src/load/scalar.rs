//! Plain scalars by YAML 1.2's core schema.

use super::node::Value;
use super::text_json::{is_digits, is_number};

/// A number that YAML has and JSON has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoJsonNumber;

/// What a plain scalar without a tag means.
pub(super) fn plain(text: &str) -> Result<Value, NoJsonNumber> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Ok(Value::Null),
        "true" | "True" | "TRUE" => return Ok(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Ok(Value::Bool(false)),
        _ => {}
    }
    match number(text)? {
        Some(digits) => Ok(Value::Number(digits)),
        None => Ok(Value::Text(text.to_owned())),
    }
}

/// The number in JSON's spelling; the digits stay, only signs, zeros and points that JSON does not allow change.
fn number(text: &str) -> Result<Option<String>, NoJsonNumber> {
    if is_number(text) {
        return Ok(Some(text.to_owned()));
    }
    let (sign, unsigned) = match text.as_bytes().first() {
        Some(b'-') => ("-", &text[1..]),
        Some(b'+') => ("", &text[1..]),
        _ => ("", text),
    };
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return Err(NoJsonNumber);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8);
    }
    Ok(decimal(unsigned).map(|digits| format!("{sign}{digits}")))
}

fn radix(digits: &str, radix: u32) -> Result<Option<String>, NoJsonNumber> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return Ok(None);
    }
    let value = u128::from_str_radix(digits, radix).map_err(|_| NoJsonNumber)?;
    Ok(Some(value.to_string()))
}

/// `[0-9]+(\.[0-9]*)?` or `\.[0-9]+`, with an exponent, as JSON writes it.
fn decimal(text: &str) -> Option<String> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let plausible =
        (whole.is_empty() || is_digits(whole)) && (fraction.is_empty() || is_digits(fraction));
    if !plausible || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let trimmed = whole.trim_start_matches('0');
    let whole = if trimmed.is_empty() { "0" } else { trimmed };
    let point = if fraction.is_empty() { "" } else { "." };
    Some(format!("{whole}{point}{fraction}{exponent}")).filter(|json| is_number(json))
}
