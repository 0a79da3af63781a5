//! One call of each kind.

use concierge_client::{Advice, Client, ConnectError, Error};
use concierge_spec::{
    LivenessStatus, ModerationStatus, ProductSearch, ReturnOption, ReturnRequest, ReturnStatus,
};

use crate::stub::Stub;

const REFUSAL: &str =
    r#"{"code":"returns.ineligible","message":"this order can't be returned","requestId":"r-1"}"#;

fn client(stub: &Stub) -> Client {
    let client = Client::builder(&stub.url).bearer("t0k3n").build();
    client
        .expect("a client")
        .correlated("chat-4711")
        .expect("an id")
}

fn request() -> ReturnRequest {
    ReturnRequest::new("sess_017f3a91".to_owned(), "GG-13001", ReturnOption::Return)
}

#[tokio::test]
async fn an_answer_of_tomorrow_is_read_today() {
    let body = r#"{"rmaId":"RMA-88342","status":"lost_in_transit","carrier":{"name":"new"},"requestId":"r-1"}"#;
    let stub = Stub::start(vec![(201, body)]).await;
    let answer = client(&stub)
        .create_return()
        .body(request())
        .send()
        .await
        .expect("a return");
    assert_eq!(answer.status(), 201);
    assert_eq!(answer.headers()["x-request-id"], "r-1");
    assert_eq!(
        answer.status,
        ReturnStatus::Unknown("lost_in_transit".to_owned())
    );
    assert_eq!(answer.rma_id, "RMA-88342");
}

#[tokio::test]
async fn a_keyed_call_carries_what_the_session_knows() {
    let stub = Stub::start(vec![
        (503, REFUSAL),
        (
            201,
            r#"{"rmaId":"RMA-88342","status":"initiated","requestId":"r-1"}"#,
        ),
    ])
    .await;
    let client = client(&stub);
    client
        .create_return()
        .body(request())
        .send()
        .await
        .expect("a return");
    let seen = stub.seen();
    assert!(seen[0].starts_with("POST /api/concierge/orders/returns HTTP/1.1\r\n"));
    assert!(seen[0].contains("\r\nauthorization: Bearer t0k3n\r\n"));
    assert!(seen[0].contains("\r\nx-correlation-id: chat-4711\r\n"));
    assert!(seen[0].contains("\r\nx-idempotency-key: "));
    assert!(!seen[0].contains("\r\napi-version: "));
    assert_eq!(seen[0], seen[1], "a second attempt is the same request");
}

