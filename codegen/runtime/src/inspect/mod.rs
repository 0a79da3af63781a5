//! The second pass: a document against a schema table, to find everything that is wrong with it.

mod assertions;
mod seen;

use std::collections::HashSet;

use crate::digits::Digits;
use crate::json::{self, Members, Node};
use crate::{Additional, At, Items, Object, Property, Rule, Schema, Violations};

/// How many schemas deep one value may be looked at.
const STILL_MAX: usize = 64;

/// Reports every rule of the schema that the value breaks.
///
/// Numbers in a `Value` have the digits that it kept; bodies are inspected on their text.
pub fn inspect(schema: &Schema, value: &serde_json::Value, at: &At<'_>, out: &mut Violations) {
    let text = value.to_string();
    match json::read(&text) {
        Ok(node) => {
            Inspector::new(&text).walk(schema, &node, at, out);
        }
        // Only nesting stops a serialised value from being read.
        Err(_) => out.report(at, "type", "must not nest deeper than 128 levels"),
    }
}

/// Walks a schema and a document side by side.
pub(crate) struct Inspector {
    /// How many more values may be looked at. Branches that share properties multiply the work; this bounds it.
    budget: usize,
    /// How many schemas deep the same value has been looked at; circles of schemas end here.
    still: usize,
    /// Inside a schema whose rule repeats all of it: types alone are looked at, and rules by the one who repeats them.
    types_only: bool,
    /// Integers that were written with a fraction or an exponent: where in the text, how long, and the plain digits.
    pub(crate) rewordings: Vec<(usize, usize, i128)>,
    start: usize,
}

impl Inspector {
    /// For a document that was read from `text`.
    pub(crate) fn new(text: &str) -> Self {
        Self {
            budget: text.len().saturating_mul(32) + 16_384,
            still: 0,
            types_only: false,
            rewordings: Vec::new(),
            start: text.as_ptr() as usize,
        }
    }

    /// Reports every rule that the document breaks.
    pub(crate) fn walk(
        &mut self,
        schema: &Schema,
        node: &Node<'_>,
        at: &At<'_>,
        out: &mut Violations,
    ) {
        if self.step(at, out) {
            self.walk_here(schema, node, at, out);
            self.still -= 1;
        }
    }

    /// Counts one look at a value; false when there were too many.
    fn step(&mut self, at: &At<'_>, out: &mut Violations) -> bool {
        if self.budget == 0 || self.still == STILL_MAX {
            self.budget = 0;
            out.report(at, "oneOf", "fits too many shapes to be told apart");
            return false;
        }
        self.budget -= 1;
        self.still += 1;
        true
    }

    /// Walks a value inside the present one.
    fn walk_inside(&mut self, schema: &Schema, node: &Node<'_>, at: &At<'_>, out: &mut Violations) {
        let still = std::mem::take(&mut self.still);
        self.walk(schema, node, at, out);
        self.still = still;
    }

    fn walk_here(&mut self, schema: &Schema, node: &Node<'_>, at: &At<'_>, out: &mut Violations) {
        match (schema, node) {
            (Schema::Any, _)
            | (Schema::Nullable(_) | Schema::Null, Node::Null)
            | (Schema::Boolean, Node::Boolean(_)) => {}
            (Schema::Named(inner) | Schema::Nullable(inner) | Schema::Deep(inner), _) => {
                self.walk(inner, node, at, out)
            }
            (Schema::Ruled(inner, rule), _) => self.ruled(inner, rule, node, at, out),
            (Schema::OneOf(branches), _) => self.one_of(branches, node, at, out),
            (Schema::AnyOf(branches), _) => self.any_of(branches, node, at, out),
            (_, Node::Null) => out.report(at, "nullable", "must not be null"),
            (Schema::Text(rule), Node::Text(text)) => rule.check(text, at, out),
            (Schema::Enumeration(rule), Node::Text(text)) => rule.check(text, at, out),
            (Schema::IntegerEnumeration(rule), Node::Number(text)) => {
                let number = Digits::read(text).and_then(|digits| digits.to_integer());
                match number {
                    Some(number) => rule.check(&number.to_string(), at, out),
                    None => rule.report(at, out),
                }
            }
            (Schema::Integer(_), Node::Number(text)) => self.integer(schema, text, at, out),
            (Schema::Number(rule), Node::Number(text)) => {
                if let Some(digits) = Digits::read(text) {
                    rule.check_digits(&digits, at, out);
                }
            }
            (Schema::Array(inner, rule), Node::List(items)) => {
                self.array(inner, rule, items, at, out)
            }
            (Schema::Object(object), Node::Map(properties)) => {
                self.object(object, properties, at, out)
            }
            (Schema::Tagged { property, variants }, Node::Map(_)) => {
                self.tagged(property, variants, node, at, out)
            }
            _ => out.report(at, "type", format!("must be {}", describe(schema))),
        }
    }

