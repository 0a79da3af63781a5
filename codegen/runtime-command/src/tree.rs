//! JSON as it was written: numbers keep their digits, properties their order.

use std::fmt::{self, Write as _};

use serde::de::{Deserializer as _, MapAccess, Visitor};
use serde_json::value::RawValue;

/// What nests deeper than this stays text, so that no answer can exhaust the stack.
const DEPTH_MAX: usize = 64;

/// A JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    /// Null, a boolean, a number, or what nests too deep: as it stands in the text.
    Plain(String),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

/// A property cannot be set, because what stands on the way is no object: its name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NoObject(pub(crate) String);

impl Tree {
    pub(crate) fn read(text: &str) -> Result<Self, serde_json::Error> {
        let raw: &RawValue = serde_json::from_str(text)?;
        Self::of(raw.get(), DEPTH_MAX)
    }

    fn of(text: &str, depth: usize) -> Result<Self, serde_json::Error> {
        let text = text.trim();
        Ok(match text.as_bytes().first() {
            Some(b'"') => Self::Text(serde_json::from_str(text)?),
            Some(b'[') if depth > 0 => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                let items = items.into_iter().map(|raw| Self::of(raw.get(), depth - 1));
                Self::List(items.collect::<Result<_, _>>()?)
            }
            Some(b'{') if depth > 0 => {
                let members = serde_json::Deserializer::from_str(text).deserialize_map(Members)?;
                let members = members.into_iter();
                let members =
                    members.map(|(name, raw)| Ok((name, Self::of(raw.get(), depth - 1)?)));
                Self::Object(members.collect::<Result<_, serde_json::Error>>()?)
            }
            _ => Self::Plain(text.to_owned()),
        })
    }

    /// Sets a property, the objects on the way included.
    pub(crate) fn set(&mut self, path: &[&str], value: Self) -> Result<(), NoObject> {
        let Some((name, rest)) = path.split_first() else {
            *self = value;
            return Ok(());
        };
        let Self::Object(members) = self else {
            return Err(NoObject((*name).to_owned()));
        };
        let at = members.iter().position(|(known, _)| known == name);
        let at = at.unwrap_or_else(|| {
            members.push(((*name).to_owned(), Self::Object(Vec::new())));
            members.len() - 1
        });
        members[at].1.set(rest, value)
    }
}

/// The JSON text.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => f.write_str(text),
            Self::Text(text) => write_text(f, text),
            Self::List(items) => {
                f.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index > 0 { "," } else { "" })?;
                }
                f.write_char(']')
            }
            Self::Object(members) => {
                f.write_char('{')?;
                for (index, (name, value)) in members.iter().enumerate() {
                    f.write_str(if index > 0 { "," } else { "" })?;
                    write_text(f, name)?;
                    write!(f, ":{value}")?;
                }
                f.write_char('}')
            }
        }
    }
}

fn write_text(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_str(&serde_json::to_string(text).map_err(|_| fmt::Error)?)
}

/// The properties of an object, in order.
struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = Vec<(String, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(members)
    }
}

#[cfg(test)]
mod tests {
    use super::{NoObject, Tree};

    #[test]
    fn digits_and_order_are_kept() {
        let text = r#"{"z":1.10000000000000000001,"a":[true,null,{"b":"ü\n"}]}"#;
        assert_eq!(Tree::read(text).expect("JSON").to_string(), text);
    }

    #[test]
    fn properties_are_set_on_their_way() {
        let mut tree = Tree::read(r#"{"a":1,"b":{"c":2}}"#).expect("JSON");
        let value = || Tree::Plain("9".to_owned());
        assert_eq!(tree.set(&["b", "c"], value()), Ok(()));
        assert_eq!(tree.set(&["d", "e"], value()), Ok(()));
        assert_eq!(
            tree.set(&["a", "x"], value()),
            Err(NoObject("x".to_owned()))
        );
        assert_eq!(tree.to_string(), r#"{"a":1,"b":{"c":9},"d":{"e":9}}"#);
    }

    #[test]
    fn deep_nesting_stays_text() {
        let deep = format!("{}1{}", "[".repeat(100_000), "]".repeat(100_000));
        let read = Tree::read(&deep).map(|tree| tree.to_string());
        assert!(read.is_err() || read.is_ok_and(|text| text == deep));
    }
}
