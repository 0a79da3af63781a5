//! Integers.

use crate::{At, Violations};

/// What an integer must be.
#[derive(Clone, Copy, Debug)]
pub struct Integer {
    min: Option<i128>,
    max: Option<i128>,
    multiple_of: Option<u64>,
    narrow: bool,
}

impl Integer {
    /// Any integer that its Rust type holds.
    pub const ANY: Self = Self {
        min: None,
        max: None,
        multiple_of: None,
        narrow: false,
    };

    /// At least this.
    #[must_use]
    pub const fn min(self, min: i128) -> Self {
        Self {
            min: Some(min),
            ..self
        }
    }

    /// At most this.
    #[must_use]
    pub const fn max(self, max: i128) -> Self {
        Self {
            max: Some(max),
            ..self
        }
    }

    /// A multiple of this; zero stands for no rule.
    #[must_use]
    pub const fn multiple_of(self, divisor: u64) -> Self {
        Self {
            multiple_of: if divisor == 0 { None } else { Some(divisor) },
            ..self
        }
    }

    /// Held in 32 bits.
    #[must_use]
    pub const fn narrow(self) -> Self {
        Self {
            narrow: true,
            ..self
        }
    }

    /// Reports every rule that the value breaks.
    #[inline]
    pub fn check(&self, value: impl Into<i128>, at: &At<'_>, out: &mut Violations) {
        let value = value.into();
        if let Some(min) = self.min
            && value < min
        {
            out.report(at, "minimum", format!("must be at least {min}"));
        }
        if let Some(max) = self.max
            && value > max
        {
            out.report(at, "maximum", format!("must be at most {max}"));
        }
        if let Some(divisor) = self.multiple_of
            && value % i128::from(divisor) != 0
        {
            out.report(at, "multipleOf", format!("must be a multiple of {divisor}"));
        }
    }

    /// The values that the Rust type holds: 32 bits, 64 bits, or 128 where the bounds ask for more than 64.
    pub(crate) fn width(&self) -> (i128, i128) {
        let (least, most) = (self.min.unwrap_or(0), self.max.unwrap_or(0));
        if self.narrow {
            (i128::from(i32::MIN), i128::from(i32::MAX))
        } else if least < i128::from(i64::MIN) || most > i128::from(i64::MAX) {
            (i128::MIN, i128::MAX)
        } else {
            (i128::from(i64::MIN), i128::from(i64::MAX))
        }
    }
}
