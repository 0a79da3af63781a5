//! What the log of a replay names.

use std::sync::{Arc, Mutex};

use concierge_runtime_server::{Observer, RequestLine};
use serde_json::json;

use crate::shop::{Shop, new_return};

/// Request id and first request id of each line.
#[derive(Default)]
struct Ids(Mutex<Vec<(String, Option<String>)>>);

impl Observer for Ids {
    fn observe(&self, line: &RequestLine<'_>) {
        let first = line.first_request_id.map(str::to_owned);
        self.0
            .lock()
            .expect("a list")
            .push((line.request_id.to_owned(), first));
    }
}

#[tokio::test]
async fn both_ids_stand_on_one_line() {
    let ids = Arc::new(Ids::default());
    let observer = Arc::clone(&ids);
    let shop = Shop::open_with(|options| options.observer = Some(observer));
    for _ in 0..2 {
        shop.ask(new_return("key-0001", &json!({"sessionId": "s"})))
            .await;
    }
    let lines = ids.0.lock().expect("a list").clone();
    let [(first, None), (second, Some(named))] = &lines[..] else {
        panic!("{lines:?}")
    };
    assert_ne!(first, second);
    assert_eq!(first, named);
}
