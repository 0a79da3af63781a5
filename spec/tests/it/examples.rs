//! Every example of the contract is a valid instance of its schema, by a validator that is not ours.

use concierge_spec::CONTRACT;
use serde_json::{Value, json};

#[test]
fn every_example_satisfies_its_schema() {
    let contract: Value = serde_json::from_str(CONTRACT).expect("the bundled document is JSON");
    let mut judged = 0;
    for (place, content) in contents(&contract) {
        for (name, example) in examples(&contract, content) {
            let faults = faults(&contract, &content["schema"], example);
            assert!(faults.is_empty(), "{place}, example {name}: {faults:#?}");
            judged += 1;
        }
    }
    assert!(judged >= 25, "only {judged} examples were found");
}

#[test]
fn a_wrong_example_is_noticed() {
    let contract: Value = serde_json::from_str(CONTRACT).expect("the bundled document is JSON");
    let schema = json!({ "$ref": "#/components/schemas/ReturnRequest" });
    let wrong =
        json!({ "sessionId": "short", "orderNumber": "GG-1", "option": "refund", "extra": 1 });
    assert_eq!(faults(&contract, &schema, &wrong).len(), 3);
}

/// Every media type of every request and answer, with its place.
fn contents(contract: &Value) -> Vec<(String, &Value)> {
    let mut found = Vec::new();
    for (path, item) in contract["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("a path item") {
            collect(
                &format!("{method} {path} request"),
                follow(contract, &operation["requestBody"]),
                &mut found,
            );
            for (status, response) in operation["responses"].as_object().into_iter().flatten() {
                collect(
                    &format!("{method} {path} {status}"),
                    follow(contract, response),
                    &mut found,
                );
            }
        }
    }
    found
}

fn collect<'a>(place: &str, body: &'a Value, found: &mut Vec<(String, &'a Value)>) {
    for (media_type, content) in body["content"].as_object().into_iter().flatten() {
        // The text parts of an upload are examples of their own; the file comes from the caller.
        if media_type != "multipart/form-data" {
            found.push((format!("{place} {media_type}"), content));
        }
    }
}

fn examples<'a>(contract: &'a Value, content: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let named = content["examples"].as_object().into_iter().flatten();
    named
        .map(|(name, example)| (name.as_str(), &follow(contract, example)["value"]))
        .collect()
}

fn follow<'a>(contract: &'a Value, node: &'a Value) -> &'a Value {
    match node["$ref"]
        .as_str()
        .and_then(|target| target.strip_prefix('#'))
    {
        Some(pointer) => contract
            .pointer(pointer)
            .unwrap_or_else(|| panic!("dangling reference {pointer}")),
        None => node,
    }
}

fn faults(contract: &Value, schema: &Value, instance: &Value) -> Vec<String> {
    let mut document = json!({ "components": contract["components"] });
    document["allOf"] = json!([schema]);
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&document)
        .expect("the schema compiles");
    validator
        .iter_errors(instance)
        .map(|error| format!("{} at {}", error, error.instance_path()))
        .collect()
}
