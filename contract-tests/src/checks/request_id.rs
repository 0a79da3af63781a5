//! `request-id`: every answer has an id of its own, in the header and in the body. A replayed body keeps the first id.

use concierge_codegen::ir::Operation;

use crate::Check;
use crate::bench::{Bench, Difference};
use crate::exchange::Exchange;

pub(super) fn look(bench: &mut Bench<'_>, operation: &Operation, exchange: &Exchange) {
    let response = &exchange.response;
    let Some(id) = response.header("x-request-id").filter(|id| !id.is_empty()) else {
        report(
            bench,
            operation,
            "the header x-request-id on every answer",
            "no such header",
            exchange,
        );
        return;
    };
    if !bench.note_request_id(id) {
        report(
            bench,
            operation,
            "an x-request-id that no other answer has",
            "one that was seen before",
            exchange,
        );
    }
    let is_replay = response.header("idempotent-replayed") == Some("true");
    let body = response.json().unwrap_or_default();
    let told = body.get("requestId").and_then(serde_json::Value::as_str);
    if !is_replay && told.is_some_and(|told| told != id) {
        report(
            bench,
            operation,
            "the body's requestId equal to the header x-request-id",
            "another one",
            exchange,
        );
    }
}

fn report(
    bench: &mut Bench<'_>,
    operation: &Operation,
    expected: &str,
    seen: &str,
    exchange: &Exchange,
) {
    let (expected, seen) = (expected.to_owned(), seen.to_owned());
    bench.report(
        Difference {
            check: Check::RequestId,
            operation: Some(operation),
            place: &operation.place,
            expected,
            seen,
        },
        Some(exchange),
    );
}
