//! Schemas keyword by keyword: what must hold where a type cannot say it.

use super::context::Context;
use super::names::Hint;
use super::nullable::{self, Kind, NullWord};
use super::outline::Outline;
use super::reading::outline_of;
use super::{references, scalars};
use crate::ir::{self, Assertion, Rule};
use crate::load::{Node, Value, Version};

/// What several schemas demand together.
pub(super) fn rule_of_all<'d>(cx: &mut Context<'d>, nodes: &[&'d Node], hint: &Hint) -> Rule {
    let rules: Vec<Rule> = nodes.iter().map(|node| rule_of(cx, node, hint)).collect();
    joined(rules)
}

/// Rules that hold together. What one of them left unevaluated is its own matter, so such a rule is kept apart.
fn joined(rules: Vec<Rule>) -> Rule {
    let is_single = rules.len() == 1;
    let mut whole = Rule::new();
    let mut apart = Vec::new();
    for rule in rules {
        if is_single || !rule.iter().any(is_unevaluated) {
            whole.extend(rule);
        } else {
            apart.push(rule);
        }
    }
    if !apart.is_empty() {
        whole.push(Assertion::AllOf(apart));
    }
    whole
}

/// What a schema demands, references followed by name only.
pub(super) fn rule_of<'d>(cx: &mut Context<'d>, node: &'d Node, hint: &Hint) -> Rule {
    match node.as_bool() {
        Some(true) => return Rule::new(),
        Some(false) => return vec![Assertion::Never],
        None => {}
    }
    let mut rule = Rule::new();
    if node.reference().is_some() {
        rule.extend(fits(cx, node));
        if cx.version == Version::V30 {
            return rule;
        }
    }
    let outline = outline_of(cx, node, hint);
    rule.extend(kinds(&outline));
    rule.extend(values(cx, node));
    rule.extend(scalar_words(cx, &outline));
    let mut reader = Reader { cx, node, hint };
    reader.array_words(&outline, &mut rule);
    reader.object_words(&outline, &mut rule);
    reader.choices(&mut rule);
    reader.unevaluated(&mut rule);
    rule
}

fn fits<'d>(cx: &mut Context<'d>, node: &'d Node) -> Option<Assertion> {
    let id = references::component(cx, node)?;
    let target = cx.resolve(node)?;
    let nullable = nullable::takes_null(cx, target);
    Some(Assertion::Fits { id, nullable })
}

fn kinds(outline: &Outline<'_>) -> Option<Assertion> {
    let stated = outline.kinds.stated()?;
    let mut kinds: Vec<ir::Kind> = stated.iter().map(|kind| kind_of(*kind)).collect();
    if outline.null == NullWord::Allowed {
        kinds.push(ir::Kind::Null);
    }
    Some(Assertion::Kinds(kinds))
}

fn kind_of(kind: Kind) -> ir::Kind {
    match kind {
        Kind::Boolean => ir::Kind::Boolean,
        Kind::Text => ir::Kind::Text,
        Kind::Integer => ir::Kind::Integer,
        Kind::Number => ir::Kind::Number,
        Kind::Array => ir::Kind::Array,
        Kind::Object => ir::Kind::Object,
    }
}

/// In 3.0 many contracts state `nullable` and forget null among the values; they mean it.
fn values(cx: &Context<'_>, node: &Node) -> Rule {
    let mut rule = Rule::new();
    let listed = node.get("enum").map(Node::items).unwrap_or_default();
    if !listed.is_empty() {
        let mut texts: Vec<String> = listed.iter().map(json_text).collect();
        let nullable = node.get("nullable").and_then(Node::as_bool) == Some(true);
        if cx.version == Version::V30 && nullable && !listed.iter().any(Node::is_null) {
            texts.push("null".to_owned());
        }
        rule.push(Assertion::Values(texts));
    }
    rule.extend(
        node.get("const")
            .map(|value| Assertion::Values(vec![json_text(value)])),
    );
    rule
}

fn scalar_words(cx: &mut Context<'_>, outline: &Outline<'_>) -> Rule {
    let mut rule = Rule::new();
    let text = ir::Text {
        format: scalars::format_of(outline),
        ..outline.text.clone()
    };
    if text != ir::Text::default() {
        rule.push(Assertion::Text(text));
    }
    if !outline.bounds.is_silent() {
        rule.push(Assertion::Number(scalars::number_rule(cx, outline)));
    }
    if outline.items_rule != ir::Items::default() {
        rule.push(Assertion::Length(outline.items_rule.clone()));
    }
    if outline.properties != ir::Properties::default() {
        rule.push(Assertion::Size(outline.properties.clone()));
    }
    rule
}

