//! `answer-media`: the content type is one that the contract declares for the status.

use concierge_codegen::ir::Operation;

use crate::Check;
use crate::bench::{Bench, Difference};
use crate::contract::{content_for, declared};
use crate::exchange::Exchange;

pub(super) fn look(bench: &mut Bench<'_>, operation: &Operation, exchange: &Exchange) {
    let Some(response) = declared(operation, exchange.response.status) else {
        return;
    };
    if operation.http_method == "HEAD" {
        return;
    }
    let status = exchange.response.status;
    let media_type = exchange.response.media_type();
    let (expected, is_right) = if response.contents.is_empty() {
        (
            format!("{status} without a body"),
            exchange.response.body.is_empty(),
        )
    } else {
        let known: Vec<&str> = response
            .contents
            .iter()
            .map(|content| content.media_type.as_str())
            .collect();
        let is_known = media_type
            .as_deref()
            .is_some_and(|media_type| content_for(response, media_type).is_some());
        (format!("{status} as {}", known.join(" or ")), is_known)
    };
    if !is_right {
        let seen = media_type.unwrap_or_else(|| "no content type".to_owned());
        bench.report(
            Difference {
                check: Check::AnswerMedia,
                operation: Some(operation),
                place: &operation.place,
                expected,
                seen,
            },
            Some(exchange),
        );
    }
}
