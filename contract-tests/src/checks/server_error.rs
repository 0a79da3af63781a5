//! `server-error`: no request, however odd, makes the server fail. A declared 5xx tells how it fails, not that it may.

use concierge_codegen::ir::{Operation, Place};

use crate::Check;
use crate::bench::{Bench, Difference};
use crate::exchange::Exchange;

pub(super) fn look(bench: &mut Bench<'_>, operation: Option<&Operation>, exchange: &Exchange) {
    let status = exchange.response.status;
    if status < 500 {
        return;
    }
    let nowhere = Place::default();
    let difference = Difference {
        check: Check::ServerError,
        operation,
        place: operation.map_or(&nowhere, |operation| &operation.place),
        expected: "an answer below 500".to_owned(),
        seen: status.to_string(),
    };
    bench.report(difference, Some(exchange));
}
