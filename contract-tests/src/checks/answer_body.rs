//! `answer-body`: the body satisfies the schema that the contract declares for its status and media type.

use concierge_codegen::ir::{Content, MediaKind, Operation, Response};

use crate::Check;
use crate::bench::{Bench, Difference};
use crate::contract::{content_for, declared};
use crate::exchange::Exchange;

pub(super) fn look(bench: &mut Bench<'_>, operation: &Operation, exchange: &Exchange) {
    if operation.http_method == "HEAD" {
        return;
    }
    let Some(response) = declared(operation, exchange.response.status) else {
        return;
    };
    let Some(media_type) = exchange.response.media_type() else {
        return;
    };
    let Some(content) =
        content_for(response, &media_type).filter(|content| content.kind == MediaKind::Json)
    else {
        return;
    };
    let faults = faults(bench, operation, response, content, exchange);
    if !faults.is_empty() {
        let place = content
            .schema
            .as_ref()
            .map_or(&operation.place, |schema| &schema.place);
        let expected = format!(
            "a {} body that satisfies its declared schema",
            exchange.response.status
        );
        let seen = faults.join("; ");
        bench.report(
            Difference {
                check: Check::AnswerBody,
                operation: Some(operation),
                place,
                expected,
                seen,
            },
            Some(exchange),
        );
    }
}

fn faults(
    bench: &Bench<'_>,
    operation: &Operation,
    response: &Response,
    content: &Content,
    exchange: &Exchange,
) -> Vec<String> {
    let Some(body) = exchange.response.json() else {
        return vec!["a body that is not JSON".to_owned()];
    };
    let Some(schema) =
        bench
            .contract
            .bundle()
            .response_schema(operation, response.status, &content.media_type)
    else {
        return Vec::new();
    };
    match bench.contract.oracle().judge(schema) {
        Ok(judge) => judge.faults(&body),
        Err(reason) => vec![reason],
    }
}