#[tokio::test]
async fn a_refusal_is_typed() {
    let stub = Stub::start(vec![(404, REFUSAL)]).await;
    let error = client(&stub)
        .create_return()
        .x_idempotency_key("mine-1234")
        .body(request())
        .send()
        .await
        .expect_err("a refusal");
    assert!(stub.seen()[0].contains("\r\nx-idempotency-key: mine-1234\r\n"));
    match error {
        Error::ErrorResponse(refusal) => {
            assert_eq!(refusal.status(), 404);
            assert_eq!(refusal.code, "returns.ineligible");
            assert_eq!(refusal.idempotency_key(), Some("mine-1234"));
            assert_eq!(Error::ErrorResponse(refusal).advice(), Advice::Mend);
        }
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn a_picture_is_uploaded_in_parts() {
    let body = r#"{"inspirationId":"ins_9f2c4e6a8b0d1357","moderationStatus":"queued","contentType":"image/png","sizeBytes":3,"requestId":"r-1"}"#;
    let stub = Stub::start(vec![(429, REFUSAL), (201, body)]).await;
    let answer = client(&stub)
        .upload_inspiration()
        .file(b"PNG".to_vec())
        .session_id("sess_7f3a91")
        .caption("Something like this")
        .send()
        .await
        .expect("taken in");
    assert_eq!(
        answer.moderation_status,
        ModerationStatus::Unknown("queued".to_owned())
    );
    let seen = stub.seen();
    assert!(seen[0].contains("name=\"file\"; filename=\"upload\"\r\nContent-Type: application/octet-stream\r\n\r\nPNG\r\n"));
    assert!(seen[0].contains("name=\"sessionId\"\r\n\r\nsess_7f3a91\r\n"));
    assert_eq!(seen[0], seen[1], "a second attempt is the same request");
}

#[tokio::test]
async fn reads_and_searches_are_plain_calls() {
    let stub = Stub::start(vec![
        (200, r#"{"status":"ok","requestId":"r-1"}"#),
        (200, r#"{"data":[],"requestId":"r-1"}"#),
    ])
    .await;
    let client = client(&stub);
    let live = client.get_live().send().await.expect("alive");
    assert_eq!(live.status, LivenessStatus::Ok);
    let search = ProductSearch::new("sess_7f3a91".to_owned());
    let page = client
        .search_products()
        .body(search)
        .send()
        .await
        .expect("a page");
    assert!(page.data.is_empty());
    let seen = stub.seen();
    assert!(
        !seen[0].contains("authorization"),
        "anyone may ask, so no key is shown"
    );
    assert!(!seen[1].contains("x-idempotency-key"));
    assert!(seen[1].ends_with("\r\n\r\n{\"sessionId\":\"sess_7f3a91\"}"));
}

#[tokio::test]
async fn an_incomplete_call_is_not_sent() {
    let stub = Stub::start(Vec::new()).await;
    let error = client(&stub)
        .upload_inspiration()
        .session_id("sess_7f3a91")
        .send()
        .await
        .expect_err("no file");
    assert_eq!(
        error.to_string(),
        "the request cannot be sent: find `file`: it is required"
    );
    assert_eq!(error.advice(), Advice::Mend);
    assert!(stub.seen().is_empty());
}

#[tokio::test]
async fn statuses_and_bodies_beyond_the_contract_are_told_apart() {
    let stub = Stub::start(vec![(418, REFUSAL), (299, REFUSAL), (201, "[]")]).await;
    let client = client(&stub);
    let call = || client.create_return().body(request()).send();
    match call().await {
        Err(Error::ErrorResponse(refusal)) => assert_eq!(refusal.status(), 418),
        other => panic!("{other:?}"),
    }
    match call().await {
        Err(Error::UnexpectedResponse(answer)) => assert_eq!(answer.status(), 299),
        other => panic!("{other:?}"),
    }
    match call().await {
        Err(Error::InvalidResponsePayload(error)) => {
            assert_eq!(&error.answer().body()[..], b"[]");
            let told = error.to_string();
            assert!(told.starts_with("read the answer 201 Created: "), "{told}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_client_shows_no_key_and_takes_no_half_address() {
    let builder = Client::builder("https://api.example.com").bearer("t0k3n");
    let shown = format!("{builder:?}");
    let client = builder.build().expect("a client");
    assert!(!format!("{client:?}{shown}").contains("t0k3n"));
    let refused = Client::builder("api.example.com").build();
    assert!(matches!(refused, Err(ConnectError::Url)));
}

#[test]
fn calls_may_run_on_any_thread() {
    fn assert_send<T: Send>(_: &T) {}
    let client = Client::builder("https://api.example.com").build();
    let client = client.expect("a client");
    assert_send(&client.create_return().send());
    assert_send(&client.upload_inspiration().send());
    assert_send(&client.search_products().pages());
}

#[tokio::test]
async fn pages_follow_their_cursor_to_the_end() {
    let page = |cursor: &str| -> (u16, &'static str) {
        let next = match cursor {
            "" => String::new(),
            cursor => format!(r#","nextCursor":"{cursor}""#),
        };
        (
            200,
            format!(r#"{{"data":[],"requestId":"r-1"{next}}}"#).leak(),
        )
    };
    let stub = Stub::start(vec![page("cursor-0002"), page("cursor-0003"), page("")]).await;
    let search = ProductSearch {
        category: Some("rings".to_owned()),
        ..ProductSearch::new("sess_7f3a91")
    };
    let client = client(&stub);
    let pages = client
        .search_products()
        .body(search)
        .pages()
        .collect()
        .await;
    assert_eq!(pages.expect("pages").len(), 3);
    let seen = stub.seen();
    let sent = |index: usize| seen[index].rsplit("\r\n").next().unwrap_or_default();
    let plain = r#"{"sessionId":"sess_7f3a91","category":"rings"}"#;
    assert_eq!(sent(0), plain);
    assert_eq!(
        sent(1),
        plain.replace("\"}", r#"","cursor":"cursor-0002"}"#)
    );
    assert_eq!(
        sent(2),
        plain.replace("\"}", r#"","cursor":"cursor-0003"}"#)
    );
}

#[tokio::test]
async fn a_cursor_that_leads_back_ends_the_pages() {
    let circle = (
        200,
        r#"{"data":[],"requestId":"r-1","nextCursor":"cursor-0002"}"#,
    );
    let stub = Stub::start(vec![circle, circle, circle]).await;
    let client = client(&stub);
    let search = ProductSearch::new("sess_7f3a91");
    let mut pages = client.search_products().body(search).pages();
    assert!(matches!(pages.next().await, Some(Ok(_))));
    match pages.next().await {
        Some(Err(error)) => assert!(error.to_string().contains("leads back"), "{error}"),
        other => panic!("{other:?}"),
    }
    assert!(pages.next().await.is_none());
    assert_eq!(stub.seen().len(), 2);
}

#[tokio::test]
async fn an_error_ends_the_items() {
    let stub = Stub::start(vec![(404, REFUSAL)]).await;
    let client = client(&stub);
    let search = ProductSearch::new("sess_7f3a91");
    let mut items = client.search_products().body(search).items();
    let error = items
        .next()
        .await
        .expect("an outcome")
        .expect_err("a refusal");
    assert_eq!(error.code().as_deref(), Some("returns.ineligible"));
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn an_answer_can_be_had_raw() {
    let stub = Stub::start(vec![(404, REFUSAL)]).await;
    let client = client(&stub);
    let answer = client
        .create_return()
        .body(request())
        .send_raw()
        .await
        .expect("an answer");
    assert_eq!(
        (answer.status().as_u16(), answer.request_id()),
        (404, Some("r-1"))
    );
    assert_eq!(&answer.body()[..], REFUSAL.as_bytes());
}
