//! Reading unions: the raw text is held until the branch is known, then decoded once, so that numbers keep their digits.

use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::inspect::Inspector;
use crate::watch;
use crate::{At, Place, Schema, json};

/// The text of a value whose branch is not known yet.
pub struct Raw(Box<RawValue>);

/// How many branches may fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Exactly one: `oneOf`.
    One,
    /// At least one, of which the first is taken: `anyOf`.
    Any,
}

/// A branch of a union without a discriminator.
pub struct Branch<T> {
    /// What it demands.
    pub schema: &'static Schema,
    /// Decodes it.
    pub read: fn(&Raw) -> Result<T, serde_json::Error>,
}

impl Raw {
    /// Takes the text of the next value.
    ///
    /// # Errors
    ///
    /// When the text is not JSON or nests deeper than 128 levels.
    pub fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        // Every branch starts a deserializer of its own, so the nesting that serde_json allows must be counted here.
        if json::depth(raw.get()) > json::DEPTH_MAX {
            return Err(D::Error::custom("nested too deep"));
        }
        Ok(Self(raw))
    }

    /// The value of the property that names the branch.
    ///
    /// # Errors
    ///
    /// When the value is no object, or the property is missing or no string.
    pub fn tag<E: Error>(&self, property: &'static str) -> Result<String, E> {
        let mut deserializer = serde_json::Deserializer::from_str(self.0.get());
        Tag(property)
            .deserialize(&mut deserializer)
            .map_err(refused)
    }

    /// Decodes the value as one branch.
    ///
    /// # Errors
    ///
    /// When it does not fit.
    pub fn branch<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        watch::attempt(|| watch::decode(serde_json::Deserializer::from_str(self.0.get())))
    }

    /// Which branches the schema tables take the value for.
    fn fitting<T>(&self, branches: &[Branch<T>]) -> Vec<usize> {
        let Ok(node) = json::read(self.0.get()) else {
            return Vec::new();
        };
        let mut inspector = Inspector::new(self.0.get());
        let root = At::root(Place::Body);
        let fits = |(index, branch): (usize, &Branch<T>)| {
            inspector.fits(branch.schema, &node, &root).then_some(index)
        };
        branches.iter().enumerate().filter_map(fits).collect()
    }
}

/// Reads a union without a discriminator.
///
/// A strict reading takes the branch that fits by every rule. A tolerant one falls back to the first branch that decodes.
///
/// # Errors
///
/// When no branch fits, or several do where only one may.
pub fn untagged<'de, D, T>(
    deserializer: D,
    choice: Choice,
    branches: &[Branch<T>],
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    let raw = Raw::read(deserializer)?;
    let fitting = raw.fitting(branches);
    if watch::is_strict() {
        return match (fitting.as_slice(), choice) {
            ([index], _) | ([index, ..], Choice::Any) => {
                (branches[*index].read)(&raw).map_err(refused)
            }
            _ => Err(D::Error::custom("not exactly one branch fits")),
        };
    }
    let likely = fitting.first().map(|index| &branches[*index]);
    likely
        .into_iter()
        .chain(branches)
        .find_map(|branch| (branch.read)(&raw).ok())
        .ok_or_else(|| D::Error::custom("no branch fits"))
}

/// The error of a reader whose branch did not fit. It says nothing of the value.
pub fn refused<E: Error>(_cause: serde_json::Error) -> E {
    E::custom("the branch does not fit")
}

/// The error of a reader whose discriminator names no branch.
#[must_use]
pub fn unknown_tag<E: Error>() -> E {
    E::custom("the discriminator names no branch")
}

/// Finds one property and skips the others.
struct Tag(&'static str);

impl<'de> DeserializeSeed<'de> for Tag {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Tag {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<String, A::Error> {
        let mut tag = None;
        while let Some(name) = access.next_key::<std::borrow::Cow<'de, str>>()? {
            if name == self.0 {
                tag = Some(access.next_value()?);
            } else {
                access.next_value::<IgnoredAny>()?;
            }
        }
        tag.ok_or_else(|| A::Error::missing_field(self.0))
    }
}
