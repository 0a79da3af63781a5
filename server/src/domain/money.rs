//! Money in hundredths, and the exact way there from the digits of a decimal.

/// How a decimal that lies between two hundredths is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// To the next higher hundredth: the lowest amount that is not below it.
    Up,
    /// To the next lower hundredth: the highest amount that is not above it.
    Down,
}

/// The hundredths in a decimal of at least 0, written as JSON writes numbers (`4000.5`, `4e3`). Amounts beyond `i64` saturate; text that is no
/// such number is `None`.
#[must_use]
pub fn cents(text: &str, rounding: Rounding) -> Option<i64> {
    if let Some(zero) = text.strip_prefix('-') {
        return cents(zero, Rounding::Up).filter(|cents| *cents == 0);
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty()
        || !whole
            .bytes()
            .chain(fraction.bytes())
            .all(|byte| byte.is_ascii_digit())
    {
        return None;
    }
    let digits: Vec<u8> = whole
        .bytes()
        .chain(fraction.bytes())
        .map(|byte| byte - b'0')
        .collect();
    // Where the point stands among the digits once the number counts hundredths.
    let point = exponent
        .saturating_add(2)
        .saturating_add(i64::try_from(whole.len()).unwrap_or(i64::MAX));
    Some(round(&digits, point, rounding))
}

fn round(digits: &[u8], point: i64, rounding: Rounding) -> i64 {
    let kept = usize::try_from(point).unwrap_or(0).min(digits.len());
    let mut total: i64 = 0;
    for digit in &digits[..kept] {
        total = total.saturating_mul(10).saturating_add(i64::from(*digit));
    }
    let zeros = point
        .saturating_sub(i64::try_from(digits.len()).unwrap_or(i64::MAX))
        .max(0);
    for _ in 0..zeros.min(20) {
        total = total.saturating_mul(10);
    }
    let rest = digits[kept..].iter().any(|digit| *digit != 0);
    match (rounding, rest) {
        (Rounding::Up, true) => total.saturating_add(1),
        _ => total,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_become_hundredths() {
        for (text, up, down) in [
            ("0", 0, 0),
            ("-0.0", 0, 0),
            ("300", 30_000, 30_000),
            ("4000.50", 400_050, 400_050),
            ("4000.5", 400_050, 400_050),
            ("299.991", 30_000, 29_999),
            ("0.001", 1, 0),
            ("1e3", 100_000, 100_000),
            ("1.5E+1", 1_500, 1_500),
            ("12345e-4", 124, 123),
            ("1e-9", 1, 0),
            ("0e999999999", 0, 0),
            ("9e99", i64::MAX, i64::MAX),
        ] {
            assert_eq!(cents(text, Rounding::Up), Some(up), "{text} up");
            assert_eq!(cents(text, Rounding::Down), Some(down), "{text} down");
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for text in ["", "-1", ".5", "1x", "1e", "NaN"] {
            assert_eq!(cents(text, Rounding::Up), None, "{text}");
        }
    }
}
