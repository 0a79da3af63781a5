//! Moments with their offset: RFC 3339 `date-time`.

use std::fmt;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{OffsetDateTime, Time, UtcOffset};

use crate::date::{Date, pair};

/// A moment, written with the offset it came with. Comparison is by moment, not by offset.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime(OffsetDateTime);

/// A text that is no RFC 3339 `date-time`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADateTime;

impl DateTime {
    /// The value for calculations.
    #[must_use]
    pub const fn get(self) -> OffsetDateTime {
        self.0
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn unix_ms(self) -> i64 {
        // Years are between -9999 and 9999, so the quotient always fits.
        (self.0.unix_timestamp_nanos().div_euclid(1_000_000)) as i64
    }

    /// The moment that many milliseconds after 1970-01-01T00:00:00Z, in UTC; `None` beyond the year 9999.
    #[must_use]
    pub fn from_unix_ms(unix_ms: i64) -> Option<Self> {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(unix_ms) * 1_000_000)
            .ok()
            .map(Self)
    }

    fn read(text: &str) -> Option<OffsetDateTime> {
        let bytes = text.as_bytes();
        let (date, rest) = bytes.split_at_checked(10)?;
        let date = Date::read(date)?;
        let [b'T' | b't', h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = rest else {
            return None;
        };
        let (nanosecond, rest) = read_fraction(rest)?;
        let offset = read_offset(rest)?;
        let (hour, minute, second) = (pair(*h1, *h2)?, pair(*m1, *m2)?, pair(*s1, *s2)?);
        if second == 60 {
            return read_leap_second(date, hour, minute, offset);
        }
        let time = Time::from_hms_nano(hour, minute, second, nanosecond).ok()?;
        Some(OffsetDateTime::new_in_offset(date, time, offset))
    }
}

/// Digits beyond nanoseconds are dropped.
fn read_fraction(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let Some(digits) = bytes.strip_prefix(b".") else {
        return Some((0, bytes));
    };
    let length = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    if length == 0 {
        return None;
    }
    let padded = digits[..length]
        .iter()
        .copied()
        .chain(std::iter::repeat(b'0'))
        .take(9);
    let nanosecond = padded.fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    Some((nanosecond, &digits[length..]))
}

fn read_offset(bytes: &[u8]) -> Option<UtcOffset> {
    let (sign, digits) = match bytes {
        b"Z" | b"z" => return Some(UtcOffset::UTC),
        [b'+', digits @ ..] => (1, digits),
        [b'-', digits @ ..] => (-1, digits),
        _ => return None,
    };
    let [h1, h2, b':', m1, m2] = *digits else {
        return None;
    };
    let (hours, minutes) = (pair(h1, h2)?, pair(m1, m2)?);
    if hours > 23 || minutes > 59 {
        return None;
    }
    UtcOffset::from_hms(sign * hours as i8, sign * minutes as i8, 0).ok()
}

/// A leap second ends a day in UTC; it is kept as the last nanosecond before it.
fn read_leap_second(
    date: time::Date,
    hour: u8,
    minute: u8,
    offset: UtcOffset,
) -> Option<OffsetDateTime> {
    let time = Time::from_hms_nano(hour, minute, 59, 999_999_999).ok()?;
    let moment = OffsetDateTime::new_in_offset(date, time, offset);
    let utc = moment.checked_to_offset(UtcOffset::UTC)?;
    (utc.hour() == 23 && utc.minute() == 59).then_some(moment)
}

impl FromStr for DateTime {
    type Err = NotADateTime;

    fn from_str(text: &str) -> Result<Self, NotADateTime> {
        Self::read(text).map(Self).ok_or(NotADateTime)
    }
}

impl From<OffsetDateTime> for DateTime {
    fn from(moment: OffsetDateTime) -> Self {
        Self(moment)
    }
}

impl From<DateTime> for OffsetDateTime {
    fn from(moment: DateTime) -> Self {
        moment.0
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (self.0.date(), self.0.time());
        write!(
            f,
            "{}T{:02}:{:02}:{:02}",
            Date::from(date),
            time.hour(),
            time.minute(),
            time.second()
        )?;
        if time.nanosecond() != 0 {
            let digits = format!("{:09}", time.nanosecond());
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        let (hours, minutes, _) = self.0.offset().as_hms();
        if (hours, minutes) == (0, 0) {
            return f.write_str("Z");
        }
        let sign = if hours < 0 || minutes < 0 { '-' } else { '+' };
        write!(
            f,
            "{sign}{:02}:{:02}",
            hours.unsigned_abs(),
            minutes.unsigned_abs()
        )
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DateTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Reader)
    }
}

struct Reader;

impl Visitor<'_> for Reader {
    type Value = DateTime;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date with a time of day")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<DateTime, E> {
        text.parse().map_err(E::custom)
    }
}

impl fmt::Display for NotADateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a moment as RFC 3339 writes it")
    }
}

impl std::error::Error for NotADateTime {}