/// A node whose keywords are read one after the other.
struct Reader<'a, 'd> {
    cx: &'a mut Context<'d>,
    node: &'d Node,
    hint: &'a Hint,
}

impl<'d> Reader<'_, 'd> {
    fn rule(&mut self, node: &'d Node) -> Rule {
        rule_of(self.cx, node, self.hint)
    }

    /// The rule under a keyword.
    fn under(&mut self, keyword: &str) -> Option<Rule> {
        let node = self.node.get(keyword)?;
        Some(self.rule(node))
    }

    /// The rules of a list of schemas.
    fn list(&mut self, keyword: &str) -> Vec<Rule> {
        let nodes = self.node.get(keyword).map(Node::items).unwrap_or_default();
        nodes.iter().map(|node| self.rule(node)).collect()
    }

    /// The rules of an object of schemas.
    fn map(&mut self, keyword: &str) -> Vec<(String, Rule)> {
        let entries = self.cx.entries(self.node, keyword);
        entries
            .iter()
            .map(|(key, node)| (key.text.clone(), self.rule(node)))
            .collect()
    }

    fn array_words(&mut self, outline: &Outline<'d>, rule: &mut Rule) {
        let is_tuple = self
            .node
            .get("items")
            .is_some_and(|items| items.as_list().is_some());
        let (prefix, rest) = if is_tuple {
            (self.list("items"), self.under("additionalItems"))
        } else {
            (self.list("prefixItems"), self.under("items"))
        };
        if !prefix.is_empty() || rest.is_some() {
            rule.push(Assertion::Items { prefix, rest });
        }
        if let Some(counted) = self.under("contains") {
            let min = self.cx.count(outline.node, "minContains").unwrap_or(1);
            let max = self.cx.count(outline.node, "maxContains");
            rule.push(Assertion::Contains {
                rule: counted,
                min,
                max,
            });
        }
    }

    fn object_words(&mut self, outline: &Outline<'d>, rule: &mut Rule) {
        if !outline.required.is_empty() {
            let names = outline.required.iter().map(|name| (*name).to_owned());
            rule.push(Assertion::Required(names.collect()));
        }
        let named = self.map("properties");
        let matching = self.map("patternProperties");
        let others = self.under("additionalProperties");
        if !named.is_empty() || !matching.is_empty() || others.is_some() {
            rule.push(Assertion::Members {
                named,
                matching,
                others,
            });
        }
        rule.extend(self.under("propertyNames").map(Assertion::Names));
        let mut dependent = self.map("dependentSchemas");
        for keyword in ["dependentRequired", "dependencies"] {
            for (key, node) in self.cx.entries(self.node, keyword) {
                let names = node.items().iter().filter_map(Node::as_str);
                let inner = match node.as_list() {
                    Some(_) => vec![Assertion::Required(names.map(str::to_owned).collect())],
                    None => self.rule(node),
                };
                dependent.push((key.text.clone(), inner));
            }
        }
        if !dependent.is_empty() {
            rule.push(Assertion::Dependent(dependent));
        }
    }

    fn choices(&mut self, rule: &mut Rule) {
        // The schema itself is one more that holds together with its branches.
        let mut branches = self.list("allOf");
        branches.push(Rule::new());
        rule.extend(joined(branches));
        let any = self.list("anyOf");
        if !any.is_empty() {
            rule.push(Assertion::AnyOf(any));
        }
        let one = self.list("oneOf");
        // A discriminator says which branch is meant where several fit.
        match (one.is_empty(), self.node.get("discriminator")) {
            (true, _) => {}
            (false, Some(_)) => rule.push(Assertion::AnyOf(one)),
            (false, None) => rule.push(Assertion::OneOf(one)),
        }
        rule.extend(self.under("not").map(Assertion::Not));
        if let Some(condition) = self.under("if") {
            let then = self.under("then").unwrap_or_default();
            let otherwise = self.under("else").unwrap_or_default();
            rule.push(Assertion::If {
                condition,
                then,
                otherwise,
            });
        }
    }

    fn unevaluated(&mut self, rule: &mut Rule) {
        rule.extend(
            self.under("unevaluatedItems")
                .map(Assertion::UnevaluatedItems),
        );
        rule.extend(
            self.under("unevaluatedProperties")
                .map(Assertion::UnevaluatedProperties),
        );
    }
}

fn is_unevaluated(assertion: &Assertion) -> bool {
    matches!(
        assertion,
        Assertion::UnevaluatedItems(_) | Assertion::UnevaluatedProperties(_)
    )
}

/// A value as JSON, digit for digit.
fn json_text(node: &Node) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Number(digits) => digits.clone(),
        Value::Text(text) => quoted(text),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(json_text).collect();
            format!("[{}]", items.join(","))
        }
        Value::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", quoted(&key.text), json_text(value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}
