//! Bodies: media types, lengths, deadlines, content.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use concierge_runtime_server::{Body, Bytes};
use http_body::Frame;
use serde_json::json;

use crate::shop::{Counted, Shop, request};

fn post(uri: &str, media: &str, body: impl Into<Body>) -> http::Request<Body> {
    request("POST", uri)
        .header("content-type", media)
        .body(body.into())
        .expect("a request")
}

#[tokio::test]
async fn declared_media_types_are_taken_with_utf_8_only() {
    let shop = Shop::open();
    let body = json!({"sessionId": "s"}).to_string();
    for media in [
        "application/json",
        "Application/JSON; charset=UTF-8",
        "application/json;charset=\"utf-8\"",
        "application/vnd.shop+json",
    ] {
        let heard = shop.ask(post("/echo", media, body.clone())).await;
        assert_eq!(
            (heard.status.as_u16(), heard.json()),
            (200, json!({"sessionId": "s"})),
            "{media}"
        );
    }
    for media in [
        "application/json; charset=latin1",
        "application/other+json",
        "text/html",
        "json",
        "",
    ] {
        let heard = shop.ask(post("/echo", media, body.clone())).await;
        assert_eq!(
            (heard.status.as_u16(), heard.code().as_str()),
            (415, "media.unsupported"),
            "{media}"
        );
    }
    for codings in [&["gzip"][..], &["identity", "gzip"]] {
        let mut compressed = request("POST", "/echo").header("content-type", "application/json");
        for coding in codings {
            compressed = compressed.header("content-encoding", *coding);
        }
        let heard = shop
            .ask(
                compressed
                    .body(Body::from(body.clone()))
                    .expect("a request"),
            )
            .await;
        assert_eq!(heard.status, 415, "{codings:?}");
    }
}

#[tokio::test]
async fn an_optional_body_may_be_absent() {
    let shop = Shop::open();
    let heard = shop
        .ask(
            request("POST", "/echo")
                .body(Body::empty())
                .expect("a request"),
        )
        .await;
    assert_eq!((heard.status.as_u16(), heard.json()), (200, json!(null)));
    let heard = shop
        .ask(
            request("POST", "/form")
                .body(Body::empty())
                .expect("a request"),
        )
        .await;
    assert_eq!(heard.details(), ["body  required"]);
}

#[tokio::test]
async fn every_violation_of_a_body_is_told_and_no_value() {
    let shop = Shop::open();
    let body =
        json!({"sessionId": "", "note": "much too long a note", "count": "9", "surprise": 1})
            .to_string();
    let heard = shop.ask(post("/echo", "application/json", body)).await;
    let mut details = heard.details();
    details.sort();
    assert_eq!(
        details,
        [
            "body /count type",
            "body /note maxLength",
            "body /sessionId minLength",
            "body /surprise additionalProperties"
        ]
    );
    assert!(!String::from_utf8_lossy(&heard.bytes).contains("much too long"));
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_stated_or_not() {
    let shop = Shop::open();
    let stated = request("POST", "/echo")
        .header("content-type", "application/json")
        .header("content-length", "2000");
    let taken = std::sync::Arc::default();
    let body = Counted {
        left: 2000,
        taken: std::sync::Arc::clone(&taken),
    };
    let heard = shop
        .ask(stated.body(Body::wrap(body)).expect("a request"))
        .await;
    assert_eq!(
        (heard.status.as_u16(), *taken.lock().expect("a count")),
        (413, 0)
    );
    let body = Counted {
        left: 10 << 20,
        taken: std::sync::Arc::clone(&taken),
    };
    let heard = shop
        .ask(post("/echo", "application/json", Body::wrap(body)))
        .await;
    assert_eq!(
        (heard.status.as_u16(), heard.code().as_str()),
        (413, "body.too_large")
    );
    assert_eq!(heard.header("connection"), "close");
    assert_eq!(*taken.lock().expect("a count"), 16 * 1024);
}

#[tokio::test]
async fn texts_and_bytes_come_back() {
    let shop = Shop::open();
    let heard = shop.ask(post("/echo", "text/plain", "grüß dich")).await;
    assert_eq!(
        (heard.header("content-type"), &heard.bytes[..]),
        ("text/plain", "grüß dich".as_bytes())
    );
    let heard = shop
        .ask(post("/echo", "text/plain", vec![0xff, 0xfe]))
        .await;
    assert_eq!(heard.code(), "request.malformed");
    let heard = shop
        .ask(post("/echo", "application/octet-stream", vec![0xff, 0x00]))
        .await;
    assert_eq!(&heard.bytes[..], [0xff, 0x00]);
}

#[tokio::test]
async fn forms_are_decoded_by_their_schema() {
    let shop = Shop::open();
    let media = "application/x-www-form-urlencoded";
    let heard = shop
        .ask(post("/form", media, "sessionId=a+b%21&count=7"))
        .await;
    assert_eq!(heard.json(), json!({"sessionId": "a b!", "count": 7}));
    let heard = shop
        .ask(post("/form", media, "sessionId=12&count=many"))
        .await;
    assert_eq!(heard.details(), ["body /count type"]);
    let heard = shop
        .ask(post("/form", media, "sessionId=a&sessionId=b"))
        .await;
    assert_eq!(heard.details(), ["body /sessionId maxItems"]);
    let heard = shop.ask(post("/form", media, "sessionId=%f")).await;
    assert_eq!(heard.code(), "request.malformed");
}

/// A body that never ends and never gives anything.
struct Stuck;

impl http_body::Body for Stuck {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_given_up() {
    let shop = Shop::open_with(|options| options.body_timeout_ms = 1);
    let heard = shop
        .ask(post("/echo", "application/json", Body::wrap(Stuck)))
        .await;
    assert_eq!(
        (heard.status.as_u16(), heard.code().as_str()),
        (408, "request.timeout")
    );
}
