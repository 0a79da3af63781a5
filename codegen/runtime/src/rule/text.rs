//! Strings: length in code points, pattern, format.

use crate::rule::Pattern;
use crate::{At, Format, Violations};

/// What a string must be.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    min: u64,
    max: u64,
    pattern: Option<&'static Pattern>,
    format: Format,
}

impl Text {
    /// Any string.
    pub const ANY: Self = Self {
        min: 0,
        max: u64::MAX,
        pattern: None,
        format: Format::Plain,
    };

    /// At least this many code points.
    #[must_use]
    pub const fn min(self, min: u64) -> Self {
        Self { min, ..self }
    }

    /// At most this many code points.
    #[must_use]
    pub const fn max(self, max: u64) -> Self {
        Self { max, ..self }
    }

    /// Holds a match of this pattern.
    #[must_use]
    pub const fn pattern(self, pattern: &'static Pattern) -> Self {
        Self {
            pattern: Some(pattern),
            ..self
        }
    }

    /// Is written in this format.
    #[must_use]
    pub const fn format(self, format: Format) -> Self {
        Self { format, ..self }
    }

    /// Reports every rule that the value breaks. One that is too long is not held against pattern and format: on a text without end an engine may
    /// not come to one either.
    #[inline]
    pub fn check(&self, value: &str, at: &At<'_>, out: &mut Violations) {
        // A code point takes one to four bytes, so the length in bytes settles most cases without counting.
        let bytes = value.len() as u64;
        if (bytes > self.max || bytes.div_ceil(4) < self.min) && self.is_too_long(value, at, out) {
            return;
        }
        if let Some(pattern) = self.pattern
            && !pattern.matches(value)
        {
            out.report(at, "pattern", format!("must match {}", pattern.source()));
        }
        if !matches!(self.format, Format::Plain) && !self.format.accepts(value) {
            out.report(at, "format", format!("must be {}", self.format.describe()));
        }
    }

    /// Reports a wrong length, and whether it is too much.
    fn is_too_long(&self, value: &str, at: &At<'_>, out: &mut Violations) -> bool {
        let length = value.chars().count() as u64;
        if length < self.min {
            out.report(
                at,
                "minLength",
                format!(
                    "must be at least {}",
                    count(self.min, "character", "characters")
                ),
            );
        }
        if length > self.max {
            out.report(
                at,
                "maxLength",
                format!(
                    "must be at most {}",
                    count(self.max, "character", "characters")
                ),
            );
        }
        length > self.max
    }
}

/// A number with its noun.
pub(crate) fn count(number: u64, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
