//! What `Debug` shows of what customers send and get.

use concierge_runtime_server::{Answer, Bytes, Refused, Stored};

use crate::multipart::{FILE, SESSION, upload};
use crate::shop::Shop;

#[test]
fn answers_and_kept_answers_hide_their_bodies() {
    let mut answer = Answer::json(200, "olivia@example.com")
        .and_then(|answer| answer.header("location", "/orders/GG-11982"))
        .expect("an answer");
    let stored = Stored {
        status: 201,
        headers: vec![("location".to_owned(), "/orders/GG-11982".to_owned())],
        content_type: None,
        body: Bytes::from_static(b"olivia@example.com"),
        request_id: "r-1".to_owned(),
    };
    answer.content_type = None;
    let shown = format!("{stored:?} {:?}", Refused::Answer(answer));
    for hidden in ["olivia", "GG-11982"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
    assert!(shown.contains("200") && shown.contains("201") && shown.contains("r-1"));
}

#[tokio::test]
async fn an_upload_hides_its_content_and_its_name() {
    let shop = Shop::open();
    let heard = shop
        .ask(upload("xyz", None, &[(FILE, b"OLIVIA"), SESSION]))
        .await;
    let shown = heard.header("x-shown");
    for hidden in ["evil", "79, 76", "OLIVIA"] {
        assert!(!shown.contains(hidden), "{shown}");
    }
    assert!(shown.contains("image/png"), "{shown}");
}
