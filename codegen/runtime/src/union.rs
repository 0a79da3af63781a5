//! Reading unions: the raw text is held until the branch is known, then decoded once, so that numbers keep their digits.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeOwned, DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::inspect::{self, Inspector};
use crate::watch;
use crate::{At, Place, Schema, Violations, json};

/// The text of a value whose branch is not known yet.
pub struct Raw(Box<RawValue>);

/// A value whose discriminator names no declared branch, as it came. `Debug` shows nothing of it.
#[derive(Clone)]
pub struct Unknown(Box<RawValue>);

impl Unknown {
    /// The value as JSON text.
    #[must_use]
    pub fn as_json(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for Unknown {
    fn eq(&self, other: &Self) -> bool {
        self.as_json() == other.as_json()
    }
}

impl fmt::Debug for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unknown(..)")
    }
}

impl serde::Serialize for Unknown {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Reports an unknown value by the table of its union.
pub fn report_unknown(schema: &Schema, at: &At<'_>, out: &mut Violations) {
    match schema {
        Schema::Tagged { property, variants } => {
            inspect::report_unknown_tag(property, variants, at, out);
        }
        Schema::Ruled(inner, _) | Schema::Deep(inner) => report_unknown(inner, at, out),
        _ => {}
    }
}

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

    /// Keeps the value of a discriminator that names no branch.
    ///
    /// # Errors
    ///
    /// In a strict reading.
    pub fn unknown<E: Error>(self) -> Result<Unknown, E> {
        if watch::is_strict() {
            return Err(unknown_tag());
        }
        Ok(Unknown(self.0))
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
/// A strict reading takes the branch that fits by every rule. A tolerant one falls back to the first branch that decodes. Unions in
/// unions multiply such attempts, so all of one value together look at a bounded multiple of its text.
///
/// # Errors
///
/// When no branch fits, or several do where only one may, or the bound is reached.
pub fn untagged<'de, D, T>(
    deserializer: D,
    choice: Choice,
    branches: &[Branch<T>],
) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
{
    let raw = Raw::read(deserializer)?;
    if watch::is_strict() {
        let fitting = raw.fitting(branches);
        return match (fitting.as_slice(), choice) {
            ([index], _) | ([index, ..], Choice::Any) => {
                (branches[*index].read)(&raw).map_err(refused)
            }
            _ => Err(D::Error::custom("not exactly one branch fits")),
        };
    }
    let length = raw.0.get().len();
    let allowance = Allowance::begin(length);
    if !allowance.spend(length) {
        return Err(D::Error::custom("too many branches to try"));
    }
    let likely = raw.fitting(branches).first().map(|index| &branches[*index]);
    likely
        .into_iter()
        .chain(branches)
        .take_while(|_| allowance.spend(length))
        .find_map(|branch| (branch.read)(&raw).ok())
        .ok_or_else(|| D::Error::custom("no branch fits"))
}

thread_local! {
    /// How many bytes the attempts inside the outermost union may still look at.
    static ALLOWANCE: Cell<Option<usize>> = const { Cell::new(None) };
}

/// What the attempts of a tolerant reading may cost. The outermost union opens it; dropping that one, also by a panic, closes it.
struct Allowance {
    is_outermost: bool,
}

impl Allowance {
    /// Every byte may be looked at so often: nesting ends at 128 levels, each with a look at the branches and one that is likely.
    const TIMES: usize = 256;

    fn begin(length: usize) -> Self {
        let is_outermost = ALLOWANCE.get().is_none();
        if is_outermost {
            ALLOWANCE.set(Some(length.saturating_mul(Self::TIMES)));
        }
        Self { is_outermost }
    }

    /// False when too much was looked at.
    fn spend(&self, length: usize) -> bool {
        let left = ALLOWANCE.get().and_then(|left| left.checked_sub(length));
        ALLOWANCE.set(Some(left.unwrap_or(0)));
        left.is_some()
    }
}

impl Drop for Allowance {
    fn drop(&mut self) {
        if self.is_outermost {
            ALLOWANCE.set(None);
        }
    }
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
        while let Some(is_tag) = access.next_key_seed(Named(self.0))? {
            if is_tag {
                tag = Some(access.next_value()?);
            } else {
                access.next_value::<IgnoredAny>()?;
            }
        }
        tag.ok_or_else(|| A::Error::missing_field(self.0))
    }
}

/// Compares a name where it stands, without a copy.
struct Named(&'static str);

impl<'de> DeserializeSeed<'de> for Named {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for Named {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<bool, E> {
        Ok(name == self.0)
    }
}
