//! Reading objects that keep their unknown properties.

use serde::de::Error;

/// Puts a property's value into its slot.
///
/// # Errors
///
/// When the property stands twice.
#[inline]
pub fn once<T, E: Error>(slot: &mut Option<T>, name: &'static str, value: T) -> Result<(), E> {
    if slot.is_some() {
        return Err(E::duplicate_field(name));
    }
    *slot = Some(value);
    Ok(())
}

/// Takes a required property out of its slot.
///
/// # Errors
///
/// When the property did not stand.
#[inline]
pub fn required<T, E: Error>(slot: Option<T>, name: &'static str) -> Result<T, E> {
    slot.ok_or_else(|| E::missing_field(name))
}
