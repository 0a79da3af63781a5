//! Every example of the contract is a valid instance of its schema, by a validator that is not ours; and nothing lacks one.

use serde_json::{Value, json};

use crate::document::{Content, Contract};

/// Bytes that stand for a file, which an example in a document can't hold.
const FILE: &str = "the file's bytes";

#[test]
fn every_body_and_answer_has_examples_that_satisfy_its_schema() {
    let contract = Contract::read();
    let mut judged = 0;
    for operation in contract.operations() {
        for content in contract.contents(&operation) {
            let examples = contract.examples(content.node);
            assert!(!examples.is_empty(), "{} has no example", content.place);
            for (name, example) in examples {
                let instance = with_files(&contract, &content, example);
                let faults = contract.faults(&content.node["schema"], &instance);
                assert!(
                    faults.is_empty(),
                    "{}, example {name}: {faults:#?}",
                    content.place
                );
                judged += 1;
            }
        }
    }
    assert!(judged >= 300, "only {judged} examples were found");
}

#[test]
fn every_parameter_has_an_example_that_satisfies_its_schema() {
    let contract = Contract::read();
    for operation in contract.operations() {
        for parameter in contract.parameters(&operation) {
            let place = format!("{} {}", operation.id, parameter["name"]);
            assert!(parameter.get("example").is_some(), "{place} has no example");
            let faults = contract.faults(&parameter["schema"], &parameter["example"]);
            assert!(faults.is_empty(), "{place}: {faults:#?}");
        }
    }
}

#[test]
fn every_header_has_an_example_that_satisfies_its_schema() {
    let contract = Contract::read();
    for operation in contract.operations() {
        for (status, response) in contract.responses(&operation) {
            for (name, header) in contract.headers(response) {
                let place = format!("{} {status} {name}", operation.id);
                assert!(header.get("example").is_some(), "{place} has no example");
                let faults = contract.faults(&header["schema"], &header["example"]);
                assert!(faults.is_empty(), "{place}: {faults:#?}");
            }
        }
    }
}

#[test]
fn every_schema_satisfies_itself_by_its_example() {
    let contract = Contract::read();
    let found = contract.schema_examples();
    assert!(!found.is_empty());
    for (name, schema, example) in found {
        let faults = contract.faults(schema, example);
        assert!(faults.is_empty(), "{name}: {faults:#?}");
    }
}

/// A program that reads `code` must not learn of codes that no example shows; the status in a problem is the answer's own.
#[test]
fn both_error_bodies_tell_the_same() {
    let contract = Contract::read();
    for operation in contract.operations() {
        for (status, response) in contract.responses(&operation) {
            if !status.starts_with(['4', '5']) {
                continue;
            }
            let place = format!("{} {status}", operation.id);
            let examples = |media: &str| contract.examples(&response["content"][media]);
            let plain = examples("application/json");
            for (name, problem) in examples("application/problem+json") {
                assert_eq!(problem["status"].to_string(), status, "{place} {name}");
                let twin = plain.iter().find(|(known, _)| *known == name);
                let (_, twin) = twin.unwrap_or_else(|| panic!("{place} {name} stands alone"));
                assert_eq!(problem["code"], twin["code"], "{place} {name}");
                assert_eq!(problem["detail"], twin["message"], "{place} {name}");
                assert_eq!(
                    problem.get("details"),
                    twin.get("details"),
                    "{place} {name}"
                );
            }
        }
    }
}

#[test]
fn a_wrong_example_is_noticed() {
    let contract = Contract::read();
    let schema = json!({ "$ref": "#/components/schemas/ReturnRequest" });
    let wrong =
        json!({ "sessionId": "short", "orderNumber": "GG-1", "option": "refund", "extra": 1 });
    assert_eq!(contract.faults(&schema, &wrong).len(), 3);
}

/// An upload's example with its files, which the schema demands.
fn with_files(contract: &Contract, content: &Content<'_>, example: &Value) -> Value {
    let mut instance = example.clone();
    if content.media_type == "multipart/form-data" {
        let schema = contract.follow(&content.node["schema"]);
        for (name, part) in schema["properties"].as_object().into_iter().flatten() {
            if part["format"] == "binary" {
                instance[name] = json!(FILE);
            }
        }
    }
    instance
}
