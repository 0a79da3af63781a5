//! How serde reads properties whose presence and nullness the contract tells apart.

use serde::{Deserialize, Deserializer};

/// Reads an optional property that must not be null when it stands; for `deserialize_with` beside `default`.
///
/// # Errors
///
/// When the property is null or does not fit.
#[inline]
pub fn present<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Reads a property that must stand but may be null; for `deserialize_with` without `default`, which makes its absence an error.
///
/// # Errors
///
/// When the property does not fit.
#[inline]
pub fn nullable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}
