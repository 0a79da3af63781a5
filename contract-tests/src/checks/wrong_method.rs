//! `wrong-method`: the path exists, the method does not.

use concierge_codegen::ir::Operation;

use super::problem;
use crate::Check;
use crate::bench::{Bench, Difference, Stop};
use crate::subject::Subject;

const METHODS: [&str; 5] = ["PUT", "DELETE", "PATCH", "POST", "GET"];

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let operations = &bench.contract.api().operations;
    let taken: Vec<&str> = operations
        .iter()
        .filter(|other| may_meet(&other.path, &operation.path))
        .map(|other| other.http_method.as_str())
        .collect();
    let declared: Vec<String> = operations
        .iter()
        .filter(|other| other.path == operation.path)
        .map(|other| other.http_method.clone())
        .collect();
    let Some(method) = METHODS.iter().find(|method| !taken.contains(method)) else {
        return Err(Stop::NotRun("the path declares every method".to_owned()));
    };
    let mut draft = subject.base(bench)?;
    draft.content = None;
    let mut request = draft.request();
    request.method = (*method).to_owned();
    let exchange = bench.ask_outside(request).await?;
    let why = format!("the path declares {}, not {method}", declared.join(", "));
    if bench.expect_status(
        Check::WrongMethod,
        &operation.place,
        405,
        &why,
        &draft,
        &exchange,
    ) {
        problem::expect(bench, Check::WrongMethod, Some(operation), &exchange);
        expect_allow(
            bench,
            operation,
            &declared,
            exchange.response.header("allow").unwrap_or_default(),
            &exchange,
        );
    }
    Ok(())
}

fn expect_allow(
    bench: &mut Bench<'_>,
    operation: &Operation,
    declared: &[String],
    allow: &str,
    exchange: &crate::Exchange,
) {
    let allowed: Vec<String> = allow
        .split(',')
        .map(|method| method.trim().to_ascii_uppercase())
        .collect();
    if declared.iter().all(|method| allowed.contains(method)) {
        return;
    }
    let difference = Difference {
        check: Check::WrongMethod,
        operation: Some(operation),
        place: &operation.place,
        expected: format!("the header allow with {}", declared.join(", ")),
        seen: if allow.is_empty() {
            "no such header".to_owned()
        } else {
            allow.to_owned()
        },
    };
    bench.report(difference, Some(exchange));
}

/// Whether one URL may fall under both templates.
fn may_meet(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.split('/'), other.split('/'));
    loop {
        match (one.next(), other.next()) {
            (None, None) => return true,
            (Some(left), Some(right))
                if left == right || left.contains('{') || right.contains('{') => {}
            _ => return false,
        }
    }
}
