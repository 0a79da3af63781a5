//! `idempotency-reuse`: a key stands for one request.

use crate::Check;
use crate::bench::{Bench, Stop};
use crate::subject::Subject;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let Some((mut draft, _)) = subject.settled.clone() else {
        return Err(Stop::NotRun(
            "examples exhausted: no valid call succeeded whose key could be used again".to_owned(),
        ));
    };
    let Some(other) = subject.other_body(bench, &draft.body)? else {
        return Err(Stop::NotRun(
            "no second valid body could be made; give the contract another example".to_owned(),
        ));
    };
    draft.body = other;
    let exchange = bench.ask(operation, draft.request()).await?;
    bench.expect_status(
        Check::IdempotencyReuse,
        &operation.place,
        422,
        "the key was used for another body",
        &draft,
        &exchange,
    );
    Ok(())
}
