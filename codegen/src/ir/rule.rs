//! What a schema demands keyword by keyword, for schemas whose type cannot say all of it.

use super::{Items, Number, Properties, Text, TypeId};

/// All of these hold; none allows every value.
pub type Rule = Vec<Assertion>;

/// One keyword. It speaks of its own kind of value and accepts every other kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Assertion {
    /// `false`
    Never,
    /// `$ref`
    Fits {
        /// The named type.
        id: TypeId,
        /// It takes null.
        nullable: bool,
    },
    /// `type`
    Kinds(Vec<Kind>),
    /// `enum` and `const`, each value as JSON text with the contract's own digits
    Values(Vec<String>),
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
        prefix: Vec<Rule>,
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
        max: Option<u64>,
    },
    /// `required`
    Required(Vec<String>),
    /// `properties`, `patternProperties`, `additionalProperties`
    Members {
        /// By name.
        named: Vec<(String, Rule)>,
        /// By ECMA-262 pattern.
        matching: Vec<(String, Rule)>,
        /// The rule of all others, where one is stated.
        others: Option<Rule>,
    },
    /// `propertyNames`
    Names(Rule),
    /// `dependentSchemas` and `dependentRequired`: what holds once a property stands
    Dependent(Vec<(String, Rule)>),
    /// `allOf`, where the branches must be kept apart
    AllOf(Vec<Rule>),
    /// `anyOf`
    AnyOf(Vec<Rule>),
    /// `oneOf`
    OneOf(Vec<Rule>),
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
    /// `unevaluatedItems`
    UnevaluatedItems(Rule),
    /// `unevaluatedProperties`
    UnevaluatedProperties(Rule),
}

/// `type` of a value.
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

impl Assertion {
    /// The rules right inside this one.
    #[must_use]
    pub fn inner(&self) -> Vec<&Rule> {
        match self {
            Self::Items { prefix, rest } => prefix.iter().chain(rest).collect(),
            Self::Members {
                named,
                matching,
                others,
            } => {
                let stated = named.iter().chain(matching).map(|(_, rule)| rule);
                stated.chain(others).collect()
            }
            Self::Dependent(rules) => rules.iter().map(|(_, rule)| rule).collect(),
            Self::AllOf(rules) | Self::AnyOf(rules) | Self::OneOf(rules) => rules.iter().collect(),
            Self::If {
                condition,
                then,
                otherwise,
            } => vec![condition, then, otherwise],
            Self::Contains { rule, .. }
            | Self::Names(rule)
            | Self::Not(rule)
            | Self::UnevaluatedItems(rule)
            | Self::UnevaluatedProperties(rule) => vec![rule],
            _ => Vec::new(),
        }
    }

    /// The same rules, to be changed.
    pub fn inner_mut(&mut self) -> Vec<&mut Rule> {
        match self {
            Self::Items { prefix, rest } => prefix.iter_mut().chain(rest).collect(),
            Self::Members {
                named,
                matching,
                others,
            } => {
                let stated = named.iter_mut().chain(matching).map(|(_, rule)| rule);
                stated.chain(others).collect()
            }
            Self::Dependent(rules) => rules.iter_mut().map(|(_, rule)| rule).collect(),
            Self::AllOf(rules) | Self::AnyOf(rules) | Self::OneOf(rules) => {
                rules.iter_mut().collect()
            }
            Self::If {
                condition,
                then,
                otherwise,
            } => vec![condition, then, otherwise],
            Self::Contains { rule, .. }
            | Self::Names(rule)
            | Self::Not(rule)
            | Self::UnevaluatedItems(rule)
            | Self::UnevaluatedProperties(rule) => vec![rule],
            _ => Vec::new(),
        }
    }
}
