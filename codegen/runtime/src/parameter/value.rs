//! What travels in a parameter before its schema is asked.

use serde::Serialize;

use super::Unwritable;
use crate::json::{self, Node};

/// A value as plain texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A scalar: text as it is, a number in its digits, `true` or `false`.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, its properties in order.
    Object(Vec<(String, Value)>),
}

/// Which of the three a reader expects: the styles write some of them alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A scalar.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}

impl Value {
    /// A typed value as texts; numbers keep the digits that they are written with. Null is no value: it is left out, and `None` at the top.
    ///
    /// # Errors
    /// [`Unwritable::Value`] when the value cannot be written as JSON.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Option<Self>, Unwritable> {
        let text = serde_json::to_string(value).map_err(|_| Unwritable::Value)?;
        let node = json::read(&text).map_err(|_| Unwritable::Value)?;
        Ok(Self::of_node(node))
    }

    fn of_node(node: Node<'_>) -> Option<Self> {
        Some(match node {
            Node::Null => return None,
            Node::Boolean(value) => Self::Text(value.to_string()),
            Node::Number(digits) => Self::Text(digits.to_owned()),
            Node::Text(text) => Self::Text(text.into_owned()),
            Node::List(items) => Self::List(items.into_iter().filter_map(Self::of_node).collect()),
            Node::Map(entries) => Self::Object(
                entries
                    .into_iter()
                    .filter_map(|(name, node)| Some((name.into_owned(), Self::of_node(node)?)))
                    .collect(),
            ),
        })
    }

    /// The text of a scalar.
    ///
    /// # Errors
    /// [`Unwritable::Nested`] for anything else: only `deepObject` writes values inside values.
    pub(super) fn text(&self) -> Result<&str, Unwritable> {
        match self {
            Self::Text(text) => Ok(text),
            Self::List(_) | Self::Object(_) => Err(Unwritable::Nested),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
