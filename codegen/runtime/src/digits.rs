//! Decimal numbers as digits: exact comparison and divisibility, whatever the size.

use std::cmp::Ordering;

/// A decimal in parts, borrowed from its text: `0.d1d2d3.. * 10^point`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digits<'a> {
    negative: bool,
    /// Digits before and after the written point, which starts with the first digit that is not zero.
    whole: &'a [u8],
    fraction: &'a [u8],
    /// Where the point stands, counted from the first digit. Meaningless for zero.
    point: i64,
}

impl<'a> Digits<'a> {
    pub(crate) const ZERO: Self = Self {
        negative: false,
        whole: b"",
        fraction: b"",
        point: 0,
    };

    /// Reads a JSON number.
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
            Some(end) => (&unsigned[..end], read_exponent(&unsigned[end + 1..])?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty()
            || !numeric(whole)
            || !numeric(fraction)
            || (mantissa.contains('.') && fraction.is_empty())
        {
            return None;
        }
        Some(Self::strip(negative, whole, fraction, exponent))
    }

    fn strip(negative: bool, whole: &'a str, fraction: &'a str, exponent: i64) -> Self {
        let whole = whole.trim_start_matches('0');
        let (fraction, point) = if whole.is_empty() {
            let significant = fraction.trim_start_matches('0');
            (significant, -((fraction.len() - significant.len()) as i64))
        } else {
            (fraction, whole.len() as i64)
        };
        let fraction = fraction.trim_end_matches('0');
        let whole = if fraction.is_empty() {
            whole.trim_end_matches('0')
        } else {
            whole
        };
        Self {
            negative: negative && !(whole.is_empty() && fraction.is_empty()),
            whole: whole.as_bytes(),
            fraction: fraction.as_bytes(),
            point: point.saturating_add(exponent),
        }
    }

    fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.fraction.is_empty()
    }

    fn len(&self) -> usize {
        self.whole.len() + self.fraction.len()
    }

    fn iter(&self) -> impl Iterator<Item = u8> + 'a {
        self.whole
            .iter()
            .chain(self.fraction)
            .map(|byte| byte - b'0')
    }

    /// The exponent of the last digit.
    fn exponent(&self) -> i64 {
        self.point.saturating_sub(self.len() as i64)
    }

    /// The value, when it is an integer that 128 bits hold.
    pub(crate) fn to_integer(self) -> Option<i128> {
        const DIGITS_MAX: i64 = 39;
        if self.is_zero() {
            return Some(0);
        }
        if self.exponent() < 0 || self.point > DIGITS_MAX {
            return None;
        }
        let zeros = std::iter::repeat_n(0, usize::try_from(self.exponent()).ok()?);
        self.iter().chain(zeros).try_fold(0_i128, |sum, digit| {
            let sum = sum.checked_mul(10)?;
            if self.negative {
                sum.checked_sub(digit.into())
            } else {
                sum.checked_add(digit.into())
            }
        })
    }

    /// True when the value is an integer of any size.
    pub(crate) fn is_integer(&self) -> bool {
        self.is_zero() || self.exponent() >= 0
    }

    /// True when the value is a whole number of steps.
    pub(crate) fn is_multiple_of(&self, step: &Ratio) -> bool {
        if self.is_zero() {
            return true;
        }
        // The last digit is not zero, so a step that is coarser by a power of ten never fits.
        let Ok(zeros) = u64::try_from(self.exponent().saturating_sub(step.exponent.into())) else {
            return false;
        };
        let modulus = u128::from(step.mantissa);
        let rest = self.iter().fold(0_u128, |rest, digit| {
            (rest * 10 + u128::from(digit)) % modulus
        });
        (rest * power_of_ten(zeros, modulus)).is_multiple_of(modulus)
    }

    /// The same text for equal numbers.
    pub(crate) fn canonical(&self) -> String {
        if self.is_zero() {
            return "0".to_owned();
        }
        let digits: String = self.iter().map(|digit| char::from(b'0' + digit)).collect();
        format!(
            "{}{digits}e{}",
            if self.negative { "-" } else { "" },
            self.exponent()
        )
    }

    fn cmp_magnitude(&self, other: &Digits<'_>) -> Ordering {
        match (self.is_zero(), other.is_zero()) {
            (true, true) => return Ordering::Equal,
            (true, false) => return Ordering::Less,
            (false, true) => return Ordering::Greater,
            (false, false) => {}
        }
        // Trailing zeros are gone, so digits compare like words.
        self.point
            .cmp(&other.point)
            .then_with(|| self.iter().cmp(other.iter()))
    }
}

