//! Which fallbacks somebody asked for.

use std::collections::BTreeSet;

use super::{Fallback, find};

/// The shapes whose fallback was asked for. None by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed(BTreeSet<&'static str>);

/// An id that cannot be allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAllowable {
    /// No shape has it.
    #[error("allow `{0}`: there is no such shape; `concierge-codegen explain` lists them all")]
    Unknown(String),
    /// There is nothing to generate instead.
    #[error("allow `{id}`: {reason}")]
    Never {
        /// The shape.
        id: String,
        /// Why.
        reason: &'static str,
    },
}

impl Allowed {
    /// Takes ids; those whose fallback is generated anyway are fine, too.
    ///
    /// # Errors
    /// The first id that no shape has, or whose shape has no fallback.
    pub fn of<S: AsRef<str>>(ids: impl IntoIterator<Item = S>) -> Result<Self, NotAllowable> {
        let mut allowed = BTreeSet::new();
        for id in ids {
            let id = id.as_ref();
            let shape = find(id).ok_or_else(|| NotAllowable::Unknown(id.to_owned()))?;
            if let Fallback::Never(reason) = shape.fallback {
                let id = id.to_owned();
                return Err(NotAllowable::Never { id, reason });
            }
            allowed.insert(shape.id);
        }
        Ok(Self(allowed))
    }

    /// Whether the fallback of a shape was asked for.
    #[must_use]
    pub fn holds(&self, id: &str) -> bool {
        self.0.contains(id)
    }
}
