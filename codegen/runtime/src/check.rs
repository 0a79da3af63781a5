//! Values that can say what is wrong with them.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{At, Patch, Place, Schema, Violations};

/// A value that knows the rules of its schema.
pub trait Check {
    /// Adds every rule that the value breaks to `out`; `at` is where the value stands.
    fn check_at(&self, at: &At<'_>, out: &mut Violations);

    /// Checks the value as a whole body.
    ///
    /// # Errors
    ///
    /// Every rule that is broken, not only the first.
    fn check(&self) -> Result<(), Violations> {
        let mut out = Violations::new();
        self.check_at(&At::root(Place::Body), &mut out);
        if out.is_empty() { Ok(()) } else { Err(out) }
    }
}

/// A type that stands for a named schema of a contract.
pub trait Model: Check + Serialize + DeserializeOwned {
    /// The schema as a table, for reading documents that do not fit the type.
    fn schema() -> &'static Schema;
}

impl<T: Check + ?Sized> Check for Box<T> {
    #[inline]
    fn check_at(&self, at: &At<'_>, out: &mut Violations) {
        (**self).check_at(at, out);
    }
}

impl<T: Check> Check for Option<T> {
    #[inline]
    fn check_at(&self, at: &At<'_>, out: &mut Violations) {
        if let Some(value) = self {
            value.check_at(at, out);
        }
    }
}

impl<T: Check> Check for Patch<T> {
    #[inline]
    fn check_at(&self, at: &At<'_>, out: &mut Violations) {
        if let Patch::Value(value) = self {
            value.check_at(at, out);
        }
    }
}

impl<T: Check> Check for Vec<T> {
    #[inline]
    fn check_at(&self, at: &At<'_>, out: &mut Violations) {
        for (index, value) in self.iter().enumerate() {
            value.check_at(&at.index(index), out);
        }
    }
}

impl<T: Check> Check for BTreeMap<String, T> {
    #[inline]
    fn check_at(&self, at: &At<'_>, out: &mut Violations) {
        for (name, value) in self {
            value.check_at(&at.property(name), out);
        }
    }
}
