//! `body-malformed`: what cannot be parsed is the caller's fault, not the server's.

use concierge_codegen::ir::MediaKind;

use crate::Check;
use crate::bench::{Bench, Stop};
use crate::draft::Draft;
use crate::exchange::Request;
use crate::subject::Subject;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let draft = subject.base(bench)?;
    let exchange = bench.ask(operation, malformed(&draft)).await?;
    bench.expect_status(
        Check::BodyMalformed,
        &operation.place,
        400,
        "the body cannot be parsed",
        &draft,
        &exchange,
    );
    Ok(())
}

/// The call with a body that breaks off.
pub(super) fn malformed(draft: &Draft<'_>) -> Request {
    let mut request = draft.request();
    request.body = Some(match draft.content.map(|content| content.kind) {
        Some(MediaKind::Multipart) => format!(
            "--{}\r\ncontent-disposition: form-data; name=\"",
            draft.boundary
        )
        .into_bytes(),
        _ => b"{\"breaks off\": ".to_vec(),
    });
    request
}
