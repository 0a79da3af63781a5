//! Sending a write again: one effect, one answer.

use std::sync::Arc;

use concierge_server::domain::DAY_MS;
use futures_util::future::join_all;
use serde_json::json;

use crate::house::{House, RETURNS, a_return, key};

#[tokio::test]
async fn the_same_request_again_answers_the_same_bytes() {
    let house = House::new().await;
    let call = house.post_return("key-00000001", a_return("GG-11982"));
    let first = house.answer(call.clone()).await;
    first.holds(201, "Return");
    assert_eq!(first.header("idempotent-replayed"), None);
    // Another spelling of the same JSON is the same request.
    let spelled = serde_json::to_vec_pretty(&a_return("GG-11982")).expect("JSON");
    let again = house.answer(call.body(spelled)).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
    assert_ne!(again.header("x-request-id"), first.header("x-request-id"));
    let tally = house.tally().await;
    assert_eq!((tally.returns, tally.events, tally.audit), (1, 1, 1));
}

#[tokio::test]
async fn a_refusal_is_kept_too() {
    let house = House::new().await;
    let call = house.post_return("key-00000001", a_return("GG-00000"));
    let first = house.answer(call.clone()).await;
    first.refuses(404, "returns.ineligible");
    let again = house.answer(call).await;
    assert_eq!((again.status, &again.body), (404, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
}

#[tokio::test]
async fn the_same_key_with_another_request_is_refused() {
    let house = House::new().await;
    house
        .answer(house.post_return("key-00000001", a_return("GG-11982")))
        .await
        .holds(201, "Return");
    house
        .answer(house.post_return("key-00000001", a_return("GG-13001")))
        .await
        .refuses(422, "idempotency.key_reused");
    assert_eq!(house.tally().await.returns, 1);
}

#[tokio::test]
async fn another_caller_may_use_the_same_key() {
    let house = House::new().await;
    let other = house
        .keys
        .create(key("other", &["returns:write"]))
        .await
        .expect("a key");
    let call = house.post_return("key-00000001", a_return("GG-11982"));
    house.answer(call.clone()).await.holds(201, "Return");
    let theirs = call.header("authorization", &format!("Bearer {other}"));
    house.answer(theirs).await.refuses(409, "returns.duplicate");
}

#[tokio::test]
async fn a_retry_under_the_key_that_replaces_the_callers_finds_the_answer() {
    let house = House::new().await;
    let mut tokens = Vec::new();
    for _ in 0..2 {
        let made = house.keys.create(key("widget", &["returns:write"])).await;
        tokens.push(format!("Bearer {}", made.expect("a key")));
    }
    let call = house.post_return("key-00000001", a_return("GG-11982"));
    let first = house
        .answer(call.clone().header("authorization", &tokens[0]))
        .await;
    first.holds(201, "Return");
    let again = house.answer(call.header("authorization", &tokens[1])).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(house.tally().await.returns, 1);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let house = House::new().await;
    let call = house.post_return("key-00000001", a_return("GG-11982"));
    house.answer(call.clone()).await.holds(201, "Return");
    house.clock.advance_ms(DAY_MS - 1);
    assert_eq!(house.answer(call.clone()).await.status, 201);
    house.clock.advance_ms(1);
    house.answer(call).await.refuses(409, "returns.duplicate");
}

#[tokio::test]
async fn a_revoked_caller_gets_no_kept_answer() {
    let house = House::new().await;
    let token = house
        .keys
        .create(key("other", &["returns:write"]))
        .await
        .expect("a key");
    let call = house
        .post_return("key-00000001", a_return("GG-11982"))
        .header("authorization", &format!("Bearer {token}"));
    house.answer(call.clone()).await.holds(201, "Return");
    let keys = house
        .app
        .store()
        .read(|reads| reads.keys())
        .await
        .expect("the keys");
    let id = &keys
        .iter()
        .find(|key| key.name == "other")
        .expect("the key")
        .id;
    house
        .app
        .store()
        .write({
            let id = id.clone();
            move |tx| tx.revoke_key(&id, 0)
        })
        .await
        .expect("revoked");
    house.clock.advance_ms(1_000);
    house.answer(call).await.refuses(401, "auth.invalid");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_at_once_with_one_key_have_one_effect() {
    let house = Arc::new(House::new().await);
    let calls = (0..100).map(|_| {
        let house = Arc::clone(&house);
        tokio::spawn(async move {
            house
                .answer(house.post_return("key-00000001", a_return("GG-11982")))
                .await
        })
    });
    let replies: Vec<_> = join_all(calls)
        .await
        .into_iter()
        .map(|reply| reply.expect("an answer"))
        .collect();
    let first = &replies[0];
    assert!(
        replies
            .iter()
            .all(|reply| reply.status == 201 && reply.body == first.body),
        "100 identical answers"
    );
    let fresh = replies
        .iter()
        .filter(|reply| reply.header("idempotent-replayed").is_none())
        .count();
    assert_eq!(fresh, 1);
    let tally = house.tally().await;
    assert_eq!(
        (tally.returns, tally.events, tally.audit, tally.idempotency),
        (1, 1, 1, 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_at_once_for_one_order_have_one_effect() {
    let house = Arc::new(House::new().await);
    let calls = (0..100).map(|at| {
        let house = Arc::clone(&house);
        tokio::spawn(async move {
            house
                .answer(house.post_return(&format!("key-{at:08}"), a_return("GG-11982")))
                .await
                .status
        })
    });
    let mut statuses: Vec<u16> = join_all(calls)
        .await
        .into_iter()
        .map(|status| status.expect("an answer"))
        .collect();
    statuses.sort_unstable();
    assert_eq!(statuses[0], 201);
    assert!(statuses[1..].iter().all(|status| *status == 409));
    let tally = house.tally().await;
    assert_eq!((tally.returns, tally.events, tally.audit), (1, 1, 100));
}

#[tokio::test]
async fn malformed_keys_are_refused() {
    let house = House::new().await;
    let long = "x".repeat(129);
    for key in ["short", "with a space", long.as_str()] {
        let call = house
            .post(RETURNS, json!(a_return("GG-11982")))
            .header("x-idempotency-key", key);
        assert_eq!(house.answer(call).await.status, 400, "{key}");
    }
}