    /// What the type says of a value is said better by it; only where it is content does the rule speak.
    fn ruled(
        &mut self,
        inner: &Schema,
        rule: Rule,
        node: &Node<'_>,
        at: &At<'_>,
        out: &mut Violations,
    ) {
        let mut found = Violations::new();
        let outer = std::mem::replace(&mut self.types_only, true);
        self.walk(inner, node, at, &mut found);
        self.types_only = outer;
        if !found.is_empty() {
            out.append(found);
        } else if !outer {
            self.judge(rule, node, at, out);
        }
    }

    fn integer(&mut self, schema: &Schema, text: &str, at: &At<'_>, out: &mut Violations) {
        let (Schema::Integer(rule), Some(digits)) = (schema, Digits::read(text)) else {
            return;
        };
        if !digits.is_integer() {
            out.report(at, "type", "must be an integer");
            return;
        }
        let (least, most) = rule.width();
        match digits.to_integer() {
            Some(value) if (least..=most).contains(&value) => {
                rule.check(value, at, out);
                if text.contains(['.', 'e', 'E']) {
                    self.rewordings
                        .push((text.as_ptr() as usize - self.start, text.len(), value));
                }
            }
            _ => out.report(
                at,
                "format",
                format!("must be an integer between {least} and {most}"),
            ),
        }
    }

