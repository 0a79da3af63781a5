//! Requests that the typed client can't make, because they break the contract.

use std::sync::LazyLock;

use concierge_client::Client;
use concierge_runtime::OperationSpec;
use concierge_runtime_client::{Draft, InvalidRequest, Method, Payload, SIMPLE};
use concierge_spec::{self as wire, operations};

use super::expect::{Broken, ensure};

/// A call without a key where the contract asks for one: sessions make one up for every keyed operation.
static UNKEYED_RETURN: LazyLock<OperationSpec> = LazyLock::new(|| OperationSpec {
    idempotency: None,
    ..operations::CREATE_RETURN
});
static UNKEYED_CAPSULE: LazyLock<OperationSpec> = LazyLock::new(|| OperationSpec {
    idempotency: None,
    ..operations::RESERVE_CAPSULE
});

/// The return operation as if it took no key.
pub(super) fn unkeyed_return() -> &'static OperationSpec {
    &UNKEYED_RETURN
}

/// The capsule operation as if it took no key.
pub(super) fn unkeyed_capsule() -> &'static OperationSpec {
    &UNKEYED_CAPSULE
}

/// Sends a body of JSON as it stands and holds the call to be refused.
///
/// # Errors
/// When the server can't be reached, or answers otherwise.
pub(super) async fn refused(
    client: &Client,
    spec: &'static OperationSpec,
    body: &serde_json::Value,
    status: u16,
    code: &str,
) -> Result<(), Broken> {
    let draft = draft(spec, body);
    let sent = concierge_runtime_client::send(client, spec, draft).await;
    let response = sent.map_err(|failure| {
        let error: concierge_client::Error<wire::Error> = failure.into();
        Broken::from(error)
    })?;
    let seen = response.status().as_u16();
    let body = concierge_runtime_client::answer::json::<wire::Error>(response).await;
    let code_seen = match &body {
        Ok(error) => error.code.as_str(),
        Err(_) => "without a readable error",
    };
    ensure(
        seen == status && code_seen == code,
        format!("{status} {code}"),
        format!("{seen} {code_seen}"),
    )
}

fn draft(spec: &'static OperationSpec, body: &serde_json::Value) -> Result<Draft, InvalidRequest> {
    let mut draft = Draft::new(Method::POST);
    draft.path(spec.path);
    draft.accept("application/json")?;
    draft.header("x-api-version", &None::<String>, SIMPLE)?;
    draft.body(Payload::json("application/json", body)?);
    Ok(draft)
}
