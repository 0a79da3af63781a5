//! Schemas as tables, for documents that do not fit their type. They hold the same rules that the typed checks use.

use crate::{Enumeration, Integer, Items, Number, Properties, Rule, Text};

/// What a schema demands. Statics may point at each other, so schemas may be recursive.
#[derive(Clone, Copy, Debug)]
pub enum Schema {
    /// Any value.
    Any,
    /// Only null.
    Null,
    /// A boolean.
    Boolean,
    /// A string.
    Text(Text),
    /// An integer.
    Integer(Integer),
    /// A number.
    Number(Number),
    /// A string with a closed list of values.
    Enumeration(Enumeration),
    /// A whole number with a closed list of values, here their digits.
    IntegerEnumeration(Enumeration),
    /// An array.
    Array(&'static Schema, Items),
    /// An object.
    Object(Object),
    /// Null as well.
    Nullable(&'static Schema),
    /// What its type takes, and of that what keeps the rule. The rule repeats all of the schema.
    Ruled(&'static Schema, Rule),
    /// One that holds a [`Schema::Ruled`] somewhere inside, so that a typed value alone does not tell all.
    Deep(&'static Schema),
    /// A named schema that stands elsewhere.
    Named(&'static Schema),
    /// Exactly one of these.
    OneOf(&'static [&'static Schema]),
    /// At least one of these.
    AnyOf(&'static [&'static Schema]),
    /// The one that a property names.
    Tagged {
        /// The property.
        property: &'static str,
        /// Its values and where they lead.
        variants: &'static [(&'static str, &'static Schema)],
    },
}

impl Schema {
    /// True when only the document itself can be judged, not the value that was read from it.
    pub(crate) fn asks_for_text(&self) -> bool {
        match self {
            Self::Ruled(..) | Self::Deep(_) => true,
            Self::Named(inner) | Self::Nullable(inner) | Self::Array(inner, _) => {
                inner.asks_for_text()
            }
            // A map. Structs are named types, which say so themselves.
            Self::Object(Object {
                properties: [],
                additional: Additional::Kept(inner),
                ..
            }) => inner.asks_for_text(),
            _ => false,
        }
    }
}

/// What an object demands.
#[derive(Clone, Copy, Debug)]
pub struct Object {
    /// Declared properties in contract order.
    pub properties: &'static [Property],
    /// Properties beyond those.
    pub additional: Additional,
    /// Limits of its size.
    pub rule: Properties,
}

/// A declared property.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    /// Its name on the wire.
    pub name: &'static str,
    /// It must stand.
    pub required: bool,
    /// What it holds.
    pub schema: &'static Schema,
}

impl Property {
    /// One that must stand.
    #[must_use]
    pub const fn required(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            name,
            required: true,
            schema,
        }
    }

    /// One that may be absent.
    #[must_use]
    pub const fn optional(name: &'static str, schema: &'static Schema) -> Self {
        Self {
            name,
            required: false,
            schema,
        }
    }
}

/// Properties beyond the declared ones.
#[derive(Clone, Copy, Debug)]
pub enum Additional {
    /// Allowed and dropped.
    Ignored,
    /// Refused.
    Forbidden,
    /// Allowed when they fit, and kept.
    Kept(&'static Schema),
}
