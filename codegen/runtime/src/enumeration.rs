//! Strings and whole numbers with a closed list of values: how they are read and written, and what the generated enums have in common.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

use crate::{At, Schema, Violations};

/// A string enum of a contract, or one of whole numbers, whose texts are then their digits.
pub trait TextEnum: Sized {
    /// The values are whole numbers.
    const IS_INTEGER: bool = false;

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
/// When the value is not of the enum's type or none of the declared ones.
#[inline]
pub fn closed<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TextEnum,
{
    read(deserializer, T::IS_INTEGER, |text| T::from_wire(text))
}

/// Reads an enum whose unknown values are kept by `unknown`.
///
/// # Errors
///
/// When the value is not of the enum's type.
#[inline]
pub fn open<'de, D, T>(deserializer: D, unknown: fn(String) -> T) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TextEnum,
{
    read(deserializer, T::IS_INTEGER, |text| {
        Some(T::from_wire(text).unwrap_or_else(|| unknown(text.to_owned())))
    })
}

/// Writes an enum as the text or the number that it is.
///
/// # Errors
///
/// Those of the serializer.
#[inline]
pub fn write<S: Serializer, T: TextEnum>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let text = value.as_str();
    match (T::IS_INTEGER, text.parse::<i64>()) {
        (true, Ok(number)) => serializer.serialize_i64(number),
        (true, Err(_)) => match text.parse::<f64>() {
            Ok(number) => serializer.serialize_f64(number),
            Err(_) => serializer.serialize_str(text),
        },
        (false, _) => serializer.serialize_str(text),
    }
}

#[inline]
fn read<'de, D, T>(
    deserializer: D,
    is_integer: bool,
    choose: impl Fn(&str) -> Option<T>,
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    if is_integer {
        deserializer.deserialize_f64(NumberReader(choose))
    } else {
        deserializer.deserialize_str(Reader(choose))
    }
}

/// Whole numbers may be written with a fraction of zeros.
struct NumberReader<F>(F);

impl<T, F: Fn(&str) -> Option<T>> Visitor<'_> for NumberReader<F> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("one of the declared numbers")
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        (self.0)(&number.to_string()).ok_or_else(|| E::custom(UnknownValue))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        (self.0)(&number.to_string()).ok_or_else(|| E::custom(UnknownValue))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        (self.0)(&number.to_string()).ok_or_else(|| E::custom(UnknownValue))
    }
}

/// Reports an undeclared value by the table of its enum.
#[cold]
pub fn report_unknown(schema: &Schema, at: &At<'_>, out: &mut Violations) {
    if let Schema::Enumeration(rule) | Schema::IntegerEnumeration(rule) = schema {
        rule.report(at, out);
    }
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
    ($name:ident, $schema:ident $(, $kind:ident)?) => {
        $crate::text_enum!($name, $schema $(, $kind)?);

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
    ($name:ident, $unknown:ident, $schema:ident $(, $kind:ident)?) => {
        $crate::text_enum!($name, $schema $(, $kind)?);

        impl<'de> $crate::outside::Deserialize<'de> for $name {
            fn deserialize<D: $crate::outside::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                $crate::enumeration::open(deserializer, $name::$unknown)
            }
        }

        impl $crate::Check for $name {
            fn check_at(&self, at: &$crate::At<'_>, out: &mut $crate::Violations) {
                if let $name::$unknown(_) = self {
                    $crate::enumeration::report_unknown(&$schema, at, out);
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
        $crate::text_enum!(@ $name, $schema, false);
    };
    ($name:ident, $schema:ident, integer) => {
        $crate::text_enum!(@ $name, $schema, true);
    };
    (@ $name:ident, $schema:ident, $is_integer:literal) => {
        impl $crate::TextEnum for $name {
            const IS_INTEGER: bool = $is_integer;

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
                $crate::enumeration::write(self, serializer)
            }
        }

        impl $crate::Model for $name {
            fn schema() -> &'static $crate::Schema {
                &$schema
            }
        }
    };
}
