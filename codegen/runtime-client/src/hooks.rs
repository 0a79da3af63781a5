//! The steps of a call, which a generated client goes through for each operation.

use concierge_runtime::OperationSpec;
use http::{HeaderMap, StatusCode, header};
use progenitor_client::Error;
use reqwest::{Client, Request, Response};

use crate::{
    Draft, InvalidRequest, Session,
    attempt::{self, Lost},
    draft::Parts,
};

/// Completes a request that progenitor wrote: correlation id, idempotency key, credentials.
///
/// # Errors
/// When a credential cannot be had or cannot be written.
pub async fn pre<E>(
    session: &Session,
    request: &mut Request,
    spec: Option<&'static OperationSpec>,
) -> Result<(), Error<E>> {
    // progenitor tells every server the document's version; no contract asks for it.
    request.headers_mut().remove("api-version");
    session
        .complete(request, spec)
        .await
        .map_err(|error| Error::Custom(error.to_string()))
}

/// Sends a request, again where that is safe and may help.
///
/// # Errors
/// The transport's error of the last attempt.
pub async fn exec(
    session: &Session,
    client: &Client,
    request: Request,
) -> reqwest::Result<Response> {
    attempt::run_held(session, client, request).await
}

/// Refuses errors that don't come from the contract's server, as those of a proxy, before they are taken for broken bodies.
///
/// # Errors
/// [`Error::Custom`] with status and media type.
#[expect(
    clippy::result_large_err,
    reason = "the error type is that of every generated method"
)]
pub fn post<E>(
    result: &reqwest::Result<Response>,
    spec: Option<&'static OperationSpec>,
) -> Result<(), Error<E>> {
    match (result, spec) {
        (Ok(response), Some(spec)) if is_foreign(spec, response.status(), response.headers()) => {
            let media = media_type(response.headers()).unwrap_or_else(|| "nothing".to_owned());
            let status = response.status();
            Err(Error::Custom(format!(
                "read the answer: {status} as {media} is not in the contract"
            )))
        }
        _ => Ok(()),
    }
}

/// All steps for a request of our own making, whose body is rebuilt for each attempt.
///
/// # Errors
/// As the other steps, and when the request cannot be written or its body cannot be read at its source.
pub async fn send<E>(
    session: &Session,
    client: &Client,
    base_url: &str,
    spec: &'static OperationSpec,
    draft: Result<Draft, InvalidRequest>,
) -> Result<Response, Error<E>> {
    let Parts { mut head, payload } = draft
        .and_then(|draft| draft.into_parts(base_url))
        .map_err(|error| Error::InvalidRequest(error.to_string()))?;
    session
        .complete(&mut head, Some(spec))
        .await
        .map_err(|error| Error::Custom(error.to_string()))?;
    let outcome = match attempt::run_rebuilt(session, client, &head, &payload).await {
        Ok(response) => Ok(response),
        Err(Lost::Transport(error)) => Err(error),
        Err(Lost::Body(error)) => {
            return Err(Error::InvalidRequest(format!("read the body: {error}")));
        }
    };
    post(&outcome, Some(spec))?;
    Ok(outcome?)
}

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

fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let media = text.split(';').next().unwrap_or_default();
    Some(media.trim().to_ascii_lowercase())
}
