//! Strings with a closed list of values: how they are read and written, and what the generated enums have in common.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

/// A string enum of a contract.
pub trait TextEnum: Sized {
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

/// Implements the traits of an enum whose unknown values are refused, from its `as_str`, its `from_wire` and its schema table.
#[macro_export]
macro_rules! closed_enum {
    ($name:ident, $schema:ident) => {
        $crate::text_enum!($name, $schema);

        impl<'de> $crate::outside::Deserialize<'de> for $name {
            fn deserialize<D: $crate::outside::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::enumeration::closed(deserializer)
            }
        }

        impl $crate::Check for $name {
            fn check_at(&self, _at: &$crate::At<'_>, _out: &mut $crate::Violations) {}
        }
    };
}

/// Implements the traits of an enum whose unknown values are kept in a variant; a strict check reports them.
#[macro_export]
macro_rules! open_enum {
    ($name:ident, $unknown:ident, $schema:ident) => {
        $crate::text_enum!($name, $schema);

        impl<'de> $crate::outside::Deserialize<'de> for $name {
            fn deserialize<D: $crate::outside::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::enumeration::open(deserializer, $name::$unknown)
            }
        }

        impl $crate::Check for $name {
            fn check_at(&self, at: &$crate::At<'_>, out: &mut $crate::Violations) {
                if let ($name::$unknown(_), $crate::Schema::Enumeration(rule)) = (self, &$schema) {
                    rule.report(at, out);
                }
            }
        }
    };
}

/// What closed and open enums share.
#[doc(hidden)]
#[macro_export]
macro_rules! text_enum {
    ($name:ident, $schema:ident) => {
        impl $crate::TextEnum for $name {
            fn from_wire(text: &str) -> Option<Self> {
                $name::from_wire(text)
            }

            fn as_str(&self) -> &str {
                $name::as_str(self)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(text: &str) -> Result<Self, $crate::UnknownValue> {
                $name::from_wire(text).ok_or($crate::UnknownValue)
            }
        }

        impl $crate::outside::Serialize for $name {
            fn serialize<S: $crate::outside::Serializer>(
                &self,
                serializer: S,
            ) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::Model for $name {
            fn schema() -> &'static $crate::Schema {
                &$schema
            }
        }
    };
}
