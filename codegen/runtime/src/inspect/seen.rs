//! Which items and properties some keyword looked at, for `unevaluatedItems` and `unevaluatedProperties`.

use std::collections::BTreeSet;

use super::Inspector;
use crate::assertion::{Assertion, Rule};
use crate::json::Node;
use crate::{Additional, At, Schema, Violations};

/// What was looked at in one array or object.
#[derive(Default)]
pub(super) struct Seen {
    everything: bool,
    items: BTreeSet<usize>,
    properties: BTreeSet<String>,
}

impl Seen {
    pub(super) fn has_item(&self, index: usize) -> bool {
        self.everything || self.items.contains(&index)
    }

    pub(super) fn has_property(&self, name: &str) -> bool {
        self.everything || self.properties.contains(name)
    }
}

impl Inspector {
    /// What the keywords of a rule looked at, the unevaluated ones of the rule itself aside.
    pub(super) fn seen(&mut self, rule: Rule, node: &Node<'_>, at: &At<'_>) -> Seen {
        let mut seen = Seen::default();
        for assertion in rule {
            if !matches!(
                assertion,
                Assertion::UnevaluatedItems(_) | Assertion::UnevaluatedProperties(_)
            ) {
                self.see(assertion, node, at, &mut seen);
            }
        }
        seen
    }

    fn see_rule(&mut self, rule: Rule, node: &Node<'_>, at: &At<'_>, seen: &mut Seen) {
        for assertion in rule {
            self.see(assertion, node, at, seen);
        }
    }

    fn see(&mut self, assertion: &Assertion, node: &Node<'_>, at: &At<'_>, seen: &mut Seen) {
        match (assertion, node) {
            (Assertion::Fits(schema), _) => self.see_schema(schema, node, at, seen),
            (Assertion::Items { prefix, rest }, Node::List(_)) => {
                seen.everything |= rest.is_some();
                seen.items.extend(0..prefix.len());
            }
            (Assertion::Contains { rule, .. }, Node::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    if self.keeps_inside(rule, item, &at.index(index)) {
                        seen.items.insert(index);
                    }
                }
            }
            (
                Assertion::Members {
                    named,
                    matching,
                    others,
                },
                Node::Map(members),
            ) => {
                seen.everything |= others.is_some();
                let is_declared = |key: &str| {
                    named.iter().any(|(name, _)| *name == key)
                        || matching.iter().any(|(pattern, _)| pattern.matches(key))
                };
                let declared = members.iter().filter(|(key, _)| is_declared(key));
                seen.properties
                    .extend(declared.map(|(key, _)| key.clone().into_owned()));
            }
            (Assertion::UnevaluatedItems(_), Node::List(_))
            | (Assertion::UnevaluatedProperties(_), Node::Map(_)) => seen.everything = true,
            _ => self.see_choice(assertion, node, at, seen),
        }
    }

    fn see_choice(&mut self, assertion: &Assertion, node: &Node<'_>, at: &At<'_>, seen: &mut Seen) {
        match (assertion, node) {
            (Assertion::Dependent(rules), Node::Map(members)) => {
                for (name, rule) in *rules {
                    if members.iter().any(|(key, _)| key == name) {
                        self.see_rule(rule, node, at, seen);
                    }
                }
            }
            (Assertion::AllOf(branches), _) => {
                for branch in *branches {
                    self.see_rule(branch, node, at, seen);
                }
            }
            (Assertion::AnyOf(branches) | Assertion::OneOf(branches), _) => {
                for branch in *branches {
                    if self.keeps(branch, node, at) {
                        self.see_rule(branch, node, at, seen);
                    }
                }
            }
            (
                Assertion::If {
                    condition,
                    then,
                    otherwise,
                },
                _,
            ) => {
                if self.keeps(condition, node, at) {
                    self.see_rule(condition, node, at, seen);
                    self.see_rule(then, node, at, seen);
                } else {
                    self.see_rule(otherwise, node, at, seen);
                }
            }
            _ => {}
        }
    }

    fn see_schema(&mut self, schema: &Schema, node: &Node<'_>, at: &At<'_>, seen: &mut Seen) {
        // Circles of schemas end here; what is given up counts as unseen, and so as refused.
        if self.step(at, &mut Violations::new()) {
            self.see_schema_here(schema, node, at, seen);
            self.still -= 1;
        }
    }

    fn see_schema_here(&mut self, schema: &Schema, node: &Node<'_>, at: &At<'_>, seen: &mut Seen) {
        match schema {
            // The rule repeats all of the schema, so what the type alone takes does not count.
            Schema::Ruled(_, rule) => self.see_rule(rule, node, at, seen),
            Schema::Named(inner) | Schema::Nullable(inner) | Schema::Deep(inner) => {
                self.see_schema(inner, node, at, seen)
            }
            Schema::OneOf(branches) | Schema::AnyOf(branches) => {
                for branch in *branches {
                    if self.fits(branch, node, at) {
                        self.see_schema(branch, node, at, seen);
                    }
                }
            }
            Schema::Tagged { variants, .. } => {
                for (_, branch) in *variants {
                    if self.fits(branch, node, at) {
                        self.see_schema(branch, node, at, seen);
                    }
                }
            }
            Schema::Object(object) => {
                seen.everything |= !matches!(object.additional, Additional::Ignored);
                let names = object.properties.iter().map(|one| one.name.to_owned());
                seen.properties.extend(names);
            }
            Schema::Array(inner, _) => seen.everything |= !matches!(inner, Schema::Any),
            _ => {}
        }
    }
}
