//! Numbers that keep their digits: money, measures, anything that `f64` would bend.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::digits::Digits;

/// A JSON number with the digits that were written. Comparison is by value: `1.50` equals `1.5`.
#[derive(Clone)]
pub struct Decimal(Box<str>);

/// A text that is no JSON number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADecimal;

impl Decimal {
    /// The digits as they were written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number in hundredths, thousandths and so on, when it has no more than `places` places and fits: `12.5` with two places is 1250.
    #[must_use]
    pub fn to_units(&self, places: u32) -> Option<i64> {
        let shifted = format!("{}e{places}", self.0);
        let text = if self.0.contains(['e', 'E']) {
            self.shift_exponent(places)?
        } else {
            shifted
        };
        i64::try_from(Digits::read(&text)?.to_integer()?).ok()
    }

    /// A number of hundredths, thousandths and so on, written with that many places: 1250 with two places is `12.50`.
    #[must_use]
    pub fn from_units(units: i64, places: u32) -> Self {
        let places = places as usize;
        let digits = format!("{:0>width$}", units.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if units < 0 { "-" } else { "" };
        let point = if places == 0 { "" } else { "." };
        Self(format!("{sign}{whole}{point}{fraction}").into())
    }

    /// The same text for equal numbers, with every digit.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.digits().canonical()
    }

    /// The nearest `f64`.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    pub(crate) fn digits(&self) -> Digits<'_> {
        // The text was a number when this was made, so the other case does not happen.
        Digits::read(&self.0).unwrap_or(Digits::ZERO)
    }

    fn shift_exponent(&self, places: u32) -> Option<String> {
        let (mantissa, exponent) = self.0.split_once(['e', 'E'])?;
        let exponent: i64 = exponent.parse().ok()?;
        Some(format!(
            "{mantissa}e{}",
            exponent.checked_add(places.into())?
        ))
    }
}

impl FromStr for Decimal {
    type Err = NotADecimal;

    fn from_str(text: &str) -> Result<Self, NotADecimal> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let leading_zero = unsigned.len() > 1
            && unsigned.starts_with('0')
            && unsigned.as_bytes()[1].is_ascii_digit();
        if leading_zero || Digits::read(text).is_none() {
            return Err(NotADecimal);
        }
        Ok(Self(text.into()))
    }
}

impl From<i64> for Decimal {
    fn from(value: i64) -> Self {
        Self(value.to_string().into())
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.digits().cmp(&other.digits())
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Decimal {}

impl Hash for Decimal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.digits().canonical().hash(state);
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(&self.0)
            .map_err(S::Error::custom)?
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if Digits::read(raw.get()).is_none() {
            return Err(D::Error::custom("not a number"));
        }
        Ok(Self(raw.into()))
    }
}

impl fmt::Display for NotADecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a decimal number")
    }
}

impl std::error::Error for NotADecimal {}
