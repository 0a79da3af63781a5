//! What is wrong with a value: where, which rule, and what would be right. Never the value itself.

use serde::{Deserialize, Serialize};

use crate::At;

/// The part of a request that a pointer points into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Place {
    Body,
    Path,
    Query,
    Header,
    Cookie,
}

impl Place {
    /// The word for it on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

/// One rule of the contract that a value breaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// JSON Pointer inside `place`; a missing or unknown property is pointed at by its own name.
    pub pointer: String,
    /// The part of the request; `in` on the wire.
    #[serde(rename = "in")]
    pub place: Place,
    /// The rule in the words of JSON Schema, for example `maxLength`.
    pub rule: &'static str,
    /// What would be right, for example `must be at most 80 characters`.
    pub message: String,
}

/// Every violation that was found, in the order of the schema.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// No more than this many are kept, so that a hostile body cannot make a large answer.
    pub const MAX: usize = 256;

    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one, unless [`Violations::MAX`] are there already.
    pub fn push(&mut self, violation: Violation) {
        if self.0.len() < Self::MAX {
            self.0.push(violation);
        }
    }

    /// Adds one for the value at `at`.
    #[cold]
    pub fn report(&mut self, at: &At<'_>, rule: &'static str, message: impl Into<String>) {
        if self.0.len() < Self::MAX {
            let (pointer, place) = (at.pointer(), at.place());
            self.0.push(Violation {
                pointer,
                place,
                rule,
                message: message.into(),
            });
        }
    }

    /// True when nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Goes through them in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.0.iter()
    }

    /// Adds those of another collection.
    pub fn append(&mut self, others: Violations) {
        for violation in others {
            self.push(violation);
        }
    }

    /// The plain list.
    #[must_use]
    pub fn into_vec(self) -> Vec<Violation> {
        self.0
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
