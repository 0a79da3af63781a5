//! `idempotency-required`: a keyed operation refuses a call without a key.

use crate::Check;
use crate::bench::{Bench, Stop};
use crate::subject::Subject;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let mut draft = subject.base(bench)?;
    draft.idempotency_key = None;
    let exchange = bench.ask(operation, draft.request()).await?;
    let why = format!(
        "the required header {} is missing",
        draft.idempotency_header()
    );
    bench.expect_status(
        Check::IdempotencyRequired,
        &operation.place,
        400,
        &why,
        &draft,
        &exchange,
    );
    Ok(())
}
