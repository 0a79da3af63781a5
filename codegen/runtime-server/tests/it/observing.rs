//! What an observer learns, and what it does not.

use std::sync::{Arc, Mutex};

use concierge_runtime_server::{Observer, Profile, RequestLine};
use serde_json::json;

use crate::shop::{Shop, empty, new_return, request, with_token};

#[derive(Default)]
struct Noted(Mutex<Vec<String>>);

impl Observer for Noted {
    fn observe(&self, line: &RequestLine<'_>) {
        let cause = line.failure.map(ToString::to_string);
        let text = format!(
            "{} {:?} {:?} {} caller={:?} correlation={:?} trace={} replayed={} latency={} cause={cause:?}",
            line.method,
            line.path,
            line.operation,
            line.status,
            line.caller,
            line.correlation_id,
            line.trace.parent_span_id().is_some(),
            line.replayed,
            line.latency_us
        );
        self.0.lock().expect("a list").push(text);
    }
}

#[tokio::test]
async fn one_line_per_request() {
    let noted = Arc::new(Noted::default());
    let observer = Arc::clone(&noted);
    let shop = Shop::open_with(|options| {
        options.observer = Some(observer);
        options.limits = Profile::Open;
    });
    let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    shop.ask(empty(
        with_token("GET", "/orders/o-1?secret=1")
            .header("x-correlation-id", "c-1")
            .header("traceparent", trace),
    ))
    .await;
    shop.ask(empty(
        request("GET", "/secret").header("traceparent", "00-0-0-00"),
    ))
    .await;
    shop.ask(empty(request("GET", "/panic"))).await;
    for _ in 0..2 {
        shop.ask(new_return("key-0001", &json!({"sessionId": "secret"})))
            .await;
    }
    shop.ask(new_return(
        "key-0002",
        &json!({"sessionId": "s", "note": "broken"}),
    ))
    .await;
    let lines = noted.0.lock().expect("a list").clone();
    let expected = [
        r#"GET Some("/orders/{orderId}") Some("get_order") 200 caller=Some("shop") correlation=Some("c-1") trace=true replayed=false latency=0 cause=None"#,
        r"GET None None 404 caller=None correlation=None trace=false replayed=false latency=0 cause=None",
        r#"GET Some("/panic") Some("panic") 500 caller=None correlation=None trace=false replayed=false latency=0 cause=Some("a handler panicked")"#,
        r#"POST Some("/orders/returns") Some("create_return") 201 caller=Some("shop") correlation=None trace=false replayed=false latency=0 cause=None"#,
        r#"POST Some("/orders/returns") Some("create_return") 201 caller=Some("shop") correlation=None trace=false replayed=true latency=0 cause=None"#,
        r#"POST Some("/orders/returns") Some("create_return") 500 caller=Some("shop") correlation=None trace=false replayed=false latency=0 cause=Some("a secret detail")"#,
    ];
    assert_eq!(lines, expected);
}
