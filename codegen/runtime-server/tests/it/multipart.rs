//! Uploads.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use concierge_runtime_server::{Body, PartKind, PartSpec};
use futures_util::{StreamExt as _, stream};
use http::Request;
use http_body::Frame;
use http_body_util::StreamBody;
use serde_json::json;
use sha2::{Digest as _, Sha256};

use crate::shop::{Shop, with_token};

/// A part: its head and its content.
pub(crate) type Part<'a> = (&'a str, &'a [u8]);

pub(crate) const FILE: &str = "name=\"file\"; filename=\"../evil.png\"\r\nContent-Type: image/png";
pub(crate) const SESSION: Part<'static> = ("name=\"sessionId\"", b"s1");

fn form(boundary: &str, parts: &[Part<'_>]) -> Vec<u8> {
    let mut body = Vec::new();
    for (head, content) in parts {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    body
}

pub(crate) fn upload(boundary: &str, key: Option<&str>, parts: &[Part<'_>]) -> Request<Body> {
    let mut builder = with_token("POST", "/pictures").header(
        "content-type",
        format!("multipart/form-data; boundary={boundary}"),
    );
    if let Some(key) = key {
        builder = builder.header("x-idempotency-key", key);
    }
    builder
        .body(Body::from(form(boundary, parts)))
        .expect("a request")
}

#[tokio::test]
async fn a_file_is_spooled_and_hashed_and_removed() {
    let shop = Shop::open();
    let content = vec![b'a'; 500_000];
    let parts = [
        ("name=\"unknown\"", &b"skipped"[..]),
        (FILE, &content),
        SESSION,
        ("name=\"caption\"", b"hi"),
        ("name=\"meta\"", br#"{"sessionId":"m"}"#),
    ];
    let heard = shop.ask(upload("xyz", None, &parts)).await;
    let expected = json!({
        "sha256": hex::encode(Sha256::digest(&content)), "bytes": 500_000, "head": "61".repeat(64), "mediaType": "image/png",
        "fileName": "../evil.png", "caption": "hi", "meta": {"sessionId": "m"}, "spooled": true, "number": 1,
    });
    assert_eq!((heard.status.as_u16(), heard.json()), (201, expected));
    assert_eq!(shop.spooled_files(), 0);
}

#[tokio::test]
async fn violations_of_parts_are_told_together() {
    let shop = Shop::open();
    let parts = [
        ("name=\"caption\"", &b"much too long a caption"[..]),
        ("name=\"meta\"", br#"{"sessionId":""}"#),
        ("name=\"caption\"", b"again"),
    ];
    let heard = shop.ask(upload("xyz", None, &parts)).await;
    let mut details = heard.details();
    details.sort();
    let expected = [
        "body /caption maxItems",
        "body /caption maxLength",
        "body /file required",
        "body /meta/sessionId minLength",
        "body /sessionId required",
    ];
    assert_eq!(
        (heard.status.as_u16(), &details[..]),
        (400, &expected.map(str::to_owned)[..])
    );
}

#[tokio::test]
async fn each_part_has_its_limit_and_leaves_nothing_behind() {
    let shop = Shop::open();
    let large = vec![b'a'; 600_001];
    for parts in [
        &[SESSION, (FILE, &large[..])][..],
        &[("name=\"sessionId\"", &large[..65])],
    ] {
        let heard = shop.ask(upload("xyz", None, parts)).await;
        assert_eq!(
            (heard.status.as_u16(), heard.code().as_str()),
            (413, "body.too_large")
        );
        assert_eq!(shop.spooled_files(), 0);
    }
}

#[tokio::test]
async fn a_file_of_another_type_is_refused() {
    let shop = Shop::open();
    for head in [
        "name=\"file\"; filename=\"a\"\r\nContent-Type: text/html",
        "name=\"file\"; filename=\"a\"",
    ] {
        let heard = shop
            .ask(upload("xyz", None, &[SESSION, (head, b"a")]))
            .await;
        assert_eq!(
            (heard.status.as_u16(), heard.code().as_str()),
            (415, "media.unsupported")
        );
    }
}

#[tokio::test]
async fn a_broken_form_is_malformed_and_leaves_nothing_behind() {
    let shop = Shop::open();
    let mut body = form("xyz", &[(FILE, &[b'a'; 300_000])]);
    body.truncate(280_000);
    let builder =
        with_token("POST", "/pictures").header("content-type", "multipart/form-data; boundary=xyz");
    let heard = shop
        .ask(builder.body(Body::from(body)).expect("a request"))
        .await;
    assert_eq!(
        (heard.status.as_u16(), heard.code().as_str()),
        (400, "request.malformed")
    );
    assert_eq!(shop.spooled_files(), 0);
    let builder = with_token("POST", "/pictures").header("content-type", "multipart/form-data");
    assert_eq!(
        shop.ask(builder.body(Body::from("x")).expect("a request"))
            .await
            .status,
        415
    );
}

#[tokio::test]
async fn boundaries_do_not_make_another_request() {
    let shop = Shop::open();
    let parts = [(FILE, &b"content"[..]), SESSION];
    let first = shop.ask(upload("one", Some("key-0001"), &parts)).await;
    let again = shop.ask(upload("two", Some("key-0001"), &parts)).await;
    assert_eq!(
        (
            first.status.as_u16(),
            &first.bytes,
            again.header("idempotent-replayed")
        ),
        (201, &again.bytes, "true")
    );
    let other = shop
        .ask(upload(
            "two",
            Some("key-0001"),
            &[(FILE, b"other content"), SESSION],
        ))
        .await;
    assert_eq!(other.code(), "idempotency.key_reused");
    assert_eq!(shop.spooled_files(), 0);
}

#[test]
fn tables_of_parts_are_plain_data() {
    const PARTS: &[PartSpec] = &[PartSpec {
        name: "file",
        kind: PartKind::File,
        required: true,
        repeated: false,
        max_bytes: 1,
        media_types: &[],
    }];
    assert_eq!(PARTS[0].kind, PartKind::File);
}

/// Each piece would make the parser look through all of them again.
#[tokio::test]
async fn headers_of_a_part_come_to_an_end() {
    const PIECE: &[u8] = &[b'a'; 64];
    for start in ["", "--xyz\r\nContent-Disposition: form-data; name=\""] {
        let taken = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&taken);
        let endless = stream::repeat_with(move || {
            count.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Infallible>(Frame::data(Bytes::from_static(PIECE)))
        });
        let start = stream::iter([Ok(Frame::data(Bytes::from_static(start.as_bytes())))]);
        let body = Body::wrap(StreamBody::new(Box::pin(start.chain(endless))));
        let request = with_token("POST", "/pictures")
            .header("content-type", "multipart/form-data; boundary=xyz")
            .body(body)
            .expect("a request");
        let shop = Shop::open();
        let heard = shop.ask(request).await;
        assert_eq!(
            (heard.status.as_u16(), heard.code().as_str()),
            (400, "request.malformed")
        );
        let taken = taken.load(Ordering::Relaxed);
        assert!(taken < 2_000, "{taken} pieces were read");
    }
}
