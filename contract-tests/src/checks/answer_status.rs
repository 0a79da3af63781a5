//! `answer-status`: a status that the contract does not name is a surprise for every client.

use concierge_codegen::ir::Operation;

use crate::Check;
use crate::bench::{Bench, Difference};
use crate::contract::declared;
use crate::exchange::Exchange;

pub(super) fn look(bench: &mut Bench<'_>, operation: &Operation, exchange: &Exchange) {
    let status = exchange.response.status;
    if declared(operation, status).is_some() {
        return;
    }
    let known: Vec<String> = operation
        .responses
        .iter()
        .map(|response| response.status.to_string())
        .collect();
    let difference = Difference {
        check: Check::AnswerStatus,
        operation: Some(operation),
        place: &operation.place,
        expected: format!("one of {}", known.join(", ")),
        seen: status.to_string(),
    };
    bench.report(difference, Some(exchange));
}
