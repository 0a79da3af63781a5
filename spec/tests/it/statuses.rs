//! Every status is declared where it can happen, and nowhere else.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::document::{Contract, Operation};

#[test]
fn every_operation_declares_what_its_conventions_lead_to() {
    let contract = Contract::read();
    for operation in contract.operations() {
        let declared: BTreeSet<&str> = contract
            .responses(&operation)
            .into_iter()
            .map(|(status, _)| status)
            .filter(|status| status.starts_with(['4', '5']))
            .collect();
        let mut expected = conventional(&operation);
        expected.extend(own(operation.id));
        assert_eq!(declared, expected, "{}", operation.id);
    }
}

#[test]
fn what_creates_answers_201_and_what_repeats_200() {
    let contract = Contract::read();
    let successes = |operation: &Operation<'_>| -> Vec<String> {
        let responses = contract.responses(operation).into_iter();
        responses
            .map(|(status, _)| status.to_owned())
            .filter(|status| status.starts_with('2'))
            .collect()
    };
    for operation in contract.operations() {
        let expected: &[&str] = match operation.id {
            "create_return"
            | "reserve_capsule"
            | "create_stylist_ticket"
            | "upload_inspiration" => &["201"],
            "submit_csat" | "subscribe_order_updates" => &["200", "201"],
            _ => &["200"],
        };
        assert_eq!(successes(&operation), expected, "{}", operation.id);
    }
}

#[test]
fn answers_say_in_headers_what_their_operation_promises() {
    let contract = Contract::read();
    for operation in contract.operations() {
        for (status, response) in contract.responses(&operation) {
            let names: BTreeSet<&str> = contract
                .headers(response)
                .into_iter()
                .map(|(name, _)| name)
                .collect();
            let place = format!("{} {status}", operation.id);
            let promises = |name: &str| assert!(names.contains(name), "{place} lacks {name}");
            promises("x-request-id");
            promises("x-correlation-id");
            let is_success = status.starts_with('2');
            if (is_success && has(&operation, "x-rate-limit")) || status == "429" {
                promises("x-ratelimit-limit");
                promises("x-ratelimit-remaining");
                promises("x-ratelimit-reset");
            }
            // A refusal that was decided while the operation ran is stored and told again, as a success is.
            let is_stored = is_success || own(operation.id).contains(&status);
            if is_stored && has(&operation, "x-idempotency") {
                promises("idempotent-replayed");
            }
            match status {
                "401" | "403" => promises("www-authenticate"),
                "405" => promises("allow"),
                "409" | "429" | "503" => promises("retry-after"),
                _ => {}
            }
        }
    }
}

/// What follows from how the operation is called.
fn conventional(operation: &Operation<'_>) -> BTreeSet<&'static str> {
    let mut statuses = BTreeSet::from(["405", "406", "500"]);
    if has(operation, "requestBody") {
        statuses.extend(["400", "408", "413", "415"]);
    }
    if operation.node["security"] != Value::Array(Vec::new()) {
        statuses.extend(["401", "403", "503"]);
    }
    if has(operation, "x-idempotency") {
        statuses.extend(["409", "422"]);
    }
    if has(operation, "x-rate-limit") {
        statuses.insert("429");
    }
    statuses
}

/// What follows from what the operation does.
fn own(id: &str) -> &'static [&'static str] {
    match id {
        "get_order_status" | "create_return" | "reserve_capsule" | "subscribe_order_updates" => {
            &["404"]
        }
        "get_ready" => &["503"],
        _ => &[],
    }
}

fn has(operation: &Operation<'_>, key: &str) -> bool {
    operation.node.get(key).is_some()
}
