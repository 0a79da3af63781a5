//! `accept`: a caller that can read none of our answers is told so.

use crate::Check;
use crate::bench::{Bench, Stop};
use crate::subject::Subject;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let draft = subject.base(bench)?;
    let mut request = draft.request();
    request.set_header("accept", "model/x-contract-tests");
    let exchange = bench.ask(operation, request).await?;
    bench.expect_status(
        Check::Accept,
        &operation.place,
        406,
        "the call accepts none of the declared media types",
        &draft,
        &exchange,
    );
    Ok(())
}
