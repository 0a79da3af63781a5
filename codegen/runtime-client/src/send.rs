//! The steps of a call, which a generated client takes for each operation.

use concierge_runtime::OperationSpec;
use http::{HeaderMap, StatusCode};
use progenitor_client::ClientInfo;
use reqwest::Response;
use tracing::{Instrument as _, Span, field::Empty};

use crate::{
    Answer, Draft, Failure, InvalidRequest, Session,
    answer::{REQUEST_ID, media_type},
    attempt,
};

/// Completes a request, sends it, again where that is safe and may help, and gives the answer that stands.
///
/// # Errors
/// When the request is incomplete or cannot be written, when a credential or the body's source fails, when the server cannot be
/// reached or is left alone, and when an answer is none of the contract's, as that of a proxy.
pub async fn send(
    client: &impl ClientInfo<Session>,
    spec: &'static OperationSpec,
    draft: Result<Draft, InvalidRequest>,
) -> Result<Response, Failure> {
    let response = answered(client, spec, draft, true).await?;
    match is_foreign(spec, response.status(), response.headers()) {
        true => Err(Failure::Foreign(Answer::read(response).await?)),
        false => Ok(response),
    }
}

/// The same, giving whatever answer stands as it came, with its body in memory.
///
/// # Errors
/// As [`send`], but for answers that are none of the contract's.
pub async fn send_raw(
    client: &impl ClientInfo<Session>,
    spec: &'static OperationSpec,
    draft: Result<Draft, InvalidRequest>,
) -> Result<Answer, Failure> {
    Answer::read(answered(client, spec, draft, false).await?).await
}

async fn answered(
    client: &impl ClientInfo<Session>,
    spec: &'static OperationSpec,
    draft: Result<Draft, InvalidRequest>,
    may_stay_open: bool,
) -> Result<Response, Failure> {
    // What stands in the contract, never what stands in a request.
    let span = tracing::info_span!(
        "call",
        operation = spec.id,
        method = spec.method,
        path = spec.path,
        status = Empty,
        request_id = Empty,
    );
    let (session, transport) = (client.inner(), client.client());
    let steps = steps(
        session,
        transport,
        client.baseurl(),
        spec,
        draft,
        may_stay_open,
    );
    let outcome = steps.instrument(span.clone()).await;
    if let Ok(response) = &outcome {
        note(&span, response);
    }
    outcome
}

async fn steps(
    session: &Session,
    transport: &reqwest::Client,
    base_url: &str,
    spec: &'static OperationSpec,
    draft: Result<Draft, InvalidRequest>,
    may_stay_open: bool,
) -> Result<Response, Failure> {
    let mut parts = draft?.into_parts(base_url)?;
    parts.open_ended &= may_stay_open;
    session.complete(&mut parts.head, spec).await?;
    attempt::run(session, transport, spec, &parts).await
}

fn note(span: &Span, response: &Response) {
    span.record("status", response.status().as_u16());
    let id = response.headers().get(REQUEST_ID);
    if let Some(id) = id.and_then(|id| id.to_str().ok()) {
        span.record("request_id", id);
    }
}

/// Whether an error is none of the contract's server, so that it is not taken for a broken body.
fn is_foreign(spec: &OperationSpec, status: StatusCode, headers: &HeaderMap) -> bool {
    if status.as_u16() < 400 || !spec.response_media.iter().any(|media| is_json(media)) {
        return false;
    }
    match media_type(headers) {
        Some(media) => !is_json(&media) && !spec.response_media.contains(&media.as_str()),
        None => !spec.statuses.contains(&status.as_u16()),
    }
}

fn is_json(media: &str) -> bool {
    media == "application/json" || media.ends_with("+json")
}
