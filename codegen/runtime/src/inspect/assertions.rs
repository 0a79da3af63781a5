//! Judging a document keyword by keyword.

use super::Inspector;
use crate::assertion::{Assertion, Kind, NamedRule, Rule};
use crate::digits::Digits;
use crate::json::{self, Members, Node};
use crate::{At, Items, Pattern, Violations};

impl Inspector {
    /// Reports every keyword of the rule that the document breaks.
    pub(crate) fn judge(&mut self, rule: Rule, node: &Node<'_>, at: &At<'_>, out: &mut Violations) {
        for assertion in rule {
            if !self.step(at, out) {
                return;
            }
            self.judge_one(assertion, rule, node, at, out);
            self.still -= 1;
        }
    }

    /// True when the document keeps the rule.
    pub(super) fn keeps(&mut self, rule: Rule, node: &Node<'_>, at: &At<'_>) -> bool {
        let mut found = Violations::new();
        self.judge(rule, node, at, &mut found);
        found.is_empty()
    }

    fn judge_one(
        &mut self,
        assertion: &Assertion,
        rule: Rule,
        node: &Node<'_>,
        at: &At<'_>,
        out: &mut Violations,
    ) {
        match (assertion, node) {
            (Assertion::Never, _) => out.report(at, "false", "must not stand here"),
            (Assertion::Fits(schema), _) => self.walk(schema, node, at, out),
            (Assertion::Kinds(kinds), _) => judge_kind(kinds, node, at, out),
            (Assertion::Values(texts), _) => judge_value(texts, node, at, out),
            (Assertion::Text(text), Node::Text(value)) => text.check(value, at, out),
            (Assertion::Number(number), Node::Number(text)) => {
                if let Some(digits) = Digits::read(text) {
                    number.check_digits(&digits, at, out);
                }
            }
            (Assertion::Length(length), Node::List(items)) => judge_length(length, items, at, out),
            (Assertion::Items { prefix, rest }, Node::List(items)) => {
                for (index, item) in items.iter().enumerate() {
                    if let Some(rule) = prefix.get(index).copied().or(*rest) {
                        self.judge_inside(rule, item, &at.index(index), out);
                    }
                }
            }
            (Assertion::Contains { rule, min, max }, Node::List(items)) => {
                self.judge_contains(rule, (*min, *max), items, at, out)
            }
            (Assertion::UnevaluatedItems(inner), Node::List(items)) => {
                let seen = self.seen(rule, node, at);
                for (index, item) in items.iter().enumerate() {
                    if !seen.has_item(index) {
                        self.judge_inside(inner, item, &at.index(index), out);
                    }
                }
            }
            (_, Node::Map(members)) if is_of_objects(assertion) => {
                self.judge_object(assertion, rule, (node, members), at, out)
            }
            _ => self.judge_choice(assertion, node, at, out),
        }
    }

    fn judge_choice(
        &mut self,
        assertion: &Assertion,
        node: &Node<'_>,
        at: &At<'_>,
        out: &mut Violations,
    ) {
        match assertion {
            Assertion::AllOf(branches) => {
                for branch in *branches {
                    self.judge(branch, node, at, out);
                }
            }
            Assertion::AnyOf(branches) => {
                let fits = branches.iter().any(|branch| self.keeps(branch, node, at));
                if !fits {
                    out.report(at, "anyOf", "must fit one of the allowed shapes");
                }
            }
            Assertion::OneOf(branches) => {
                match branches
                    .iter()
                    .filter(|branch| self.keeps(branch, node, at))
                    .count()
                {
                    1 => {}
                    0 => out.report(at, "oneOf", "must fit one of the allowed shapes"),
                    _ => super::report_several(at, out),
                }
            }
            Assertion::Not(inner) => {
                let fits = self.keeps(inner, node, at);
                // Where the search was given up nothing is known.
                if fits || self.budget == 0 {
                    out.report(at, "not", "must not have the shape that is excluded here");
                }
            }
            Assertion::If {
                condition,
                then,
                otherwise,
            } => {
                let branch = if self.keeps(condition, node, at) {
                    then
                } else {
                    otherwise
                };
                self.judge(branch, node, at, out);
            }
            _ => {}
        }
    }

    fn judge_object(
        &mut self,
        assertion: &Assertion,
        rule: Rule,
        (node, members): (&Node<'_>, &Members<'_>),
        at: &At<'_>,
        out: &mut Violations,
    ) {
        match assertion {
            Assertion::Size(size) => size.check(members.len(), at, out),
            Assertion::Required(names) => {
                for name in *names {
                    if !members.iter().any(|(key, _)| key == name) {
                        out.report(&at.property(name), "required", "is required");
                    }
                }
            }
            Assertion::Members {
                named,
                matching,
                others,
            } => {
                for (key, value) in members {
                    self.judge_member((named, matching, *others), key, value, at, out);
                }
            }
            Assertion::Names(rule) => {
                for (key, _) in members {
                    self.judge_inside(rule, &Node::Text(key.clone()), &at.property(key), out);
                }
            }
            Assertion::Dependent(rules) => {
                for (name, rule) in *rules {
                    if members.iter().any(|(key, _)| key == name) {
                        self.judge(rule, node, at, out);
                    }
                }
            }
            Assertion::UnevaluatedProperties(inner) => {
                let seen = self.seen(rule, node, at);
                for (key, value) in members {
                    if !seen.has_property(key) {
                        self.judge_other(inner, key, value, at, out);
                    }
                }
            }
            _ => {}
        }
    }

