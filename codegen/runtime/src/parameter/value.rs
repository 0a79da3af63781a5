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
    /// A typed value as texts; numbers keep the digits that they are written with. Null is no value: it is left out of an object, and
    /// `None` at the top. In a list of numbers or booleans it keeps its place as the text `null`.
    ///
    /// # Errors
    /// [`Unwritable::Value`] when the value cannot be written as JSON, [`Unwritable::Null`] for a null in any other list.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Option<Self>, Unwritable> {
        let text = serde_json::to_string(value).map_err(|_| Unwritable::Value)?;
        let node = json::read(&text).map_err(|_| Unwritable::Value)?;
        Self::of_node(node)
    }

    fn of_node(node: Node<'_>) -> Result<Option<Self>, Unwritable> {
        Ok(Some(match node {
            Node::Null => return Ok(None),
            Node::Boolean(value) => Self::Text(value.to_string()),
            Node::Number(digits) => Self::Text(digits.to_owned()),
            Node::Text(text) => Self::Text(text.into_owned()),
            Node::List(items) => Self::of_items(items)?,
            Node::Map(entries) => {
                let mut texts = Vec::with_capacity(entries.len());
                for (name, node) in entries {
                    if let Some(value) = Self::of_node(node)? {
                        texts.push((name.into_owned(), value));
                    }
                }
                Self::Object(texts)
            }
        }))
    }

    /// Among texts nobody could tell a null from the text `null`.
    fn of_items(items: Vec<Node<'_>>) -> Result<Self, Unwritable> {
        let is_bare = |item: &Node<'_>| matches!(item, Node::Number(_) | Node::Boolean(_));
        let holds_null = items.iter().any(|item| matches!(item, Node::Null));
        let tells_null = items.iter().any(is_bare)
            && items
                .iter()
                .all(|item| is_bare(item) || matches!(item, Node::Null));
        if holds_null && !tells_null {
            return Err(Unwritable::Null);
        }
        let texts = items.into_iter().map(|item| {
            let text = Self::of_node(item)?;
            Ok(text.unwrap_or_else(|| Self::from("null")))
        });
        Ok(Self::List(texts.collect::<Result<_, _>>()?))
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
