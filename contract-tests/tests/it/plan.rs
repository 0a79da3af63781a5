//! Which checks an operation gets is told by the contract alone.

use contract_tests::Check;
use contract_tests::plan::plan;

use crate::contract;

fn checks_of(id: &str) -> Vec<&'static str> {
    let contract = contract();
    let planned = plan(contract.api(), |operation| operation.id == id);
    planned
        .into_iter()
        .map(|planned| planned.check)
        .filter(|check| !check.watches())
        .map(Check::id)
        .collect()
}

#[test]
fn an_open_operation_gets_few() {
    assert_eq!(checks_of("get_open"), ["valid-call", "wrong-method"]);
}

#[test]
fn a_read_gets_no_checks_of_bodies_and_keys() {
    let wanted = [
        "valid-call",
        "auth-missing",
        "auth-wrong",
        "auth-scope",
        "accept",
        "parameter-fault",
        "paging",
        "wrong-method",
    ];
    assert_eq!(checks_of("list_books"), wanted);
}

#[test]
fn a_keyed_write_gets_all_of_both() {
    let wanted = [
        "valid-call",
        "error-example",
        "auth-missing",
        "auth-wrong",
        "auth-scope",
        "idempotency-required",
        "idempotency-replay",
        "idempotency-reuse",
        "body-fault",
        "body-malformed",
        "body-limit",
        "media-type",
        "error-media",
        "parameter-fault",
        "wrong-method",
    ];
    assert_eq!(checks_of("create_loan"), wanted);
}

#[test]
fn what_the_contract_gives_no_ground_for_is_left_out_with_a_reason() {
    let contract = contract();
    let mut api = contract.api().clone();
    let loan = api
        .operations
        .iter_mut()
        .find(|operation| operation.id == "create_loan")
        .expect("the operation");
    loan.responses
        .retain(|response| response.status != concierge_codegen::ir::StatusKey::Code(415));
    let planned = plan(&api, |operation| operation.id == "create_loan");
    let media = planned
        .iter()
        .find(|planned| planned.check == Check::MediaType)
        .expect("planned");
    assert_eq!(
        media.left_out.as_deref(),
        Some("the contract declares no 415 here")
    );
}
