//! Sharing pictures.

use std::path::Path;

use http::Method;

use crate::house::{Call, House, INSPIRATION};

pub(crate) const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0";

pub(crate) fn upload(house: &House, boundary: &str, media_type: &str, content: &[u8]) -> Call {
    let file = format!("file\"; filename=\"../../etc/x.php\"\r\ncontent-type: {media_type}");
    upload_parts(
        house,
        boundary,
        &[
            (&file, content),
            ("sessionId\"", b"sess_7f3a91"),
            ("caption\"", "Etwas wie dies, in Roségold".as_bytes()),
        ],
    )
}

/// Each part is its name, then whatever follows it in the head, and its content.
fn upload_parts(house: &House, boundary: &str, parts: &[(&str, &[u8])]) -> Call {
    let mut body = Vec::new();
    for (head, content) in parts {
        body.extend_from_slice(
            format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{head}\r\n\r\n")
                .as_bytes(),
        );
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Call::new(Method::POST, INSPIRATION)
        .header("authorization", &format!("Bearer {}", house.token))
        .header(
            "content-type",
            &format!("multipart/form-data; boundary={boundary}"),
        )
        .body(body)
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder");
    entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("text")
        })
        .collect()
}

pub(crate) fn uploads(house: &House) -> Vec<String> {
    files(&house.folder.path().join("uploads"))
}

#[tokio::test]
async fn a_picture_is_taken_in_and_waits() {
    let house = House::new().await;
    let body = house
        .answer(upload(&house, "b1", "image/png", PNG))
        .await
        .holds(201, "Inspiration");
    assert_eq!(body["moderationStatus"], "pending_review");
    assert_eq!(body["contentType"], "image/png");
    assert_eq!(body["sizeBytes"], PNG.len());
    let names = uploads(&house);
    assert!(
        names == [body["inspirationId"].as_str().expect("an id")],
        "named by us, not by the caller: {names:?}"
    );
    let tally = house.tally().await;
    assert_eq!(
        (
            tally.inspiration,
            tally.events,
            tally.audit,
            tally.idempotency
        ),
        (1, 1, 1, 0)
    );
}

#[tokio::test]
async fn first_bytes_decide_what_it_is() {
    let house = House::new().await;
    let mislabelled = upload(&house, "b1", "image/jpeg", PNG);
    let body = house.answer(mislabelled).await.holds(201, "Inspiration");
    assert_eq!(body["contentType"], "image/png");
    for content in [b"<?php echo 1;".as_slice(), b"GIF89a", b"", b"\x89PN"] {
        house
            .answer(upload(&house, "b1", "image/png", content))
            .await
            .refuses(415, "media.unsupported");
    }
    assert_eq!(house.tally().await.inspiration, 1);
    assert_eq!(uploads(&house).len(), 1);
}

#[tokio::test]
async fn the_same_upload_again_is_the_same_request_whatever_its_boundary() {
    let house = House::new().await;
    let key = |call: Call| call.header("x-idempotency-key", "key-00000001");
    let first = house
        .answer(key(upload(&house, "b1", "image/png", PNG)))
        .await;
    first.holds(201, "Inspiration");
    let again = house
        .answer(key(upload(&house, "another", "image/png", PNG)))
        .await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    let mut other = PNG.to_vec();
    other.push(0);
    house
        .answer(key(upload(&house, "b1", "image/png", &other)))
        .await
        .refuses(422, "idempotency.key_reused");
    assert_eq!(house.tally().await.inspiration, 1);
    let kept = first.json()["inspirationId"].clone();
    let names = uploads(&house);
    assert_eq!(names, [kept.as_str().expect("an id")], "of the first alone");
}

#[tokio::test]
async fn a_part_that_the_contract_does_not_name_is_refused() {
    let house = House::new().await;
    let parts: [(&str, &[u8]); 3] = [
        ("file\"; filename=\"a.png\"\r\ncontent-type: image/png", PNG),
        ("sessionId\"", b"sess_7f3a91"),
        ("phone\"", b"+49 30 901820"),
    ];
    let answer = house.answer(upload_parts(&house, "b1", &parts)).await;
    answer.refuses(400, "validation.failed");
    let body = answer.json();
    assert_eq!(
        body["details"],
        serde_json::json!([{
            "pointer": "/phone", "in": "body", "rule": "additionalProperties", "message": "is not a known property",
        }])
    );
    assert!(!body.to_string().contains("901820"), "{body}");
    assert_eq!(house.tally().await.inspiration, 0);
    assert_eq!(uploads(&house).len(), 0);
}

#[tokio::test]
async fn a_refused_upload_leaves_no_file_behind() {
    let house = House::new().await;
    let mut large = PNG.to_vec();
    large.resize(10 * 1024 * 1024 + 1, 0);
    house
        .answer(upload(&house, "b1", "image/png", &large))
        .await
        .refuses(413, "body.too_large");
    house
        .answer(upload(&house, "b1", "image/png", b"no picture"))
        .await
        .refuses(415, "media.unsupported");
    assert_eq!(uploads(&house).len(), 0);
    let spooled: Vec<String> = files(house.folder.path())
        .into_iter()
        .filter(|name| name.starts_with("upload-"))
        .collect();
    assert!(spooled.is_empty(), "{spooled:?}");
}
