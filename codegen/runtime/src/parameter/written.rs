//! The two ways in: a value to its text by its layout, and back.

use std::fmt;

use super::{Layout, Shape, Style, Value, deep_object, delimited, form, label, matrix, simple};

/// Why a value cannot be written in its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unwritable {
    /// It is no JSON.
    Value,
    /// A value inside a value, which only `deepObject` can write.
    Nested,
    /// A null in a list whose other items do not tell it from the text `null`.
    Null,
    /// It holds the style's delimiter, which this style cannot write.
    Delimiter,
    /// A property without a name, which `deepObject` reads as a list.
    Nameless,
    /// It holds what no header may hold: a delimiter, a line break, or space at its ends.
    Header,
}

/// Why a text cannot be read in its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Percent signs are broken or do not lead to UTF-8.
    Encoding,
    /// The style's first letters are missing.
    Prefix,
    /// The names and values of an object do not pair up.
    Object,
    /// It stands more than once.
    Repeated,
    /// It nests deeper than 32 levels.
    Depth,
}

/// Writes a parameter: the variable of a path, the `name=value` pairs of a query, the value of a header, the pairs of a cookie. The text is empty where the
/// style writes nothing for an empty list or object.
///
/// # Errors
/// [`Unwritable`] when the style cannot carry the value.
pub fn encode(name: &str, value: &Value, layout: Layout) -> Result<String, Unwritable> {
    match layout.style {
        Style::Simple => simple::encode(value, layout),
        Style::Label => label::encode(value, layout),
        Style::Matrix => matrix::encode(name, value, layout),
        Style::Form => form::encode(name, value, layout),
        Style::SpaceDelimited | Style::PipeDelimited => delimited::encode(name, value, layout),
        Style::DeepObject => deep_object::encode(name, value, layout),
    }
}

/// Reads a parameter out of `written`: the raw text of a path's variable or a header under the name `""`, or every raw `name=value` pair of a query, a
/// cookie header or a form. `None` when it is not among them. `is_property` tells which pairs belong to an exploded object.
///
/// # Errors
/// [`Unreadable`] when the text is not of this style.
pub fn decode<'a>(
    name: &str,
    written: impl IntoIterator<Item = (&'a str, &'a str)>,
    layout: Layout,
    shape: Shape,
    is_property: &dyn Fn(&str) -> bool,
) -> Result<Option<Value>, Unreadable> {
    let mut pairs = written.into_iter();
    let single = match layout.style {
        Style::Form => return form::decode(name, pairs, layout, shape, is_property),
        Style::SpaceDelimited | Style::PipeDelimited => {
            return delimited::decode(name, pairs, layout, shape, is_property);
        }
        Style::DeepObject => return deep_object::decode(name, pairs, layout),
        Style::Simple | Style::Label | Style::Matrix => pairs.next(),
    };
    let Some((_, raw)) = single else {
        return Ok(None);
    };
    match layout.style {
        Style::Label => label::decode(raw, layout, shape),
        Style::Matrix => matrix::decode(name, raw, layout, shape),
        _ => simple::decode(raw, layout, shape),
    }
    .map(Some)
}

impl fmt::Display for Unwritable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Value => "write the parameter: it is no JSON",
            Self::Nested => "write the parameter: its style cannot hold values inside values",
            Self::Null => "write the parameter: its style cannot tell a null in a list from a text",
            Self::Nameless => {
                "write the parameter: its style cannot hold a property without a name"
            }
            Self::Delimiter => "write the parameter: a value holds its style's delimiter",
            Self::Header => {
                "write the header: a value holds a delimiter, a line break or space at its ends"
            }
        })
    }
}

impl std::error::Error for Unwritable {}

impl Unreadable {
    /// What would be right, as a violation says it.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Encoding => "must be well-formed UTF-8",
            Self::Prefix => "must begin as its style does",
            Self::Object => "must pair up names and values",
            Self::Repeated => "must be given once",
            Self::Depth => "must not nest deeper than 32 levels",
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "read the parameter: it {}", self.message())
    }
}

impl std::error::Error for Unreadable {}
