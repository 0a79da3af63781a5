//! Writes that are sent twice.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use crate::shop::{Heard, Shop, new_return, with_token};
use concierge_runtime_server::{Body, Profile};

fn open() -> Shop {
    Shop::open_with(|options| options.limits = Profile::Open)
}

fn body(note: &str) -> Value {
    json!({"sessionId": "s1", "note": note})
}

fn counts(shop: &Shop) -> (usize, usize) {
    shop.memory
        .read(|state| (state.returns.len(), state.audit.len()))
}

fn told(heard: &Heard) -> (u16, String) {
    (heard.status.as_u16(), heard.code())
}

#[tokio::test]
async fn a_replay_is_the_same_answer_with_a_new_id() {
    let shop = open();
    let first = shop.ask(new_return("key-0001", &body("hi"))).await;
    assert_eq!(
        (
            first.status.as_u16(),
            first.json()["number"].as_u64(),
            first.header("location")
        ),
        (201, Some(1), "/returns/1")
    );
    assert!(!first.headers.contains_key("idempotent-replayed"));
    let again = shop
        .ask(new_return(
            "key-0001",
            &json!({"note": "hi", "sessionId": "s1"}),
        ))
        .await;
    assert_eq!(
        (again.status, &again.bytes, again.header("location")),
        (first.status, &first.bytes, "/returns/1")
    );
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.header("content-type"), "application/json");
    assert_ne!(again.header("x-request-id"), first.header("x-request-id"));
    assert_eq!(counts(&shop), (1, 1));
}

#[tokio::test]
async fn the_audit_tells_who_did_what_without_the_session() {
    let shop = open();
    let heard = shop.ask(new_return("key-0001", &body("hi"))).await;
    let entry = shop.memory.read(|state| state.audit[0].clone());
    assert_eq!(
        (
            &*entry.request_id,
            entry.caller.as_str(),
            entry.operation,
            entry.status
        ),
        (heard.header("x-request-id"), "shop", "create_return", 201)
    );
    assert_eq!(entry.at_ms, 1_700_000_000_000);
    assert_eq!(entry.session_hash.map(|hash| hash.len()), Some(64));
}

#[tokio::test]
async fn a_key_belongs_to_one_request() {
    let shop = open();
    assert_eq!(
        shop.ask(new_return("key-0001", &body("hi"))).await.status,
        201
    );
    let other = shop.ask(new_return("key-0001", &body("ho"))).await;
    assert_eq!(told(&other), (422, "idempotency.key_reused".to_owned()));
    assert_eq!(counts(&shop), (1, 1));
}

#[tokio::test]
async fn a_request_that_still_runs_is_waited_for() {
    let shop = open();
    assert_eq!(
        shop.ask(new_return("key-0001", &body("hi"))).await.status,
        201
    );
    shop.memory.forget_answers();
    let again = shop.ask(new_return("key-0001", &body("hi"))).await;
    assert_eq!(told(&again), (409, "idempotency.in_progress".to_owned()));
    assert_eq!(again.header("retry-after"), "1");
}

#[tokio::test]
async fn an_expired_key_is_new() {
    let shop = open();
    assert_eq!(
        shop.ask(new_return("key-0001", &body("hi"))).await.status,
        201
    );
    shop.clock.advance_ms(3_600_001);
    assert_eq!(
        shop.ask(new_return("key-0001", &body("ho"))).await.status,
        201
    );
    assert_eq!(counts(&shop).0, 2);
}

#[tokio::test]
async fn a_declared_refusal_undoes_the_effect_and_is_kept() {
    let shop = open();
    let first = shop.ask(new_return("key-0001", &body("duplicate"))).await;
    assert_eq!(told(&first), (409, "returns.duplicate".to_owned()));
    assert_eq!(first.json()["requestId"], first.header("x-request-id"));
    assert_eq!(counts(&shop), (0, 1));
    let again = shop.ask(new_return("key-0001", &body("duplicate"))).await;
    assert_eq!(
        (again.bytes.clone(), again.header("idempotent-replayed")),
        (first.bytes, "true")
    );
    assert_eq!(counts(&shop), (0, 1));
}

#[tokio::test]
async fn what_another_try_may_change_is_not_kept() {
    let shop = open();
    for (note, status, code) in [
        ("later", 503, "returns.paused"),
        ("broken", 500, "server.error"),
        ("panic", 500, "server.error"),
    ] {
        for _ in 0..2 {
            let heard = shop.ask(new_return("key-0001", &body(note))).await;
            assert_eq!(told(&heard), (status, code.to_owned()));
            assert!(!heard.headers.contains_key("idempotent-replayed"));
            assert!(!String::from_utf8_lossy(&heard.bytes).contains("secret"));
        }
    }
    assert_eq!(counts(&shop), (0, 0));
    assert_eq!(
        shop.ask(new_return("key-0001", &body("hi"))).await.status,
        201
    );
}

#[tokio::test]
async fn a_full_engine_is_503() {
    let shop = open();
    shop.memory.is_full.store(true, Ordering::Relaxed);
    let heard = shop.ask(new_return("key-0001", &body("hi"))).await;
    assert_eq!(told(&heard), (503, "server.unavailable".to_owned()));
    assert_eq!(heard.header("retry-after"), "1");
}

#[tokio::test]
async fn keys_have_a_form() {
    let shop = open();
    for key in ["short-1", &"x".repeat(129), "with a blank", "with-ü-letter"] {
        let heard = shop.ask(new_return(key, &body("hi"))).await;
        assert_eq!(
            (told(&heard), heard.details()),
            (
                (400, "validation.failed".to_owned()),
                vec!["header /x-idempotency-key format".to_owned()]
            ),
            "{key}"
        );
    }
    assert_eq!(
        shop.ask(new_return(&"x".repeat(128), &body("hi")))
            .await
            .status,
        201
    );
    let builder = with_token("POST", "/orders/returns").header("content-type", "application/json");
    let heard = shop
        .ask(
            builder
                .body(Body::from(body("hi").to_string()))
                .expect("a request"),
        )
        .await;
    assert_eq!(
        told(&heard),
        (400, "validation.idempotency_required".to_owned())
    );
}

#[tokio::test]
async fn a_revoked_key_gets_no_replay() {
    let shop = open();
    assert_eq!(
        shop.ask(new_return("key-0001", &body("hi"))).await.status,
        201
    );
    let mut again = new_return("key-0001", &body("hi"));
    again.headers_mut().insert(
        "authorization",
        http::HeaderValue::from_static("Bearer revoked"),
    );
    assert_eq!(
        told(&shop.ask(again).await),
        (401, "auth.invalid".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_calls_with_one_key_have_one_effect() {
    let shop = Arc::new(open());
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let shop = Arc::clone(&shop);
            tokio::spawn(async move { shop.ask(new_return("key-0001", &body("hi"))).await })
        })
        .collect();
    let mut bodies = HashSet::new();
    let mut ids = HashSet::new();
    let mut fresh = 0;
    for call in calls {
        let heard = call.await.expect("an answer");
        assert_eq!(heard.status, 201);
        fresh += usize::from(!heard.headers.contains_key("idempotent-replayed"));
        ids.insert(heard.header("x-request-id").to_owned());
        bodies.insert(heard.bytes);
    }
    assert_eq!((bodies.len(), ids.len(), fresh), (1, 100, 1));
    assert_eq!(counts(&shop), (1, 1));
}
