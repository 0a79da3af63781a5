//! What errors tell, and what they keep to themselves.

use concierge_runtime_client::{
    Advice, Answer, Credentials, Draft, Error, Method, Retry, Session, answer, refusal, send_raw,
};
use serde::Deserialize;

use crate::{
    KEYED, PLAIN,
    caller::Caller,
    pace::StillPace,
    stub::{Step, Stub},
};

/// What nobody should read in a log.
const PERSONAL: &str = "olivia@example.com";
const JSON: &str = "content-type: application/json\r\nx-request-id: r-17\r\nset-cookie: who=olivia@example.com\r\n";
const REFUSED: &str = r#"{"code":"order.not_found","message":"no order of olivia@example.com","details":[{"pointer":"/contact"}]}"#;

#[derive(Debug, Deserialize)]
struct Problem {
    code: String,
    message: String,
}

async fn answered(step: Step) -> (Stub, reqwest::Response) {
    let stub = Stub::start([step]).await;
    let session = Session::new(Credentials::none())
        .with_retry(Retry::never())
        .with_pace(StillPace::default());
    let caller = Caller::new(&stub.url, session);
    let mut draft = Draft::new(Method::POST);
    draft
        .query("contact", &PERSONAL, concierge_runtime_client::FORM)
        .expect("a query");
    let response = caller.call(&KEYED, Ok(draft)).await.expect("an answer");
    (stub, response)
}

fn shows_nothing<E>(error: &Error<E>) {
    let mut text = format!("{error} {error:?}");
    let mut next = std::error::Error::source(error);
    while let Some(cause) = next {
        text.push_str(&format!(" {cause} {cause:?}"));
        next = cause.source();
    }
    assert!(!text.contains("olivia"), "{text}");
}

#[tokio::test]
async fn a_refusal_tells_code_request_id_key_and_details() {
    let (stub, response) = answered(Step::Answer(404, JSON, REFUSED)).await;
    let refusal = refusal::json::<Problem>(response).await.expect("a refusal");
    assert_eq!(refusal.code, "order.not_found");
    assert!(refusal.message.contains(PERSONAL));
    let error = Error::ErrorResponse(refusal);
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(error.code().as_deref(), Some("order.not_found"));
    assert_eq!(error.request_id(), Some("r-17"));
    assert_eq!(
        error.details(),
        Some(serde_json::json!([{"pointer": "/contact"}]))
    );
    assert_eq!(error.advice(), Advice::Mend);
    assert_eq!(
        error.idempotency_key(),
        stub.seen()[0].header("x-idempotency-key")
    );
    assert_eq!(
        error.to_string(),
        "the server refused: 404 Not Found, order.not_found, request id r-17"
    );
    shows_nothing(&error);
    shows_nothing(&error.into_untyped());
}

#[tokio::test]
async fn a_broken_promise_shows_no_value() {
    for (body, told) in [
        (
            r#"{"code":{"who":"olivia@example.com"}}"#,
            "a value of another type at line 1, column 8",
        ),
        (
            r#"{"code":"olivia@example.com"}"#,
            "missing field `message` at line 1, column 29",
        ),
        ("olivia@example.com", "no JSON at line 1, column 1"),
    ] {
        let (_stub, response) = answered(Step::Answer(404, JSON, body)).await;
        let failure = refusal::json::<Problem>(response)
            .await
            .expect_err("no problem");
        let error = Error::<()>::from(failure);
        let expected = format!("read the answer 404 Not Found: {told}, request id r-17");
        assert_eq!(error.to_string(), expected);
        assert_eq!(
            error.answer().map(|answer| &answer.body()[..]),
            Some(body.as_bytes())
        );
        assert_eq!(error.advice(), Advice::Report);
        shows_nothing(&error);
    }
}

#[tokio::test]
async fn a_packed_answer_is_told() {
    let packed = "content-type: application/json\r\ncontent-encoding: gzip\r\n";
    let (_stub, response) = answered(Step::Answer(200, packed, "\u{1f}")).await;
    let failure = answer::json::<Problem>(response).await.expect_err("packed");
    assert!(failure.to_string().contains("packed as gzip"), "{failure}");
}

#[tokio::test]
async fn an_undeclared_answer_shows_its_status() {
    let (_stub, response) = answered(Step::Answer(299, JSON, PERSONAL)).await;
    let answer = Answer::read(response).await.expect("an answer");
    let error = Error::<()>::UnexpectedResponse(answer);
    assert_eq!(
        error.to_string(),
        "the contract has no such answer: 299 <unknown status code>, request id r-17"
    );
    shows_nothing(&error);
}

#[tokio::test]
async fn no_answer_shows_no_address() {
    let stub = Stub::start([Step::HangUp]).await;
    let session = Session::new(Credentials::none()).with_retry(Retry::never());
    let caller = Caller::new(&stub.url, session);
    let mut draft = Draft::new(Method::POST);
    draft
        .query("contact", &PERSONAL, concierge_runtime_client::FORM)
        .expect("a query");
    let failure = caller.call(&PLAIN, Ok(draft)).await.expect_err("no answer");
    shows_nothing(&Error::<()>::from(failure));
}

#[tokio::test]
async fn an_answer_beyond_the_limit_is_not_read() {
    let stub = Stub::start([
        Step::Answer(200, JSON, REFUSED),
        Step::Answer(200, JSON, "{}"),
    ])
    .await;
    let session = Session::new(Credentials::none())
        .with_answer_max_bytes(8)
        .with_pace(StillPace::default());
    let caller = Caller::new(&stub.url, session);
    let call = || caller.call(&PLAIN, Ok(Draft::new(Method::GET)));
    let error = Error::<()>::from(call().await.expect_err("too large"));
    assert_eq!(
        error.to_string(),
        "the server gave no answer: the answer is larger than 8 bytes"
    );
    assert_eq!(error.advice(), Advice::Report);
    assert!(call().await.is_ok());
}

#[tokio::test]
async fn whatever_answers_can_be_had_raw() {
    let stub = Stub::start([Step::Answer(502, "content-type: text/html\r\n", "<html>")]).await;
    let session = Session::new(Credentials::none());
    let caller = Caller::new(&stub.url, session);
    let answer = send_raw(&caller, &PLAIN, Ok(Draft::new(Method::POST)))
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 502);
    assert_eq!(answer.headers()["content-type"], "text/html");
    assert_eq!(&answer.body()[..], b"<html>");
}