    fn array(
        &mut self,
        inner: &Schema,
        rule: &Items,
        items: &[Node<'_>],
        at: &At<'_>,
        out: &mut Violations,
    ) {
        rule.check_length(items.len(), at, out);
        judge_twins(rule, items, at, out);
        for (index, item) in items.iter().enumerate() {
            self.walk_inside(inner, item, &at.index(index), out);
        }
    }

    fn object(
        &mut self,
        object: &Object,
        properties: &Members<'_>,
        at: &At<'_>,
        out: &mut Violations,
    ) {
        for Property {
            name,
            required,
            schema,
        } in object.properties
        {
            match properties.iter().find(|(key, _)| key == name) {
                Some((_, value)) => self.walk_inside(schema, value, &at.property(name), out),
                None if *required => out.report(&at.property(name), "required", "is required"),
                None => {}
            }
        }
        for (key, value) in properties {
            if object
                .properties
                .iter()
                .any(|property| property.name == key)
            {
                continue;
            }
            match object.additional {
                Additional::Ignored => {}
                Additional::Forbidden => out.report(
                    &at.property(key),
                    "additionalProperties",
                    "is not a known property",
                ),
                Additional::Kept(schema) => self.walk_inside(schema, value, &at.property(key), out),
            }
        }
        object.rule.check(properties.len(), at, out);
    }

    fn tagged(
        &mut self,
        property: &str,
        variants: &[(&str, &Schema)],
        node: &Node<'_>,
        at: &At<'_>,
        out: &mut Violations,
    ) {
        let Node::Map(properties) = node else {
            return;
        };
        let here = at.property(property);
        match properties.iter().find(|(key, _)| key == property) {
            None => out.report(&here, "required", "is required"),
            Some((_, Node::Text(tag))) => match variants.iter().find(|(value, _)| value == tag) {
                Some((_, schema)) => self.walk(schema, node, at, out),
                None => report_unknown_tag(property, variants, at, out),
            },
            Some(_) => out.report(&here, "type", "must be a string"),
        }
    }

    fn one_of(&mut self, branches: &[&Schema], node: &Node<'_>, at: &At<'_>, out: &mut Violations) {
        let fitting = branches
            .iter()
            .filter(|branch| self.fits(branch, node, at))
            .count();
        match fitting {
            1 => {}
            2.. if self.types_only => {}
            0 => self.no_branch("oneOf", branches, node, at, out),
            _ => report_several(at, out),
        }
    }

    fn any_of(&mut self, branches: &[&Schema], node: &Node<'_>, at: &At<'_>, out: &mut Violations) {
        if !branches.iter().any(|branch| self.fits(branch, node, at)) {
            self.no_branch("anyOf", branches, node, at, out);
        }
    }

    /// When only one branch takes this kind of value at all, what is wrong with that branch says more than that none fits.
    fn no_branch(
        &mut self,
        rule: &'static str,
        branches: &[&Schema],
        node: &Node<'_>,
        at: &At<'_>,
        out: &mut Violations,
    ) {
        let mut likely = branches
            .iter()
            .filter(|branch| takes_kind(branch, node, KIND_DEPTH));
        match (likely.next(), likely.next()) {
            (Some(branch), None) => self.walk(branch, node, at, out),
            _ => out.report(at, rule, "must fit one of the allowed shapes"),
        }
    }

    pub(crate) fn fits(&mut self, schema: &Schema, node: &Node<'_>, at: &At<'_>) -> bool {
        // Most branches differ in kind; nobody reads what else would be wrong with those.
        if !takes_kind(schema, node, KIND_DEPTH) {
            return false;
        }
        let mut found = Violations::new();
        self.walk(schema, node, at, &mut found);
        found.is_empty()
    }
}

/// Reports a discriminator that names no branch.
pub(crate) fn report_unknown_tag(
    property: &str,
    variants: &[(&str, &Schema)],
    at: &At<'_>,
    out: &mut Violations,
) {
    let known: Vec<&str> = variants.iter().map(|(value, _)| *value).collect();
    out.report(
        &at.property(property),
        "discriminator",
        format!("must be one of: {}", known.join(", ")),
    );
}

fn report_several(at: &At<'_>, out: &mut Violations) {
    out.report(
        at,
        "oneOf",
        "must fit exactly one of the allowed shapes, but fits several",
    );
}

/// `uniqueItems`
fn judge_twins(rule: &Items, items: &[Node<'_>], at: &At<'_>, out: &mut Violations) {
    if rule.asks_unique() {
        let mut seen = HashSet::with_capacity(items.len());
        if !items.iter().all(|item| seen.insert(item.canonical())) {
            Items::report_twins(at, out);
        }
    }
}

/// How many schemas deep a kind is looked for, before any is taken for granted.
const KIND_DEPTH: usize = 8;

/// True when the schema could hold a value of this JSON type.
fn takes_kind(schema: &Schema, node: &Node<'_>, depth: usize) -> bool {
    let Some(depth) = depth.checked_sub(1) else {
        return true;
    };
    match schema {
        Schema::Any => true,
        Schema::Named(inner) | Schema::Deep(inner) | Schema::Ruled(inner, _) => {
            takes_kind(inner, node, depth)
        }
        Schema::Nullable(inner) => matches!(node, Node::Null) || takes_kind(inner, node, depth),
        Schema::OneOf(branches) | Schema::AnyOf(branches) => branches
            .iter()
            .any(|branch| takes_kind(branch, node, depth)),
        Schema::Null => matches!(node, Node::Null),
        Schema::Boolean => matches!(node, Node::Boolean(_)),
        Schema::Text(_) | Schema::Enumeration(_) => matches!(node, Node::Text(_)),
        Schema::Integer(_) | Schema::Number(_) | Schema::IntegerEnumeration(_) => {
            matches!(node, Node::Number(_))
        }
        Schema::Array(..) => matches!(node, Node::List(_)),
        Schema::Object(_) | Schema::Tagged { .. } => matches!(node, Node::Map(_)),
    }
}

fn describe(schema: &Schema) -> &'static str {
    match schema {
        Schema::Null => "null",
        Schema::Boolean => "true or false",
        Schema::Text(_) | Schema::Enumeration(_) => "a string",
        Schema::Integer(_) | Schema::IntegerEnumeration(_) => "an integer",
        Schema::Number(_) => "a number",
        Schema::Array(..) => "an array",
        Schema::Object(_) | Schema::Tagged { .. } => "an object",
        Schema::Any
        | Schema::Named(_)
        | Schema::Nullable(_)
        | Schema::Deep(_)
        | Schema::Ruled(..)
        | Schema::OneOf(_)
        | Schema::AnyOf(_) => "another value",
    }
}
