//! `media-type`: a body in a language that the contract does not speak.

use crate::Check;
use crate::bench::{Bench, Stop};
use crate::subject::Subject;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    if operation
        .body
        .iter()
        .any(|content| content.media_type.starts_with("*/"))
    {
        return Err(Stop::NotRun(
            "the operation reads every media type".to_owned(),
        ));
    }
    let draft = subject.base(bench)?;
    let mut request = draft.request();
    request.set_header("content-type", "model/x-contract-tests");
    let exchange = bench.ask(operation, request).await?;
    bench.expect_status(
        Check::MediaType,
        &operation.place,
        415,
        "the body has an undeclared media type",
        &draft,
        &exchange,
    );
    Ok(())
}
