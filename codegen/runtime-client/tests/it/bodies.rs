//! Bodies that are opened anew for every attempt.

use std::path::Path;

use concierge_runtime_client::{
    Credentials, Draft, Failure, InvalidRequest, Method, Multipart, Payload, Session, Slot, Upload,
};
use reqwest::Response;
use serde::Serialize;

use crate::{
    KEYED,
    caller::Caller,
    pace::StillPace,
    stub::{Step, Stub},
};

const FINE: Step = Step::Answer(201, "content-type: application/json\r\n", "{}");
const BUSY: Step = Step::Answer(503, "retry-after: 0\r\n", "");

async fn send(stub: &Stub, payload: Payload) -> Result<Response, Failure> {
    let mut draft = Draft::new(Method::POST);
    draft.path("/sheets");
    draft.body(payload);
    let session = Session::new(Credentials::none()).with_pace(StillPace::default());
    Caller::new(&stub.url, session)
        .call(&KEYED, Ok(draft))
        .await
}

fn form(file: Upload) -> Multipart {
    let mut form = Multipart::new().expect("randomness");
    form.file("file", file, &["text/csv", "image/png"]);
    form.field("copies", &2, &[]).expect("a field");
    form.field("caption", &None::<String>, &[])
        .expect("nothing");
    form.json("origin", &serde_json::json!({"text": "north"}), &[])
        .expect("a field");
    form
}

fn write_sheet(folder: &Path, bytes: usize) -> std::path::PathBuf {
    let path = folder.join("sheet \"1\".csv");
    std::fs::write(&path, "a,b\n".repeat(bytes / 4)).expect("a file");
    path
}

#[tokio::test]
async fn an_upload_is_sent_whole_on_every_attempt() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = write_sheet(folder.path(), 200_000);
    let stub = Stub::start([BUSY, Step::HangUp, FINE]).await;
    let response = send(&stub, Payload::Multipart(form(path.into())))
        .await
        .expect("an answer");
    assert_eq!(response.status(), 201);

    let seen = stub.seen();
    assert_eq!(seen.len(), 3);
    let content_type = seen[0].header("content-type").expect("a type");
    let (media, boundary) = content_type.split_once("; boundary=").expect("a boundary");
    assert_eq!(media, "multipart/form-data");
    let expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"sheet %221%22.csv\"\r\nContent-Type: text/csv\r\n\r\n{}\r\n\
        --{boundary}\r\nContent-Disposition: form-data; name=\"copies\"\r\n\r\n2\r\n\
        --{boundary}\r\nContent-Disposition: form-data; name=\"origin\"\r\nContent-Type: application/json\r\n\r\n{{\"text\":\"north\"}}\r\n\
        --{boundary}--\r\n",
        "a,b\n".repeat(50_000)
    );
    for attempt in &seen {
        assert_eq!(attempt.text(), expected);
        assert_eq!(
            attempt.header("x-idempotency-key"),
            seen[0].header("x-idempotency-key")
        );
    }
}

#[tokio::test]
async fn bytes_are_uploaded_with_their_type() {
    let stub = Stub::start([FINE]).await;
    let upload = Upload::from_bytes(vec![1, 2, 3]);
    send(
        &stub,
        Payload::upload(upload, &["application/octet-stream"]),
    )
    .await
    .expect("an answer");
    let seen = stub.seen();
    assert_eq!(seen[0].body, [1, 2, 3]);
    assert_eq!(
        seen[0].header("content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(seen[0].header("content-length"), Some("3"));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_told_before_anything_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let stub = Stub::start([]).await;
    let missing = Upload::from_path(folder.path().join("gone.csv"));
    let error = send(&stub, Payload::Multipart(form(missing)))
        .await
        .expect_err("no file");
    assert!(
        matches!(&error, Failure::Invalid(reason) if reason.to_string().starts_with("read the body: "))
    );
    assert!(stub.seen().is_empty());
}

#[tokio::test]
async fn forms_and_json_carry_their_types() {
    #[derive(Serialize)]
    struct Form {
        kind: &'static str,
        sizes: Vec<u8>,
        gone: Option<u8>,
    }
    let form = Form {
        kind: "a b",
        sizes: vec![1, 2],
        gone: None,
    };
    let stub = Stub::start([FINE, FINE, FINE]).await;
    let merge = "application/merge-patch+json";
    for payload in [
        Payload::form(&form, &[]).expect("a form"),
        Payload::json(merge, &form).expect("JSON"),
        Payload::text("text/csv", &"a,b").expect("text"),
    ] {
        send(&stub, payload).await.expect("an answer");
    }
    let seen = stub.seen();
    assert_eq!(seen[0].text(), "kind=a%20b&sizes=1&sizes=2");
    assert_eq!(
        seen[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        seen[1].text(),
        r#"{"kind":"a b","sizes":[1,2],"gone":null}"#
    );
    assert_eq!(seen[1].header("content-type"), Some(merge));
    assert_eq!(seen[2].header("content-type"), Some("text/csv"));
}

#[test]
fn a_slot_says_what_is_missing_and_shows_nothing() {
    let mut slot = Slot::<i8>::new("copies");
    assert_eq!(
        slot.clone().required(),
        Err(InvalidRequest::Missing("copies"))
    );
    assert!(!slot.is_set());
    assert_eq!(slot.clone().optional(), Ok(None));
    slot.set(7);
    assert_eq!(format!("{slot:?}"), "set");
    assert_eq!(slot.clone().required(), Ok(7));
    slot.set(1_000);
    assert_eq!(
        slot.optional(),
        Err(InvalidRequest::Unconvertible("copies")),
        "too large"
    );
}

#[tokio::test]
async fn a_part_of_json_keeps_its_nulls() {
    let stub = Stub::start([FINE]).await;
    let mut form = Multipart::new().expect("randomness");
    form.field("words", &["a", "b"].map(Some), &[])
        .expect("texts");
    form.field("holes", &[Some("a"), None], &[])
        .expect("a hole");
    send(&stub, Payload::Multipart(form))
        .await
        .expect("an answer");
    let seen = stub.seen();
    assert!(
        seen[0].text().contains(r#"["a","b"]"#),
        "{}",
        seen[0].text()
    );
    assert!(
        seen[0].text().contains(r#"["a",null]"#),
        "{}",
        seen[0].text()
    );
}