impl Ord for Digits<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.cmp_magnitude(other),
            (true, true) => other.cmp_magnitude(self),
        }
    }
}

impl PartialOrd for Digits<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Digits<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Digits<'_> {}

/// Exponents beyond `i64` are as good as its ends: no text is long enough to make up for them.
fn read_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let magnitude = digits
        .parse::<i64>()
        .unwrap_or(i64::MAX / 4)
        .min(i64::MAX / 4);
    Some(if text.starts_with('-') {
        -magnitude
    } else {
        magnitude
    })
}

fn power_of_ten(mut exponent: u64, modulus: u128) -> u128 {
    let (mut base, mut power) = (10 % modulus, 1 % modulus);
    while exponent > 0 {
        if exponent & 1 == 1 {
            power = power * base % modulus;
        }
        base = base * base % modulus;
        exponent >>= 1;
    }
    power
}

/// A decimal of at most 19 digits, read while the program is compiled: `mantissa * 10^exponent`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratio {
    pub(crate) negative: bool,
    pub(crate) mantissa: u64,
    pub(crate) exponent: i32,
}

impl Ratio {
    pub(crate) const fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let negative = !bytes.is_empty() && bytes[0] == b'-';
        let mut index = if negative { 1 } else { 0 };
        let (mut mantissa, mut exponent, mut digits, mut after_point) =
            (0_u64, 0_i32, 0_u32, false);
        while index < bytes.len() {
            match bytes[index] {
                byte @ b'0'..=b'9' => {
                    let Some(shifted) = mantissa.checked_mul(10) else {
                        return None;
                    };
                    let Some(sum) = shifted.checked_add((byte - b'0') as u64) else {
                        return None;
                    };
                    mantissa = sum;
                    digits += 1;
                    if after_point {
                        exponent -= 1;
                    }
                }
                b'.' if !after_point => after_point = true,
                b'e' | b'E' if digits > 0 => {
                    let Some(written) = const_exponent(bytes, index + 1) else {
                        return None;
                    };
                    return Some(Self {
                        negative,
                        mantissa,
                        exponent: exponent + written,
                    });
                }
                _ => return None,
            }
            index += 1;
        }
        if digits == 0 {
            None
        } else {
            Some(Self {
                negative,
                mantissa,
                exponent,
            })
        }
    }

    /// The nearest `f64`, where one exact division or multiplication finds it.
    pub(crate) const fn nearest(&self) -> Option<f64> {
        if self.mantissa >= 1 << 53 || self.exponent < -22 || self.exponent > 22 {
            return None;
        }
        let (mut power, mut step) = (1_f64, 0);
        while step < self.exponent.unsigned_abs() {
            power *= 10.0;
            step += 1;
        }
        let mantissa = self.mantissa as f64;
        let magnitude = if self.exponent < 0 {
            mantissa / power
        } else {
            mantissa * power
        };
        Some(if self.negative { -magnitude } else { magnitude })
    }
}

const fn const_exponent(bytes: &[u8], start: usize) -> Option<i32> {
    let mut index = start;
    let negative = index < bytes.len() && bytes[index] == b'-';
    if index < bytes.len() && matches!(bytes[index], b'-' | b'+') {
        index += 1;
    }
    let (first, mut value) = (index, 0_i32);
    while index < bytes.len() {
        if !bytes[index].is_ascii_digit() || value > 10_000 {
            return None;
        }
        value = value * 10 + (bytes[index] - b'0') as i32;
        index += 1;
    }
    if index == first {
        None
    } else {
        Some(if negative { -value } else { value })
    }
}
