//! Reading strings with a closed list of values.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use crate::Enumeration;

/// A string enum of a contract.
pub trait TextEnum: Sized {
    /// Its values in contract order.
    const VALUES: Enumeration;

    /// The variant of a declared value.
    fn from_wire(text: &str) -> Option<Self>;

    /// The value on the wire.
    fn as_str(&self) -> &str;
}

/// A text that is none of the declared values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownValue;

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not one of the declared values")
    }
}

impl std::error::Error for UnknownValue {}

/// Reads an enum whose unknown values are refused.
///
/// # Errors
///
/// When the value is no string or none of the declared ones.
#[inline]
pub fn closed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TextEnum,
{
    deserializer.deserialize_str(Reader(|text: &str| T::from_wire(text)))
}

/// Reads an enum whose unknown values are kept by `unknown`.
///
/// # Errors
///
/// When the value is no string.
#[inline]
pub fn open<'de, D, T>(deserializer: D, unknown: fn(String) -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TextEnum,
{
    deserializer.deserialize_str(Reader(|text: &str| {
        Some(T::from_wire(text).unwrap_or_else(|| unknown(text.to_owned())))
    }))
}

struct Reader<F>(F);

impl<T, F: Fn(&str) -> Option<T>> Visitor<'_> for Reader<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one of the declared values")
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.0)(text).ok_or_else(|| E::custom(UnknownValue))
    }
}
