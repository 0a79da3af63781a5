//! Numbers. Bounds and steps are decimal text, as the contract writes them, so that no digit is lost on the way here.

use std::cmp::Ordering;

use crate::digits::{Digits, Ratio};
use crate::{At, Decimal, Violations};

/// What a number must be.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    min: Option<Bound>,
    max: Option<Bound>,
    above: Option<Bound>,
    below: Option<Bound>,
    step: Option<Step>,
}

/// A bound and the `f64` nearest to it, where that is known before the program runs.
#[derive(Clone, Copy, Debug)]
struct Bound {
    text: &'static str,
    nearest: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    text: &'static str,
    ratio: Ratio,
}

impl Number {
    /// Any number.
    pub const ANY: Self = Self {
        min: None,
        max: None,
        above: None,
        below: None,
        step: None,
    };

    /// At least this decimal.
    #[must_use]
    pub const fn min(self, text: &'static str) -> Self {
        Self {
            min: Some(Bound::new(text)),
            ..self
        }
    }

    /// At most this decimal.
    #[must_use]
    pub const fn max(self, text: &'static str) -> Self {
        Self {
            max: Some(Bound::new(text)),
            ..self
        }
    }

    /// More than this decimal.
    #[must_use]
    pub const fn above(self, text: &'static str) -> Self {
        Self {
            above: Some(Bound::new(text)),
            ..self
        }
    }

    /// Less than this decimal.
    #[must_use]
    pub const fn below(self, text: &'static str) -> Self {
        Self {
            below: Some(Bound::new(text)),
            ..self
        }
    }

    /// A multiple of this decimal, which is positive and has at most 19 digits.
    ///
    /// # Panics
    ///
    /// When the decimal is none of that; in a constant this stops the compiler.
    #[must_use]
    pub const fn multiple_of(self, text: &'static str) -> Self {
        match Ratio::read(text) {
            Some(ratio) if ratio.mantissa > 0 && !ratio.negative => Self {
                step: Some(Step { text, ratio }),
                ..self
            },
            _ => panic!("a step must be a positive decimal of at most 19 digits"),
        }
    }

    /// Reports every rule that the value breaks.
    #[inline]
    pub fn check_f64(&self, value: f64, at: &At<'_>, out: &mut Violations) {
        self.check_bounds(|bound| value.partial_cmp(&bound.nearest()), at, out);
        if let Some(step) = &self.step
            && !is_step(value, step)
        {
            step.report(at, out);
        }
    }

    /// Reports every rule that the value breaks, digit for digit.
    pub fn check_decimal(&self, value: &Decimal, at: &At<'_>, out: &mut Violations) {
        self.check_digits(&value.digits(), at, out);
    }

    pub(crate) fn check_digits(&self, value: &Digits<'_>, at: &At<'_>, out: &mut Violations) {
        self.check_bounds(
            |bound| Digits::read(bound.text).map(|digits| value.cmp(&digits)),
            at,
            out,
        );
        if let Some(step) = &self.step
            && !value.is_multiple_of(&step.ratio)
        {
            step.report(at, out);
        }
    }

    #[inline]
    fn check_bounds(
        &self,
        compare: impl Fn(&Bound) -> Option<Ordering>,
        at: &At<'_>,
        out: &mut Violations,
    ) {
        if let Some(bound) = &self.min
            && compare(bound) == Some(Ordering::Less)
        {
            out.report(at, "minimum", format!("must be at least {}", bound.text));
        }
        if let Some(bound) = &self.max
            && compare(bound) == Some(Ordering::Greater)
        {
            out.report(at, "maximum", format!("must be at most {}", bound.text));
        }
        if let Some(bound) = &self.above
            && compare(bound).is_some_and(Ordering::is_le)
        {
            out.report(
                at,
                "exclusiveMinimum",
                format!("must be more than {}", bound.text),
            );
        }
        if let Some(bound) = &self.below
            && compare(bound).is_some_and(Ordering::is_ge)
        {
            out.report(
                at,
                "exclusiveMaximum",
                format!("must be less than {}", bound.text),
            );
        }
    }
}

impl Bound {
    const fn new(text: &'static str) -> Self {
        let nearest = match Ratio::read(text) {
            Some(ratio) => ratio.nearest(),
            None => None,
        };
        Self { text, nearest }
    }

    /// A bound that is no number compares with nothing.
    #[inline]
    fn nearest(&self) -> f64 {
        self.nearest
            .unwrap_or_else(|| self.text.parse().unwrap_or(f64::NAN))
    }
}

impl Step {
    #[cold]
    fn report(&self, at: &At<'_>, out: &mut Violations) {
        out.report(
            at,
            "multipleOf",
            format!("must be a multiple of {}", self.text),
        );
    }
}

/// Asks the shortest decimal that stands for `value`, because that is the number that was written.
fn is_step(value: f64, step: &Step) -> bool {
    /// Every decimal of this many digits survives the way through `f64`.
    const EXACT_MAX: f64 = 1e15;
    let scale = step.ratio.exponent.unsigned_abs() as i32;
    if step.ratio.exponent <= 0 && scale <= 22 {
        let power = 10_f64.powi(scale);
        let units = (value * power).round();
        if units.abs() < EXACT_MAX {
            // No decimal with this many places stands for the value unless the way back leads to it.
            return units / power == value
                && (units as i64)
                    .unsigned_abs()
                    .is_multiple_of(step.ratio.mantissa);
        }
    }
    Digits::read(&value.to_string()).is_some_and(|digits| digits.is_multiple_of(&step.ratio))
}
