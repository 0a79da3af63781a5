//! One refused call of each kind, as any HTTP client would make it, with the error body.

use anyhow::{Context as _, bail};
use reqwest::{Client, Method, RequestBuilder, StatusCode};

const RETURN: &str = r#"{"sessionId":"sess_demo_01","orderNumber":"GG-12002","option":"care"}"#;
const BAD_RETURN: &str = r#"{"sessionId":"short","option":"refund","colour":"red"}"#;

/// Prints, for each refusal, what was asked, the status and the body.
///
/// # Errors
/// When a call is answered otherwise than the contract says.
pub(crate) async fn run(url: &str, token: &str, unscoped: &str) -> anyhow::Result<()> {
    let client = Client::new();
    let post = |body: &'static str| {
        let call = client.post(format!("{url}/api/concierge/orders/returns"));
        call.header("content-type", "application/json").body(body)
    };
    println!();
    show("no token", post(RETURN), StatusCode::UNAUTHORIZED).await?;
    show(
        "a token without the scope",
        keyed(post(RETURN)).bearer_auth(unscoped),
        StatusCode::FORBIDDEN,
    )
    .await?;
    show(
        "no idempotency key",
        post(RETURN).bearer_auth(token),
        StatusCode::BAD_REQUEST,
    )
    .await?;
    show(
        "a bad body",
        keyed(post(BAD_RETURN)).bearer_auth(token),
        StatusCode::BAD_REQUEST,
    )
    .await?;
    show(
        "an unknown route",
        client.request(Method::GET, format!("{url}/api/concierge/rings")),
        StatusCode::NOT_FOUND,
    )
    .await
}

fn keyed(call: RequestBuilder) -> RequestBuilder {
    call.header("x-idempotency-key", "demo-refused-0001")
}

async fn show(what: &str, call: RequestBuilder, expected: StatusCode) -> anyhow::Result<()> {
    let answer = call
        .send()
        .await
        .with_context(|| format!("failed to call with {what}"))?;
    let status = answer.status();
    let body: serde_json::Value = answer
        .json()
        .await
        .with_context(|| format!("failed to read the error body of {what}"))?;
    println!("  {what}: {}", status.as_u16());
    for line in serde_json::to_string_pretty(&body)?.lines() {
        println!("      {line}");
    }
    if status != expected {
        bail!("failed to provoke a refusal: {what} answered {status} instead of {expected}");
    }
    Ok(())
}
