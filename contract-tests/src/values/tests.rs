//! Values of the fixture contract: which faults are made, that each is one, and that a seed repeats them.

use std::collections::BTreeSet;
use std::path::Path;

use concierge_codegen::ir::Operation;
use serde_json::Value;

use super::{Seed, faults_of, negative_examples, positive_examples, valid_value};
use crate::Contract;

const SPEC: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/library/openapi.yaml");

/// Every constraint of `NewLoan`, as pointer and rule.
const FAULTS: &[(&str, &[&str])] = &[
    ("", &["nullable", "type"]),
    ("/contractTestsUnknown", &["additionalProperties"]),
    (
        "/memberId",
        &[
            "required",
            "nullable",
            "type",
            "minLength",
            "maxLength",
            "pattern",
        ],
    ),
    ("/bookId", &["required", "nullable", "type", "pattern"]),
    (
        "/days",
        &["required", "nullable", "type", "minimum", "maximum"],
    ),
    (
        "/fee",
        &["nullable", "type", "minimum", "maximum", "multipleOf"],
    ),
    ("/note", &["type", "maxLength"]),
    ("/due", &["nullable", "type", "format"]),
    (
        "/tags",
        &["nullable", "type", "minItems", "maxItems", "uniqueItems"],
    ),
    ("/tags/0", &["nullable", "type", "minLength"]),
    ("/way", &["nullable", "type", "enum"]),
    ("/delivery", &["nullable", "type"]),
    ("/delivery/contractTestsUnknown", &["additionalProperties"]),
    (
        "/delivery/city",
        &["required", "nullable", "type", "minLength", "maxLength"],
    ),
];

fn contract() -> Contract {
    Contract::load(Path::new(SPEC)).unwrap_or_else(|error| panic!("{error}"))
}

fn create_loan(contract: &Contract) -> &Operation {
    contract
        .api()
        .operations
        .iter()
        .find(|operation| operation.id == "create_loan")
        .expect("the operation")
}

fn faults(contract: &Contract, seed: u64) -> Vec<super::Fault> {
    let operation = create_loan(contract);
    let content = &operation.body[0];
    let schema = contract
        .bundle()
        .request_schema(operation, "application/json")
        .expect("a schema");
    let judge = contract.oracle().judge(schema).expect("a judge");
    let base = positive_examples(operation, content)[1].value.clone();
    assert!(judge.accepts(&base));
    let accepts = |value: &Value| judge.accepts(value);
    faults_of(
        contract.api(),
        content.schema.as_ref().expect("a schema"),
        &base,
        "",
        &mut Seed::new(seed),
        &accepts,
    )
}

#[test]
fn every_constraint_is_broken_once() {
    let contract = contract();
    let made: BTreeSet<(String, &str)> = faults(&contract, 1)
        .into_iter()
        .map(|fault| (fault.pointer, fault.rule))
        .collect();
    let wanted: BTreeSet<(String, &str)> = FAULTS
        .iter()
        .flat_map(|(pointer, rules)| rules.iter().map(|rule| ((*pointer).to_owned(), *rule)))
        .collect();
    assert_eq!(made, wanted);
}

#[test]
fn a_seed_repeats_its_values() {
    let contract = contract();
    let values = |seed| {
        faults(&contract, seed)
            .into_iter()
            .map(|fault| fault.value)
            .collect::<Vec<_>>()
    };
    assert_eq!(values(7), values(7));
    assert_ne!(values(7), values(8));
}

#[test]
fn made_values_satisfy_their_schema() {
    let contract = contract();
    let operation = create_loan(&contract);
    let schema = contract
        .bundle()
        .request_schema(operation, "application/json")
        .expect("a schema");
    let judge = contract.oracle().judge(schema).expect("a judge");
    for seed in 0..100 {
        let typed = operation.body[0].schema.as_ref().expect("a schema");
        let made = valid_value(contract.api(), typed, &mut Seed::new(seed)).expect("a value");
        assert!(judge.accepts(&made), "{made}: {:?}", judge.faults(&made));
    }
}

#[test]
fn a_fault_may_be_reported_at_its_holder_but_not_elsewhere() {
    let contract = contract();
    let all = faults(&contract, 1);
    let missing = all
        .iter()
        .find(|fault| fault.rule == "required" && fault.pointer == "/delivery/city")
        .expect("the fault");
    assert!(
        missing.is_at("/delivery/city")
            && missing.is_at("/delivery")
            && missing.is_at("#/delivery")
    );
    assert!(
        !missing.is_at("/") && !missing.is_at("/memberId") && !missing.is_at("/delivery/cityx")
    );
}

#[test]
fn examples_are_told_apart_by_their_names() {
    let contract = contract();
    let operation = create_loan(&contract);
    let positive: Vec<&str> = positive_examples(operation, &operation.body[0])
        .iter()
        .map(|example| example.name.as_str())
        .collect();
    let negative: Vec<(&str, u16)> = negative_examples(operation, &operation.body[0])
        .iter()
        .map(|(example, status)| (example.name.as_str(), *status))
        .collect();
    assert_eq!(positive, ["used_up", "short", "long"]);
    assert_eq!(negative, [("unknown_book", 404)]);
}
