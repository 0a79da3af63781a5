//! `idempotency-replay`: the same key and request get the stored answer, byte for byte.

use concierge_codegen::ir::Operation;

use crate::Check;
use crate::bench::{Bench, Difference, Stop};
use crate::exchange::Response;
use crate::subject::Subject;

/// Replays the call that `valid-call` settled, so that no further example is used up. A multipart body gets another boundary, as a
/// client's next attempt would: it is the same request all the same.
pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let Some((mut draft, first)) = subject.settled.clone() else {
        return Err(Stop::NotRun(
            "examples exhausted: no valid call succeeded that could be replayed".to_owned(),
        ));
    };
    draft.boundary = bench.mint("part");
    draft.correlation_id = bench.mint("run");
    let replay = bench.ask(operation, draft.request()).await?;
    for (expected, seen) in differences(operation, &first.response, &replay.response) {
        let difference = Difference {
            check: Check::IdempotencyReplay,
            operation: Some(operation),
            place: &operation.place,
            expected,
            seen,
        };
        bench.report(difference, Some(&replay));
    }
    Ok(())
}

fn differences(
    operation: &Operation,
    first: &Response,
    replay: &Response,
) -> Vec<(String, String)> {
    let mut out = Vec::new();
    if replay.status != first.status {
        out.push((
            format!("the status of the first answer again, {}", first.status),
            replay.status.to_string(),
        ));
        return out;
    }
    if replay.body != first.body {
        out.push((
            "the bytes of the first answer again".to_owned(),
            format!("other bytes: {}", first_difference(first, replay)),
        ));
    }
    if replay.header("content-type") != first.header("content-type") {
        out.push((
            "the content type of the first answer again".to_owned(),
            "another one".to_owned(),
        ));
    }
    match replay.header("idempotent-replayed") {
        Some("true") => {}
        seen => out.push((
            format!(
                "the header idempotent-replayed: true on a replay of {}",
                operation.id
            ),
            seen.unwrap_or("no such header").to_owned(),
        )),
    }
    out
}

fn first_difference(first: &Response, replay: &Response) -> String {
    let same = first
        .body
        .iter()
        .zip(&replay.body)
        .take_while(|(one, other)| one == other)
        .count();
    format!(
        "they differ from byte {same} on ({} and {} bytes)",
        first.body.len(),
        replay.body.len()
    )
}
