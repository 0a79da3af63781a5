//! Rules that no Rust type can hold, keyword by keyword as JSON Schema states them: each speaks of its own kind of value and accepts
//! every other kind.

use serde::Serialize;

use crate::inspect::Inspector;
use crate::{At, Items, Number, Pattern, Properties, Schema, Text, Violations, json};

/// What one schema demands: all of these. None accepts every value.
pub type Rule = &'static [Assertion];

/// A rule under the name of a property.
pub type NamedRule = (&'static str, Rule);

/// One keyword of a schema.
#[derive(Clone, Copy, Debug)]
pub enum Assertion {
    /// `false`: no value at all.
    Never,
    /// `$ref`: a named schema.
    Fits(&'static Schema),
    /// `type`
    Kinds(&'static [Kind]),
    /// `enum` and `const`, as JSON texts.
    Values(&'static [&'static str]),
    /// `minLength`, `maxLength`, `pattern`, `format`
    Text(Text),
    /// `minimum`, `maximum`, `multipleOf` and their kin
    Number(Number),
    /// `minItems`, `maxItems`, `uniqueItems`
    Length(Items),
    /// `minProperties`, `maxProperties`
    Size(Properties),
    /// `prefixItems` and `items`
    Items {
        /// Rules of the first items, by position.
        prefix: &'static [Rule],
        /// The rule of all others, where one is stated.
        rest: Option<Rule>,
    },
    /// `contains`, `minContains`, `maxContains`
    Contains {
        /// What is counted.
        rule: Rule,
        /// At least so many.
        min: u64,
        /// At most so many.
        max: u64,
    },
    /// `required`
    Required(&'static [&'static str]),
    /// `properties`, `patternProperties`, `additionalProperties`
    Members {
        /// By name.
        named: &'static [NamedRule],
        /// By pattern.
        matching: &'static [(&'static Pattern, Rule)],
        /// The rule of all others, where one is stated.
        others: Option<Rule>,
    },
    /// `propertyNames`
    Names(Rule),
    /// `dependentSchemas` and `dependentRequired`: what holds once a property stands.
    Dependent(&'static [NamedRule]),
    /// `allOf`, where the branches must be kept apart.
    AllOf(&'static [Rule]),
    /// `anyOf`
    AnyOf(&'static [Rule]),
    /// `oneOf`
    OneOf(&'static [Rule]),
    /// `not`
    Not(Rule),
    /// `if`, `then`, `else`
    If {
        /// What decides.
        condition: Rule,
        /// What holds when it is met.
        then: Rule,
        /// What holds otherwise.
        otherwise: Rule,
    },
    /// `unevaluatedItems`: items that no keyword beside this one looked at.
    UnevaluatedItems(Rule),
    /// `unevaluatedProperties`: properties that no keyword beside this one looked at.
    UnevaluatedProperties(Rule),
}

/// `type` of a value. An integer is a number too, however it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the standard's own")]
pub enum Kind {
    Null,
    Boolean,
    Text,
    Integer,
    Number,
    Array,
    Object,
}

impl Kind {
    /// The standard's word for it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Text => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

/// Reports what a value breaks, judged as it would be written.
pub fn check<T: Serialize>(rule: Rule, value: &T, at: &At<'_>, out: &mut Violations) {
    let Ok(text) = serde_json::to_string(value) else {
        out.report(at, "type", "cannot be written as JSON");
        return;
    };
    match json::read(&text) {
        Ok(node) => Inspector::new(&text).judge(rule, &node, at, out),
        Err(_) => out.report(at, "type", "must not nest deeper than 128 levels"),
    }
}
