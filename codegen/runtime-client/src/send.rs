//! The steps of a call, which a generated client takes for each operation.

use concierge_runtime::OperationSpec;
use http::{HeaderMap, StatusCode, header};
use progenitor_client::ClientInfo;
use reqwest::Response;

use crate::{
    Draft, Failure, InvalidRequest, Session,
    attempt::{self, Lost},
};

/// Completes a request, sends it, again where that is safe and may help, and gives the answer that stands.
///
/// # Errors
/// When the request is incomplete or cannot be written, when a credential or the body's source fails, when the server cannot be
/// reached, and when an answer is none of the contract's, as that of a proxy.
pub async fn send(
    client: &impl ClientInfo<Session>,
    spec: &'static OperationSpec,
    draft: Result<Draft, InvalidRequest>,
) -> Result<Response, Failure> {
    send_by(
        client.inner(),
        client.client(),
        client.baseurl(),
        spec,
        draft,
    )
    .await
}

async fn send_by(
    session: &Session,
    client: &reqwest::Client,
    base_url: &str,
    spec: &'static OperationSpec,
    draft: Result<Draft, InvalidRequest>,
) -> Result<Response, Failure> {
    let mut parts = draft?.into_parts(base_url)?;
    session
        .complete(&mut parts.head, spec)
        .await
        .map_err(|error| Failure::Custom(error.to_string()))?;
    let response = match attempt::run(session, client, &parts).await {
        Ok(response) => response,
        Err(Lost::Transport(error)) => return Err(Failure::Transport(error)),
        Err(Lost::Late(time)) => {
            let waited = time.as_millis();
            return Err(Failure::Custom(format!(
                "wait for an answer: none came in {waited} ms"
            )));
        }
        Err(Lost::Body(error)) => {
            return Err(InvalidRequest::Unwritable(format!("read the body: {error}")).into());
        }
    };
    match foreign(spec, response.status(), response.headers()) {
        Some(reason) => Err(Failure::Custom(reason)),
        None => Ok(response),
    }
}

/// Why an error is none of the contract's server, so that it is not taken for a broken body.
fn foreign(spec: &OperationSpec, status: StatusCode, headers: &HeaderMap) -> Option<String> {
    if status.as_u16() < 400 || !spec.response_media.iter().any(|media| is_json(media)) {
        return None;
    }
    let media = media_type(headers);
    let is_foreign = match &media {
        Some(media) => !is_json(media) && !spec.response_media.contains(&media.as_str()),
        None => !spec.statuses.contains(&status.as_u16()),
    };
    let media = media.unwrap_or_else(|| "nothing".to_owned());
    is_foreign.then(|| format!("read the answer: {status} as {media} is not in the contract"))
}

fn is_json(media: &str) -> bool {
    media == "application/json" || media.ends_with("+json")
}

fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let media = text.split(';').next().unwrap_or_default();
    Some(media.trim().to_ascii_lowercase())
}
