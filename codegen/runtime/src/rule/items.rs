//! Sizes of arrays and objects.

use std::collections::HashSet;

use serde::Serialize;

use super::text::count;
use crate::{At, Violations};

/// What an array must be.
#[derive(Clone, Copy, Debug)]
pub struct Items {
    min: u64,
    max: u64,
    unique: bool,
}

impl Items {
    /// Any array.
    pub const ANY: Self = Self {
        min: 0,
        max: u64::MAX,
        unique: false,
    };

    /// At least this many elements.
    #[must_use]
    pub const fn min(self, min: u64) -> Self {
        Self { min, ..self }
    }

    /// At most this many elements.
    #[must_use]
    pub const fn max(self, max: u64) -> Self {
        Self { max, ..self }
    }

    /// No two elements are equal.
    #[must_use]
    pub const fn unique(self) -> Self {
        Self {
            unique: true,
            ..self
        }
    }

    /// Reports every rule that the array breaks.
    #[inline]
    pub fn check<T: PartialEq + Serialize>(&self, values: &[T], at: &At<'_>, out: &mut Violations) {
        self.check_length(values.len(), at, out);
        if self.unique && !is_unique(values) {
            Self::report_twins(at, out);
        }
    }

    #[inline]
    pub(crate) fn check_length(&self, length: usize, at: &At<'_>, out: &mut Violations) {
        let length = length as u64;
        if length < self.min {
            out.report(
                at,
                "minItems",
                format!("must hold at least {}", count(self.min, "item", "items")),
            );
        }
        if length > self.max {
            out.report(
                at,
                "maxItems",
                format!("must hold at most {}", count(self.max, "item", "items")),
            );
        }
    }

    pub(crate) const fn asks_unique(&self) -> bool {
        self.unique
    }

    #[cold]
    pub(crate) fn report_twins(at: &At<'_>, out: &mut Violations) {
        out.report(at, "uniqueItems", "must not hold the same item twice");
    }
}

/// Short arrays are compared pair by pair; long ones by their text, so that a hostile body cannot buy quadratic work.
fn is_unique<T: PartialEq + Serialize>(values: &[T]) -> bool {
    const PAIRWISE_MAX: usize = 32;
    if values.len() <= PAIRWISE_MAX {
        return values
            .iter()
            .enumerate()
            .all(|(index, value)| !values[..index].contains(value));
    }
    let mut seen = HashSet::with_capacity(values.len());
    values
        .iter()
        .filter_map(|value| serde_json::to_vec(value).ok())
        .all(|text| seen.insert(text))
}

/// What the size of an object must be.
#[derive(Clone, Copy, Debug)]
pub struct Properties {
    min: u64,
    max: u64,
}

impl Properties {
    /// Any size.
    pub const ANY: Self = Self {
        min: 0,
        max: u64::MAX,
    };

    /// At least this many properties.
    #[must_use]
    pub const fn min(self, min: u64) -> Self {
        Self { min, ..self }
    }

    /// At most this many properties.
    #[must_use]
    pub const fn max(self, max: u64) -> Self {
        Self { max, ..self }
    }

    /// Reports every rule that an object with this many properties breaks.
    #[inline]
    pub fn check(&self, length: usize, at: &At<'_>, out: &mut Violations) {
        let length = length as u64;
        if length < self.min {
            out.report(
                at,
                "minProperties",
                format!(
                    "must hold at least {}",
                    count(self.min, "property", "properties")
                ),
            );
        }
        if length > self.max {
            out.report(
                at,
                "maxProperties",
                format!(
                    "must hold at most {}",
                    count(self.max, "property", "properties")
                ),
            );
        }
    }
}
