//! What every call carries, and how answers from elsewhere are told.

use concierge_runtime::OperationSpec;
use concierge_runtime_client::{
    BearerError, BearerSource, CorrelationIdError, Credentials, Draft, Failure, Method, Secret,
    Session, Style, Written,
};
use reqwest::Response;

use crate::{
    DOUBLE, KEYED, OPEN, PLAIN,
    caller::Caller,
    stub::{Step, Stub},
};

const FINE: Step = Step::Answer(200, "content-type: application/json\r\n", "{}");

async fn call(
    stub: &Stub,
    session: &Session,
    spec: &'static OperationSpec,
) -> Result<Response, Failure> {
    let caller = Caller::new(&stub.url, session.clone());
    caller.call(spec, Ok(Draft::new(Method::POST))).await
}

#[tokio::test]
async fn bearer_key_and_correlation_id_are_sent() {
    let stub = Stub::start([FINE, FINE]).await;
    let session = Session::new(Credentials::bearer("t0k3n"))
        .with_correlation_id("chat-4711")
        .expect("an id");
    for _ in 0..2 {
        call(&stub, &session, &KEYED).await.expect("an answer");
    }
    let seen = stub.seen();
    assert_eq!(seen[0].header("authorization"), Some("Bearer t0k3n"));
    assert_eq!(seen[0].header("x-correlation-id"), Some("chat-4711"));
    let keys: Vec<&str> = seen
        .iter()
        .filter_map(|seen| seen.header("x-idempotency-key"))
        .collect();
    assert_eq!(keys.len(), 2);
    assert_eq!(keys[0].len(), 36);
    assert_ne!(keys[0], keys[1], "each call has its own key");
}

#[tokio::test]
async fn an_open_operation_gets_no_credential_and_no_key() {
    let stub = Stub::start([FINE]).await;
    let session = Session::new(Credentials::bearer("t0k3n"));
    call(&stub, &session, &OPEN).await.expect("an answer");
    let seen = stub.seen();
    assert_eq!(seen[0].header("authorization"), None);
    assert_eq!(seen[0].header("x-idempotency-key"), None);
    assert_eq!(seen[0].header("x-correlation-id"), None);
}

#[tokio::test]
async fn a_given_key_is_kept() {
    let stub = Stub::start([FINE]).await;
    let caller = Caller::new(&stub.url, Session::new(Credentials::bearer("t0k3n")));
    let mut draft = Draft::new(Method::POST);
    draft
        .header("x-idempotency-key", &"mine-1234", Written::Text)
        .expect("a header");
    caller.call(&KEYED, Ok(draft)).await.expect("an answer");
    assert_eq!(
        stub.seen()[0].header("x-idempotency-key"),
        Some("mine-1234")
    );
}

#[tokio::test]
async fn the_first_complete_set_of_credentials_is_sent() {
    let stub = Stub::start([FINE, FINE]).await;
    let both = Credentials::none()
        .with_key("station", "s1")
        .with_key("camera", "c1")
        .with_basic("basic", "ada", "word");
    let half = Credentials::none()
        .with_key("station", "s1")
        .with_basic("basic", "ada", "word");
    for credentials in [both, half] {
        call(&stub, &Session::new(credentials), &DOUBLE)
            .await
            .expect("an answer");
    }
    let seen = stub.seen();
    assert_eq!(seen[0].header("x-station-key"), Some("s1"));
    assert_eq!(seen[0].header("cookie"), Some("camera=c1"));
    assert_eq!(seen[0].header("authorization"), None);
    assert_eq!(seen[1].header("x-station-key"), None);
    assert_eq!(seen[1].header("authorization"), Some("Basic YWRhOndvcmQ="));
}

struct Dry;

impl BearerSource for Dry {
    fn token(
        &self,
    ) -> std::pin::Pin<Box<dyn Future<Output = Result<Secret, BearerError>> + Send + '_>> {
        Box::pin(std::future::ready(Err(BearerError(
            "the vault is shut".to_owned(),
        ))))
    }
}

#[tokio::test]
async fn a_dry_source_stops_the_call() {
    let stub = Stub::start([]).await;
    let session = Session::new(Credentials::bearer_from(Dry));
    let error = call(&stub, &session, &PLAIN)
        .await
        .expect_err("no token, no call");
    assert!(
        matches!(&error, Failure::Credential(_))
            && error.to_string() == "get a bearer token: the vault is shut"
    );
    assert!(stub.seen().is_empty());
}

#[tokio::test]
async fn an_answer_from_elsewhere_keeps_its_status() {
    let html = Step::Answer(502, "content-type: text/html\r\n", "<html>");
    let empty = Step::Answer(418, "", "");
    let declared = Step::Answer(404, "", "");
    let typed = Step::Answer(418, "content-type: application/problem+json\r\n", "{}");
    let stub = Stub::start([html, empty, declared, typed]).await;
    let session = Session::new(Credentials::none());
    for (status, body) in [(502, "<html>"), (418, "")] {
        match call(&stub, &session, &PLAIN).await {
            Err(Failure::Foreign(answer)) => {
                assert_eq!(
                    (answer.status().as_u16(), &answer.body()[..]),
                    (status, body.as_bytes())
                );
            }
            other => panic!("{other:?}"),
        }
    }
    for status in [404, 418] {
        let response = call(&stub, &session, &PLAIN).await.expect("an answer");
        assert_eq!(response.status(), status);
    }
}

#[tokio::test]
async fn a_draft_carries_its_parameters() {
    let stub = Stub::start([FINE]).await;
    let mut draft = Draft::new(Method::GET);
    draft.path("/boxes/");
    draft
        .variable("boxId", &"a/b", Written::new(Style::Simple, false))
        .expect("a variable");
    draft
        .query("tag", &["x", "y"], Written::new(Style::Form, false))
        .expect("a list");
    draft
        .query("gone", &None::<i64>, Written::new(Style::Form, true))
        .expect("nothing");
    draft
        .header("x-lines", &3, Written::new(Style::Simple, false))
        .expect("a header");
    draft
        .cookie("view", &"full size", Written::new(Style::Form, true))
        .expect("a cookie");
    draft.accept("application/json").expect("media types");
    let session = Session::new(Credentials::none());
    Caller::new(&stub.url, session)
        .call(&PLAIN, Ok(draft))
        .await
        .expect("an answer");
    let seen = stub.seen();
    assert_eq!(seen[0].line, "GET /boxes/a%2Fb?tag=x,y HTTP/1.1");
    assert_eq!(seen[0].header("x-lines"), Some("3"));
    assert_eq!(seen[0].header("cookie"), Some("view=full%20size"));
    assert_eq!(seen[0].header("accept"), Some("application/json"));
}

#[test]
fn ids_that_servers_ignore_are_refused() {
    for id in ["", "with space", "línea", &"x".repeat(65)] {
        let refused = Session::new(Credentials::none()).with_correlation_id(id);
        assert_eq!(refused.err(), Some(CorrelationIdError), "{id}");
    }
}

#[test]
fn a_session_shows_no_secret() {
    let shown = format!("{:?}", Session::new(Credentials::bearer("s3cr3t")));
    assert!(!shown.contains("s3cr3t"), "{shown}");
}
