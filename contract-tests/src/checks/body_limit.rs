//! `body-limit`: a body one byte longer than allowed is refused for its length, whatever it says.

use concierge_codegen::ir::{MediaKind, Operation};

use crate::Check;
use crate::bench::{Bench, Stop};
use crate::plan::body_content;
use crate::subject::Subject;

/// Longer bodies may find the connection closed before they are sent, so that there is no answer to judge.
const LONGEST_BYTES: u64 = 64 * 1024;

/// Whether the contract limits a JSON body to what can be sent in one go.
pub(crate) fn is_due(operation: &Operation) -> bool {
    operation.body_max_bytes < LONGEST_BYTES
        && body_content(operation).is_some_and(|content| content.kind == MediaKind::Json)
}

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let draft = subject.base(bench)?;
    let mut request = draft.request();
    if let Some(body) = &mut request.body {
        // Blanks after the document leave it as valid as it was.
        let longer = usize::try_from(operation.body_max_bytes).unwrap_or(usize::MAX);
        body.resize(longer.saturating_add(1), b' ');
    }
    let exchange = bench.ask(operation, request).await?;
    let why = format!("the body is longer than {} bytes", operation.body_max_bytes);
    bench.expect_status(
        Check::BodyLimit,
        &operation.place,
        413,
        &why,
        &draft,
        &exchange,
    );
    Ok(())
}
