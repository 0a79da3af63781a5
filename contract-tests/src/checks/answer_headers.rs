//! `answer-headers`: required headers stand, and declared ones hold what the contract says.

use concierge_codegen::ir::{Api, Header, Operation, Response, Schema, Shape, Type};
use serde_json::Value;

use crate::Check;
use crate::bench::{Bench, Difference};
use crate::contract::declared;
use crate::exchange::Exchange;

pub(super) fn look(bench: &mut Bench<'_>, operation: &Operation, exchange: &Exchange) {
    let Some(response) = declared(operation, exchange.response.status) else {
        return;
    };
    for header in &response.headers {
        let seen = match exchange.response.header(&header.wire) {
            None if header.required => Some("no such header".to_owned()),
            None => None,
            Some(text) => faults(bench, operation, response, header, text),
        };
        if let Some(seen) = seen {
            let expected = format!(
                "the header {} as declared for {}",
                header.wire, exchange.response.status
            );
            let place = &header.schema.place;
            bench.report(
                Difference {
                    check: Check::AnswerHeaders,
                    operation: Some(operation),
                    place,
                    expected,
                    seen,
                },
                Some(exchange),
            );
        }
    }
}

fn faults(
    bench: &Bench<'_>,
    operation: &Operation,
    response: &Response,
    header: &Header,
    text: &str,
) -> Option<String> {
    let schema = bench
        .contract
        .bundle()
        .header_schema(operation, response.status, &header.wire)?;
    let value = typed(bench.contract.api(), &header.schema, text);
    match bench.contract.oracle().judge(schema) {
        Ok(judge) => Some(judge.faults(&value).join("; ")).filter(|faults| !faults.is_empty()),
        Err(reason) => Some(reason),
    }
}

/// The header's text as the JSON type that its schema asks for; text where it cannot be one.
fn typed(api: &Api, schema: &Schema, text: &str) -> Value {
    let plain = || Value::String(text.to_owned());
    match &schema.ty {
        Type::Integer(_) | Type::Number(_) | Type::Boolean => {
            serde_json::from_str(text).unwrap_or_else(|_| plain())
        }
        Type::Array(item, _) => text
            .split(',')
            .map(|part| typed(api, item, part.trim()))
            .collect(),
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Alias(inner) => typed(api, inner, text),
            _ => plain(),
        },
        _ => plain(),
    }
}
