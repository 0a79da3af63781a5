//! A reviewer judges the contract by its words: nothing that travels is without a description.

use serde_json::Value;

use crate::document::Contract;

#[test]
fn everything_that_travels_is_described() {
    let contract = Contract::read();
    let mut bare = Vec::new();
    let mut look = |place: String, node: &Value| {
        if node["description"].as_str().is_none_or(str::is_empty) {
            bare.push(place);
        }
    };
    for operation in contract.operations() {
        look(operation.id.to_owned(), operation.node);
        for parameter in contract.parameters(&operation) {
            look(format!("{} {}", operation.id, parameter["name"]), parameter);
        }
        for (status, response) in contract.responses(&operation) {
            look(format!("{} {status}", operation.id), response);
            for (name, header) in contract.headers(response) {
                look(format!("{} {status} {name}", operation.id), header);
            }
        }
    }
    for (name, schema) in contract.schemas() {
        look(name.to_owned(), schema);
        for (property, node) in schema["properties"].as_object().into_iter().flatten() {
            look(format!("{name}.{property}"), contract.follow(node));
        }
    }
    assert_eq!(bare, Vec::<String>::new());
}

/// What comes from outside has a bound, so that no caller can make a server hold more than it wants to.
#[test]
fn everything_that_is_sent_is_bounded() {
    let contract = Contract::read();
    let mut unbounded = Vec::new();
    for operation in contract.operations() {
        let request = &contract.follow(&operation.node["requestBody"])["content"];
        for (media_type, content) in request.as_object().into_iter().flatten() {
            let place = format!("{} {media_type}", operation.id);
            look_into(&contract, &place, &content["schema"], &mut unbounded);
        }
    }
    assert_eq!(unbounded, Vec::<String>::new());
}

fn look_into(contract: &Contract, place: &str, schema: &Value, unbounded: &mut Vec<String>) {
    let schema = contract.follow(schema);
    let is_bounded = match schema["type"].as_str() {
        Some("string") => is_bounded_text(schema),
        Some("array") => schema.get("maxItems").is_some(),
        _ => true,
    };
    if !is_bounded {
        unbounded.push(place.to_owned());
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        look_into(contract, &format!("{place}/{name}"), property, unbounded);
    }
    for branch in schema["oneOf"].as_array().into_iter().flatten() {
        look_into(contract, place, branch, unbounded);
    }
    for inner in ["items", "additionalProperties"] {
        if schema[inner].is_object() {
            look_into(contract, &format!("{place}/*"), &schema[inner], unbounded);
        }
    }
}

fn is_bounded_text(schema: &Value) -> bool {
    let is_date = schema["format"] == "date-time";
    let counts = |pattern: &str| !pattern.contains(['*', '+']) && !pattern.contains(",}");
    is_date
        || schema.get("enum").is_some()
        || schema.get("maxLength").is_some()
        || schema["pattern"].as_str().is_some_and(counts)
}
