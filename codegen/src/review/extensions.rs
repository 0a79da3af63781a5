//! `x-` entries that mean nothing where they stand.

use crate::finding::{Finding, Findings};
use crate::load::{Document, Key, Node, Value};
use crate::lower::likely_meant;

/// Extensions that an operation takes.
const ON_OPERATIONS: &[&str] = &[
    "x-idempotency",
    "x-scopes",
    "x-rate-limit",
    "x-slo",
    "x-events",
    "x-body-limit",
];

/// Extensions that a schema takes.
const ON_SCHEMAS: &[&str] = &["x-pii", "x-retention", "x-lifecycle"];

/// Keys whose entries have names of the contract's own.
const NAMED: &[&str] = &[
    "paths",
    "webhooks",
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "properties",
    "patternProperties",
    "$defs",
    "definitions",
    "dependentSchemas",
    "content",
    "encoding",
    "variables",
];

/// Keys that hold data, in which every name is free.
const DATA: &[&str] = &[
    "example", "default", "enum", "const", "value", "mapping", "scopes", "required", "security",
];

/// Walks through every file.
pub(super) fn check(doc: &Document, findings: &mut Findings) {
    for file in doc.files() {
        walk(doc, file.root(), findings);
    }
}

fn walk(doc: &Document, node: &Node, findings: &mut Findings) {
    match &node.value {
        Value::List(items) => items.iter().for_each(|item| walk(doc, item, findings)),
        Value::Map(entries) => {
            for (key, value) in entries {
                entry(doc, node, key, value, findings);
            }
        }
        _ => {}
    }
}

fn entry(doc: &Document, holder: &Node, key: &Key, value: &Node, findings: &mut Findings) {
    let name = key.text.as_str();
    if name.starts_with("x-") {
        look_at(doc, holder, key, findings);
    } else if NAMED.contains(&name) && value.as_map().is_some() {
        // One level of names; what stands under them is the standard's again.
        for (_, inner) in value.entries() {
            walk(doc, inner, findings);
        }
    } else if !DATA.contains(&name) {
        walk(doc, value, findings);
    }
}

fn look_at(doc: &Document, holder: &Node, key: &Key, findings: &mut Findings) {
    let name = key.text.as_str();
    let is_operation = holder.get("responses").is_some();
    let (rule, message, fix) = if let Some(known) = likely_meant(name) {
        (
            "extension-typo",
            format!("`{name}` means nothing here"),
            format!("did you mean `{known}`?"),
        )
    } else if ON_OPERATIONS.contains(&name) && !is_operation {
        (
            "extension-misplaced",
            format!("`{name}` means nothing here"),
            "put it on an operation".to_owned(),
        )
    } else if ON_SCHEMAS.contains(&name) && is_operation {
        (
            "extension-misplaced",
            format!("`{name}` means nothing here"),
            "put it on a schema".to_owned(),
        )
    } else {
        return;
    };
    findings.push(Finding::warning(rule, doc.place_of_key(key), message, fix));
}
