//! `correlation-id`: the caller finds its own id in the answer.

use concierge_codegen::ir::Operation;

use crate::Check;
use crate::bench::{Bench, Difference};
use crate::exchange::Exchange;

pub(super) fn look(bench: &mut Bench<'_>, operation: &Operation, exchange: &Exchange) {
    let sent = exchange.request.header("x-correlation-id");
    let echoed = exchange.response.header("x-correlation-id");
    if sent.is_none() || sent == echoed {
        return;
    }
    let difference = Difference {
        check: Check::CorrelationId,
        operation: Some(operation),
        place: &operation.place,
        expected: "the x-correlation-id that was sent".to_owned(),
        seen: if echoed.is_some() {
            "another one"
        } else {
            "no such header"
        }
        .to_owned(),
    };
    bench.report(difference, Some(exchange));
}
