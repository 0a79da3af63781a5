//! How a fault must be refused: with a declared status for faulty requests, and details that point at it.

use concierge_codegen::ir::Type;
use serde_json::Value;

use crate::Check;
use crate::bench::{Bench, Difference};
use crate::contract::{declared, names_status};
use crate::draft::Draft;
use crate::exchange::Exchange;
use crate::values::Fault;

/// Statuses that say that the request itself is at fault.
const REFUSALS: [u16; 3] = [400, 413, 422];

/// Reports an answer that does not refuse the fault, or points elsewhere.
pub(super) fn expect(
    bench: &mut Bench<'_>,
    check: Check,
    fault: &Fault,
    also: &[u16],
    draft: &Draft<'_>,
    exchange: &Exchange,
) {
    let operation = draft.operation;
    let status = exchange.response.status;
    let is_refused =
        (REFUSALS.contains(&status) || also.contains(&status)) && names_status(operation, status);
    let seen = if !is_refused {
        status.to_string()
    } else if points_elsewhere(bench, fault, draft, exchange) {
        "details that do not point there".to_owned()
    } else {
        return;
    };
    let expected = format!(
        "a declared 4xx for `{}` broken at `{}`, with a detail that points there",
        fault.rule, fault.pointer
    );
    bench.report(
        Difference {
            check,
            operation: Some(operation),
            place: &fault.place,
            expected,
            seen,
        },
        Some(exchange),
    );
}

/// Pointers are only demanded where the declared error body is the contract's own, and lists violations.
fn points_elsewhere(
    bench: &Bench<'_>,
    fault: &Fault,
    draft: &Draft<'_>,
    exchange: &Exchange,
) -> bool {
    let status = exchange.response.status;
    let problem = bench.contract.api().problem;
    let has_problem = declared(draft.operation, status).is_some_and(|response| {
        response.contents.iter().any(|content| matches!(&content.schema, Some(schema) if problem.is_some_and(|id| schema.ty == Type::Named(id))))
    });
    let Some(property) = bench
        .contract
        .violations_property()
        .filter(|_| has_problem && (status == 400 || status == 422))
    else {
        return false;
    };
    let body = exchange.response.json().unwrap_or_default();
    let details = body
        .get(property)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default();
    let mut pointers = details
        .iter()
        .filter_map(|detail| detail.get("pointer")?.as_str());
    !pointers.any(|pointer| fault.is_at(pointer))
}
