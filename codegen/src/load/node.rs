//! A value of a source file that knows where it stands.

use super::pointer;

/// Index of a file in `Document::files`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Where something begins. Line and column come from `Document::place`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Bytes from the beginning of the file.
    pub offset: u32,
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where it begins.
    pub span: Span,
}

/// What can be written in JSON or in YAML's core schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as a valid JSON number that keeps the digits of the source.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Node>),
    /// An object, in source order.
    Map(Vec<(Key, Node)>),
}

/// The name of an entry of a map, and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// The name; a YAML key that is no string counts as it is written, for example `200`.
    pub text: String,
    /// Where it begins.
    pub span: Span,
}

impl Node {
    /// The value of an entry of a map.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.get_entry(key).map(|(_, node)| node)
    }

    /// An entry of a map with its key.
    #[must_use]
    pub fn get_entry(&self, key: &str) -> Option<&(Key, Node)> {
        self.entries().iter().find(|(name, _)| name.text == key)
    }

    /// The node at a JSON Pointer, without following references. The empty pointer is the node itself.
    #[must_use]
    pub fn at(&self, pointer: &str) -> Option<&Node> {
        pointer::tokens(pointer)?
            .iter()
            .try_fold(self, |node, token| node.step(token))
    }

    /// One step of a JSON Pointer, with its escapes undone.
    #[must_use]
    pub fn step(&self, token: &str) -> Option<&Node> {
        match &self.value {
            Value::Map(_) => self.get(token),
            Value::List(items) => items.get(pointer::index(token)?),
            _ => None,
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    #[must_use]
    pub fn as_bool(&self) -> Option<bool> {
        match self.value {
            Value::Bool(value) => Some(value),
            _ => None,
        }
    }

    /// The digits of a number.
    #[must_use]
    pub fn as_number(&self) -> Option<&str> {
        match &self.value {
            Value::Number(digits) => Some(digits),
            _ => None,
        }
    }

    /// A number that is a whole one and not negative.
    #[must_use]
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.parse().ok()
    }

    /// A number that is a whole one.
    #[must_use]
    pub fn as_i128(&self) -> Option<i128> {
        self.as_number()?.parse().ok()
    }

    /// The items of an array.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// The entries of an object.
    #[must_use]
    pub fn as_map(&self) -> Option<&[(Key, Node)]> {
        match &self.value {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// The items of an array; none when it is something else.
    #[must_use]
    pub fn items(&self) -> &[Node] {
        self.as_list().unwrap_or_default()
    }

    /// The entries of an object; none when it is something else.
    #[must_use]
    pub fn entries(&self) -> &[(Key, Node)] {
        self.as_map().unwrap_or_default()
    }

    /// True for `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.value == Value::Null
    }

    /// The URI of a reference: the text under `$ref`. A property that is called `$ref` is a map, so it is none.
    #[must_use]
    pub fn reference(&self) -> Option<&str> {
        self.get("$ref")?.as_str()
    }

    /// What kind of value it is, for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a string",
            Value::List(_) => "an array",
            Value::Map(_) => "an object",
        }
    }

    /// The value without places. A number beyond the reach of `f64` becomes its digits as a string.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(value) => serde_json::Value::Bool(*value),
            Value::Number(digits) => serde_json::from_str(digits)
                .unwrap_or_else(|_| serde_json::Value::String(digits.clone())),
            Value::Text(text) => serde_json::Value::String(text.clone()),
            Value::List(items) => items.iter().map(Self::to_json).collect(),
            Value::Map(entries) => entries
                .iter()
                .map(|(key, node)| (key.text.clone(), node.to_json()))
                .collect(),
        }
    }
}
