//! From a check's name to the file that performs it.

use concierge_codegen::ir::Operation;

use super::{
    accept, answer_body, answer_headers, answer_media, answer_status, auth_missing, auth_scope,
    auth_wrong, body_fault, body_limit, body_malformed, correlation_id, error_example, error_media,
    idempotency_replay, idempotency_required, idempotency_reuse, media_type, paging,
    parameter_fault, rate_headers, request_id, server_error, unknown_route, valid_call,
    wrong_method,
};
use crate::Check;
use crate::bench::{Bench, Stop};
use crate::exchange::Exchange;
use crate::plan::is_watched;
use crate::subject::Subject;

/// Performs a check of an operation.
pub(crate) async fn perform<'a>(
    check: Check,
    bench: &mut Bench<'a>,
    subject: &mut Subject<'a>,
) -> Result<(), Stop> {
    match check {
        Check::ValidCall => valid_call::check(bench, subject).await,
        Check::ErrorExample => error_example::check(bench, subject).await,
        Check::AuthMissing => auth_missing::check(bench, subject).await,
        Check::AuthWrong => auth_wrong::check(bench, subject).await,
        Check::AuthScope => auth_scope::check(bench, subject).await,
        Check::IdempotencyRequired => idempotency_required::check(bench, subject).await,
        Check::IdempotencyReplay => idempotency_replay::check(bench, subject).await,
        Check::IdempotencyReuse => idempotency_reuse::check(bench, subject).await,
        Check::BodyFault => body_fault::check(bench, subject).await,
        Check::BodyMalformed => body_malformed::check(bench, subject).await,
        Check::BodyLimit => body_limit::check(bench, subject).await,
        Check::MediaType => media_type::check(bench, subject).await,
        Check::Accept => accept::check(bench, subject).await,
        Check::ErrorMedia => error_media::check(bench, subject).await,
        Check::ParameterFault => parameter_fault::check(bench, subject).await,
        Check::Paging => paging::check(bench, subject).await,
        Check::WrongMethod => wrong_method::check(bench, subject).await,
        other => Err(Stop::NotRun(format!(
            "`{}` is not performed on an operation",
            other.id()
        ))),
    }
}

/// Performs a check that belongs to no operation.
pub(crate) async fn perform_outside(check: Check, bench: &mut Bench<'_>) -> Result<(), Stop> {
    match check {
        Check::UnknownRoute => unknown_route::check(bench).await,
        other => Err(Stop::NotRun(format!("`{}` needs an operation", other.id()))),
    }
}

/// Shows an answer to every watching check of its operation.
pub(crate) fn watch(bench: &mut Bench<'_>, operation: &Operation, exchange: &Exchange) {
    server_error::look(bench, Some(operation), exchange);
    answer_status::look(bench, operation, exchange);
    answer_media::look(bench, operation, exchange);
    answer_body::look(bench, operation, exchange);
    answer_headers::look(bench, operation, exchange);
    for (check, look) in [
        (
            Check::RequestId,
            request_id::look as fn(&mut Bench<'_>, &Operation, &Exchange),
        ),
        (Check::CorrelationId, correlation_id::look),
        (Check::RateHeaders, rate_headers::look),
    ] {
        if is_watched(operation, check) {
            look(bench, operation, exchange);
        }
    }
}

/// Shows an answer that belongs to no operation to the checks that watch for a failing server.
pub(crate) fn watch_outside(bench: &mut Bench<'_>, exchange: &Exchange) {
    server_error::look(bench, None, exchange);
}
