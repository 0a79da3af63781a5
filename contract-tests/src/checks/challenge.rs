//! What a refused credential looks like: 401 with a challenge, RFC 9110. The body is judged by `answer-body`.

use concierge_codegen::ir::SchemeKind;

use crate::Check;
use crate::bench::{Bench, Difference, Stop};
use crate::draft::Draft;

/// Sends the call and expects it to be challenged.
pub(super) async fn expect<'a>(
    bench: &mut Bench<'a>,
    check: Check,
    why: &str,
    draft: &Draft<'a>,
) -> Result<(), Stop> {
    let operation = draft.operation;
    let exchange = bench.ask(operation, draft.request()).await?;
    if !bench.expect_status(check, &operation.place, 401, why, draft, &exchange) {
        return Ok(());
    }
    let schemes = &bench.contract.api().security_schemes;
    let is_http = operation
        .security
        .iter()
        .flat_map(|requirement| &requirement.schemes)
        .any(|(name, _)| {
            schemes.iter().any(|scheme| {
                scheme.name == *name
                    && matches!(scheme.kind, SchemeKind::Bearer | SchemeKind::Basic)
            })
        });
    if is_http
        && exchange
            .response
            .header("www-authenticate")
            .is_none_or(str::is_empty)
    {
        let difference = Difference {
            check,
            operation: Some(operation),
            place: &operation.place,
            expected: "401 with the header www-authenticate".to_owned(),
            seen: "401 without it".to_owned(),
        };
        bench.report(difference, Some(&exchange));
    }
    Ok(())
}
