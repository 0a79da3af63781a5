//! What every operation refuses alike, and what happens when one of them breaks.

use concierge_runtime_server::Profile;
use concierge_server::app::App;
use concierge_server::domain::DAY_MS;
use http::Method;
use serde_json::json;

use crate::broken;
use crate::house::{Call, House, PRODUCTS, RETURNS, a_return, key};

fn search() -> serde_json::Value {
    json!({ "sessionId": "sess_7f3a91" })
}

#[tokio::test]
async fn strangers_are_turned_away() {
    let house = House::new().await;
    let call = house.post(PRODUCTS, search());
    let missing = house.answer(call.clone().without("authorization")).await;
    missing.refuses(401, "auth.missing");
    assert_eq!(
        missing.header("www-authenticate"),
        Some("Bearer realm=\"concierge\"")
    );
    let invalid = house
        .answer(call.header("authorization", "Bearer ck_0000"))
        .await;
    invalid.refuses(401, "auth.invalid");
    assert!(
        invalid
            .header("www-authenticate")
            .is_some_and(|challenge| challenge.contains("invalid_token"))
    );
}

#[tokio::test]
async fn a_key_without_the_scope_is_turned_away() {
    let house = House::new().await;
    let token = house
        .keys
        .create(key("reader", &["products:read"]))
        .await
        .expect("a key");
    let reader = format!("Bearer {token}");
    house
        .answer(
            house
                .post(PRODUCTS, search())
                .header("authorization", &reader),
        )
        .await
        .holds(200, "ProductPage");
    let call = house
        .post_return("key-00000001", a_return("GG-11982"))
        .header("authorization", &reader);
    house.answer(call).await.refuses(403, "auth.forbidden");
    assert_eq!(house.tally().await.returns, 0);
}

#[tokio::test]
async fn unknown_paths_methods_and_media_are_refused_in_the_contracts_words() {
    let house = House::new().await;
    house
        .answer(Call::get("/api/concierge/rings"))
        .await
        .refuses(404, "route.not_found");
    let method = house.answer(Call::new(Method::PUT, RETURNS)).await;
    method.refuses(405, "method.not_allowed");
    assert!(
        method
            .header("allow")
            .is_some_and(|allow| allow.contains("POST"))
    );
    let call = house.post(PRODUCTS, search());
    house
        .answer(call.clone().header("accept", "text/html"))
        .await
        .refuses(406, "accept.unsupported");
    house
        .answer(call.clone().header("content-type", "text/plain"))
        .await
        .refuses(415, "media.unsupported");
    house
        .answer(call.clone().body("{"))
        .await
        .refuses(400, "request.malformed");
    house
        .answer(call.clone().body(vec![b' '; 17 * 1024]))
        .await
        .refuses(413, "body.too_large");
    house
        .answer(call.header("x-api-version", "v9"))
        .await
        .refuses(400, "version.unsupported");
}

#[tokio::test]
async fn errors_come_as_problems_when_they_are_preferred() {
    let house = House::new().await;
    let call = house
        .post_return("key-00000001", a_return("GG-00000"))
        .header("accept", "application/problem+json, application/json;q=0.5");
    let reply = house.answer(call).await;
    let body = reply.holds(404, "Problem");
    assert_eq!(
        reply.header("content-type"),
        Some("application/problem+json")
    );
    assert_eq!(body["code"], "returns.ineligible");
}

#[tokio::test]
async fn a_callers_own_id_is_echoed() {
    let house = House::new().await;
    let reply = house
        .answer(
            house
                .post(PRODUCTS, search())
                .header("x-correlation-id", "chat-4711"),
        )
        .await;
    assert_eq!(reply.header("x-correlation-id"), Some("chat-4711"));
}

#[tokio::test]
async fn a_session_begins_three_returns_an_hour() {
    let house = House::with(Profile::Declared, App::service).await;
    for at in 1..=3 {
        let call = house.post_return(
            &format!("key-0000000{at}"),
            a_return(&format!("GG-1300{at}")),
        );
        house.answer(call).await.holds(201, "Return");
    }
    let call = house.post_return("key-00000004", a_return("GG-13004"));
    let refused = house.answer(call.clone()).await;
    refused.refuses(429, "rate.limit");
    assert!(refused.header("retry-after").is_some());
    house.clock.advance_ms(60 * 60 * 1000);
    house.answer(call).await.holds(201, "Return");
}

#[tokio::test]
async fn guessing_keys_counts_against_the_address() {
    let house = House::with(Profile::Declared, App::service).await;
    let call = house.post(PRODUCTS, search());
    for at in 0..10 {
        let guess = call
            .clone()
            .header("authorization", &format!("Bearer ck_{at:040}"));
        house.answer(guess).await.refuses(401, "auth.invalid");
    }
    let anonymous = call.clone().without("authorization");
    house.answer(anonymous).await.refuses(429, "rate.limit");
    house.answer(call.clone()).await.refuses(429, "rate.limit");
    house.clock.advance_ms(1_000);
    assert_eq!(house.answer(call).await.status, 200);
}

#[tokio::test]
async fn under_the_open_profile_nobody_waits() {
    let house = House::new().await;
    for at in 0..200 {
        let reply = house.answer(house.post(PRODUCTS, search())).await;
        assert_eq!(reply.status, 200, "call {at}");
    }
}

#[tokio::test]
async fn a_panic_is_an_answer_of_its_own_request_and_of_no_other() {
    let house = House::with(Profile::Open, broken::reads).await;
    let reply = house.answer(house.post(PRODUCTS, search())).await;
    reply.refuses(500, "server.error");
    assert!(
        !String::from_utf8_lossy(&reply.body).contains("panic"),
        "nothing of the cause is shown"
    );
    house
        .answer(house.post_return("key-00000001", a_return("GG-11982")))
        .await
        .holds(201, "Return");
}

#[tokio::test]
async fn time_passes_for_returns() {
    let house = House::new().await;
    house.clock.advance_ms(21 * DAY_MS);
    house
        .answer(house.post_return("key-00000001", a_return("GG-11982")))
        .await
        .refuses(404, "returns.ineligible");
}