    fn judge_member(
        &mut self,
        (named, matching, others): (&[NamedRule], &[(&Pattern, Rule)], Option<Rule>),
        key: &str,
        value: &Node<'_>,
        at: &At<'_>,
        out: &mut Violations,
    ) {
        let by_name = named.iter().filter(|(name, _)| *name == key);
        let by_pattern = matching.iter().filter(|(pattern, _)| pattern.matches(key));
        let mut is_other = true;
        for rule in by_name
            .map(|(_, rule)| *rule)
            .chain(by_pattern.map(|(_, rule)| *rule))
        {
            is_other = false;
            self.judge_inside(rule, value, &at.property(key), out);
        }
        if let (true, Some(rule)) = (is_other, others) {
            self.judge_other(rule, key, value, at, out);
        }
    }

    fn judge_other(
        &mut self,
        rule: Rule,
        key: &str,
        value: &Node<'_>,
        at: &At<'_>,
        out: &mut Violations,
    ) {
        let here = at.property(key);
        if matches!(rule, [Assertion::Never]) {
            out.report(&here, "additionalProperties", "is not a known property");
        } else {
            self.judge_inside(rule, value, &here, out);
        }
    }

    fn judge_contains(
        &mut self,
        rule: Rule,
        (min, max): (u64, u64),
        items: &[Node<'_>],
        at: &At<'_>,
        out: &mut Violations,
    ) {
        let count = items
            .iter()
            .enumerate()
            .filter(|(index, item)| self.keeps_inside(rule, item, &at.index(*index)))
            .count() as u64;
        if count < min {
            let message = format!("must hold at least {min} of the items that are asked for");
            out.report(at, "contains", message);
        }
        if count > max {
            let message = format!("must hold at most {max} of the items that are counted here");
            out.report(at, "maxContains", message);
        }
    }

    fn judge_inside(&mut self, rule: Rule, node: &Node<'_>, at: &At<'_>, out: &mut Violations) {
        let still = std::mem::take(&mut self.still);
        self.judge(rule, node, at, out);
        self.still = still;
    }

    pub(super) fn keeps_inside(&mut self, rule: Rule, node: &Node<'_>, at: &At<'_>) -> bool {
        let still = std::mem::take(&mut self.still);
        let keeps = self.keeps(rule, node, at);
        self.still = still;
        keeps
    }
}

fn is_of_objects(assertion: &Assertion) -> bool {
    matches!(
        assertion,
        Assertion::Size(_)
            | Assertion::Required(_)
            | Assertion::Members { .. }
            | Assertion::Names(_)
            | Assertion::Dependent(_)
            | Assertion::UnevaluatedProperties(_)
    )
}

fn judge_kind(kinds: &[Kind], node: &Node<'_>, at: &At<'_>, out: &mut Violations) {
    let fits = |kind: &Kind| match (kind, node) {
        (Kind::Null, Node::Null)
        | (Kind::Boolean, Node::Boolean(_))
        | (Kind::Text, Node::Text(_))
        | (Kind::Number, Node::Number(_))
        | (Kind::Array, Node::List(_))
        | (Kind::Object, Node::Map(_)) => true,
        (Kind::Integer, Node::Number(text)) => {
            Digits::read(text).is_some_and(|digits| digits.is_integer())
        }
        _ => false,
    };
    if !kinds.iter().any(fits) {
        let words: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
        out.report(
            at,
            "type",
            format!("must be of type {}", words.join(" or ")),
        );
    }
}

fn judge_value(texts: &[&str], node: &Node<'_>, at: &At<'_>, out: &mut Violations) {
    const SHOWN_MAX: usize = 20;
    let canonical = node.canonical();
    let known = texts
        .iter()
        .any(|text| json::read(text).is_ok_and(|value| value.canonical() == canonical));
    if !known {
        let shown = texts.len().min(SHOWN_MAX);
        let more = if shown < texts.len() { ", .." } else { "" };
        let list = texts[..shown].join(", ");
        out.report(at, "enum", format!("must be one of: {list}{more}"));
    }
}

fn judge_length(length: &Items, items: &[Node<'_>], at: &At<'_>, out: &mut Violations) {
    length.check_length(items.len(), at, out);
    super::judge_twins(length, items, at, out);
}
