//! The contract's own error body, for answers that belong to no operation.

use concierge_codegen::ir::{Operation, Place};

use crate::Check;
use crate::bench::{Bench, Difference};
use crate::exchange::Exchange;

/// Reports a body that is not the contract's error.
pub(super) fn expect(
    bench: &mut Bench<'_>,
    check: Check,
    operation: Option<&Operation>,
    exchange: &Exchange,
) {
    let Some(id) = bench.contract.api().problem else {
        return;
    };
    let Some(schema) = bench.contract.problem_schema() else {
        return;
    };
    let component = &bench.contract.api().type_def(id).component;
    let faults = match (
        bench.contract.oracle().judge(&schema),
        exchange.response.json(),
    ) {
        (Ok(judge), Some(body)) => judge.faults(&body),
        (Ok(_), None) => vec!["a body that is not JSON".to_owned()],
        (Err(reason), _) => vec![reason],
    };
    if !faults.is_empty() {
        let place: &Place = &bench.contract.api().type_def(id).place;
        let (expected, seen) = (
            format!("a body as `{component}` describes it"),
            faults.join("; "),
        );
        bench.report(
            Difference {
                check,
                operation,
                place,
                expected,
                seen,
            },
            Some(exchange),
        );
    }
}
