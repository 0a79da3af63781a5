//! `error-media`: errors are declared in more than one media type, and the caller's preference counts.

use super::body_malformed::malformed;
use crate::Check;
use crate::bench::{Bench, Difference, Stop};
use crate::plan::preferred_error_media;
use crate::subject::Subject;

pub(super) async fn check<'a>(
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    let operation = subject.operation;
    let Some((status, media_type)) = preferred_error_media(operation) else {
        return Ok(());
    };
    let mut draft = subject.base(bench)?;
    let mut request = if status == 401 {
        draft.credentials.clear();
        draft.request()
    } else {
        malformed(&draft)
    };
    request.set_header("accept", &format!("{media_type}, application/json;q=0.1"));
    let exchange = bench.ask(operation, request).await?;
    let is_right = exchange.response.media_type().as_deref() == Some(media_type);
    if bench.expect_status(
        Check::ErrorMedia,
        &operation.place,
        status,
        "the call is faulty",
        &draft,
        &exchange,
    ) && !is_right
    {
        let difference = Difference {
            check: Check::ErrorMedia,
            operation: Some(operation),
            place: &operation.place,
            expected: format!("the error as {media_type}, which the call prefers"),
            seen: exchange
                .response
                .media_type()
                .unwrap_or_else(|| "no content type".to_owned()),
        };
        bench.report(difference, Some(&exchange));
    }
    Ok(())
}
