//! What a published document says against what the contract says: the proof that a mount leaves nothing out unnoticed.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// The differences of a published document from its contract, one text each: `lost: ..`, `added: ..` or `other: ..` and the place.
///
/// Order of members, spelling of numbers, references and defaults that are spelled out make no difference.
#[must_use]
pub fn differences(contract: &Value, published: &Value) -> BTreeSet<String> {
    let (contract, published) = (facts(contract), facts(published));
    let names: BTreeSet<&String> = contract.keys().chain(published.keys()).collect();
    let tell = |name: &String| match (contract.get(name), published.get(name)) {
        (Some(said), Some(heard)) if said == heard => None,
        (Some(_), Some(_)) => Some(format!("other: {name}")),
        (Some(_), None) => Some(format!("lost: {name}")),
        (None, _) => Some(format!("added: {name}")),
    };
    names.into_iter().filter_map(tell).collect()
}

/// Holds differences against a list of known ones, which may only shrink.
///
/// A line of the list is a count and a pattern, in which `*` is any text and `?` any character; the first pattern that fits takes a difference. Lines
/// that begin with `#` give the reason for those below them.
///
/// # Errors
/// [`Drift`] when a difference fits no pattern, or a pattern takes another number of them than its line says.
pub fn hold(found: &BTreeSet<String>, known: &str) -> Result<(), Drift> {
    let lines = known
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    let known: Vec<(usize, &str)> = lines
        .filter_map(|line| line.split_once(' '))
        .map(|(count, pattern)| (count.parse().unwrap_or(0), pattern))
        .collect();
    let mut counted = vec![0; known.len()];
    let mut drift = Drift::default();
    for difference in found {
        let fitting = known
            .iter()
            .position(|(_, pattern)| fits(pattern.as_bytes(), difference.as_bytes()));
        match fitting {
            Some(index) => counted[index] += 1,
            None => drift.unknown.push(difference.clone()),
        }
    }
    let lines = known.iter().zip(counted);
    drift.miscounted = lines
        .filter(|((count, _), counted)| count != counted)
        .map(|((count, pattern), counted)| format!("{pattern}: {counted} instead of {count}"))
        .collect();
    if drift.unknown.is_empty() && drift.miscounted.is_empty() {
        Ok(())
    } else {
        Err(drift)
    }
}

/// How a published document strays from what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error(
    "hold the published document: unknown differences {unknown:#?}, miscounted lines {miscounted:#?}"
)]
pub struct Drift {
    /// Differences that no line of the list takes.
    pub unknown: Vec<String>,
    /// Lines of the list that take another number of differences than they say.
    pub miscounted: Vec<String>,
}

/// `*` is any text, `?` any character.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) if fits(rest, text) => true,
        ([b'*', ..], [_, rest @ ..]) => fits(pattern, rest),
        ([b'?', pattern @ ..], [_, text @ ..]) => fits(pattern, text),
        ([first, pattern @ ..], [letter, text @ ..]) => first == letter && fits(pattern, text),
        _ => false,
    }
}

/// A document as a flat list of what it states, free of order and of ways to say the same.
fn facts(document: &Value) -> BTreeMap<String, Value> {
    let mut facts = BTreeMap::new();
    for (name, value) in entries(&document["info"]) {
        facts.insert(format!("info {name}"), value.clone());
    }
    for (section, values) in entries(&document["components"])
        .filter(|(section, _)| *section == "schemas" || *section == "securitySchemes")
    {
        for (name, value) in entries(values) {
            facts.insert(format!("{section} {name}"), plain(value));
        }
    }
    for (path, item) in entries(&document["paths"]) {
        for (method, operation) in entries(item).filter(|(method, _)| *method != "parameters") {
            let place = format!("{} {path}", method.to_uppercase());
            facts.insert(place.clone(), json!(true));
            operation_facts(document, &place, item, operation, &mut facts);
        }
    }
    facts
}

fn operation_facts(
    document: &Value,
    place: &str,
    item: &Value,
    operation: &Value,
    facts: &mut BTreeMap<String, Value>,
) {
    for (name, value) in entries(operation)
        .filter(|(name, _)| !["parameters", "requestBody", "responses"].contains(name))
    {
        if *value != json!(false) {
            facts.insert(format!("{place} {name}"), value.clone());
        }
    }
    let parameters = [&item["parameters"], &operation["parameters"]]
        .into_iter()
        .filter_map(Value::as_array)
        .flatten();
    for parameter in parameters.map(|parameter| resolve(document, parameter)) {
        let name = format!(
            "{place} {} {}",
            text(parameter, "in"),
            text(parameter, "name")
        );
        let mut rest = parameter.as_object().cloned().unwrap_or_default();
        rest.retain(|key, value| !["in", "name"].contains(&key.as_str()) && *value != json!(false));
        if rest.get("style")
            == Some(&json!(if text(parameter, "in") == "query" {
                "form"
            } else {
                "simple"
            }))
        {
            rest.remove("style");
        }
        facts.insert(name, plain(&Value::Object(rest)));
    }
    let body = resolve(document, &operation["requestBody"]);
    if body.is_object() {
        facts.insert(
            format!("{place} body required"),
            body.get("required").cloned().unwrap_or(json!(false)),
        );
        content_facts(&format!("{place} body"), body, facts);
    }
    for (status, response) in entries(&operation["responses"]) {
        let (place, response) = (format!("{place} {status}"), resolve(document, response));
        facts.insert(
            format!("{place} description"),
            response["description"].clone(),
        );
        content_facts(&place, response, facts);
        for (name, header) in entries(&response["headers"]) {
            facts.insert(
                format!("{place} header {name}"),
                plain(resolve(document, header)),
            );
        }
    }
}

fn content_facts(place: &str, holder: &Value, facts: &mut BTreeMap<String, Value>) {
    for (media_type, content) in entries(&holder["content"]) {
        facts.insert(format!("{place} {media_type}"), plain(&content["schema"]));
        for (word, value) in entries(content).filter(|(word, _)| *word != "schema") {
            facts.insert(format!("{place} {media_type} {word}"), value.clone());
        }
    }
}

/// Numbers by value, `required` as a set, `false` as silence.
fn plain(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        Value::Object(object) => {
            let object = object
                .iter()
                .filter(|(key, value)| *key == "additionalProperties" || **value != json!(false));
            let mut object: Map<String, Value> = object
                .map(|(key, value)| (key.clone(), plain(value)))
                .collect();
            if let Some(Value::Array(names)) = object.get_mut("required") {
                names.sort_by_key(ToString::to_string);
            }
            Value::Object(object)
        }
        other => other.clone(),
    }
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"]
        .as_str()
        .and_then(|reference| document.pointer(reference.trim_start_matches('#')))
    {
        Some(target) => resolve(document, target),
        None => value,
    }
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}
