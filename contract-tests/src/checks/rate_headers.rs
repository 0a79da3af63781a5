//! `rate-headers`: a caller of a limited operation can see how much is left.

use concierge_codegen::ir::Operation;

use crate::Check;
use crate::bench::{Bench, Difference};
use crate::exchange::Exchange;

/// A caller who may not call, or calls with a wrong method, need not be counted; a server that failed may not know.
pub(super) fn look(bench: &mut Bench<'_>, operation: &Operation, exchange: &Exchange) {
    if matches!(exchange.response.status, 401 | 403 | 405 | 500..) {
        return;
    }
    for name in [
        "x-ratelimit-limit",
        "x-ratelimit-remaining",
        "x-ratelimit-reset",
    ] {
        let value = exchange.response.header(name);
        if value.is_some_and(|text| text.parse::<u64>().is_ok()) {
            continue;
        }
        let difference = Difference {
            check: Check::RateHeaders,
            operation: Some(operation),
            place: &operation.place,
            expected: format!("the header {name} with a whole number"),
            seen: if value.is_some() {
                "something else"
            } else {
                "no such header"
            }
            .to_owned(),
        };
        bench.report(difference, Some(exchange));
    }
}
