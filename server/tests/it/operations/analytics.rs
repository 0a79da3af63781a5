//! Rating conversations.

use serde_json::{Value, json};

use crate::house::{CSAT, House};

fn rating(rating: &str, intent: Option<&str>) -> Value {
    let mut body = json!({ "sessionId": "sess_7f3a91", "rating": rating });
    if let Some(intent) = intent {
        body["intent"] = json!(intent);
    }
    body
}

#[tokio::test]
async fn ratings_have_scores_and_the_last_two_ask_for_a_person() {
    let house = House::new().await;
    for (at, (word, score, negative)) in [
        ("great", 5, false),
        ("good", 4, false),
        ("okay", 3, false),
        ("needs_follow_up", 2, true),
        ("poor", 1, true),
    ]
    .into_iter()
    .enumerate()
    {
        let body = json!({ "sessionId": format!("sess_00000{at}"), "rating": word });
        let body = house
            .answer(house.post(CSAT, body))
            .await
            .holds(201, "CsatReceipt");
        assert_eq!(body["ok"], true);
        assert_eq!(
            (&body["rating"], &body["score"], &body["needsFollowUp"]),
            (&json!(word), &json!(score), &json!(negative))
        );
    }
    let tally = house.tally().await;
    assert_eq!((tally.feedback, tally.events, tally.audit), (5, 5, 5));
}

#[tokio::test]
async fn a_repeat_replaces_nothing() {
    let house = House::new().await;
    for (given, status, stored) in [
        (rating("poor", Some("track_order")), 201, "poor"),
        (rating("great", Some("track_order")), 200, "poor"),
        (rating("great", None), 201, "great"),
        (rating("poor", None), 200, "great"),
        (rating("good", Some("csat")), 201, "good"),
    ] {
        let reply = house.answer(house.post(CSAT, given.clone())).await;
        let body = reply.holds(status, "CsatReceipt");
        assert_eq!(body["rating"], stored, "{given}");
        assert_eq!(reply.header("idempotent-replayed"), None);
    }
    let tally = house.tally().await;
    assert_eq!((tally.feedback, tally.events), (3, 3));
}

#[tokio::test]
async fn the_same_key_replays_the_first_answer() {
    let house = House::new().await;
    let call = house
        .post(CSAT, rating("poor", None))
        .header("x-idempotency-key", "key-00000001");
    let first = house.answer(call.clone()).await;
    first.holds(201, "CsatReceipt");
    let again = house.answer(call).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
}

#[tokio::test]
async fn its_event_counts_the_words_and_shows_none() {
    let house = House::new().await;
    let mut body = rating("needs_follow_up", Some("return_exchange"));
    body["comment"] = json!("Olivia is sad");
    body["orderNumber"] = json!("gg-11982");
    body["metadata"] = json!({ "name": "Olivia" });
    house
        .answer(house.post(CSAT, body))
        .await
        .holds(201, "CsatReceipt");
    let [event] = house.events().await.try_into().expect("one event");
    assert_eq!(event.name, "csat.submitted");
    assert_eq!(event.facts["rating"], "needs_follow_up");
    assert_eq!(event.facts["intent"], "return_exchange");
    assert_eq!(event.facts["commentLength"], "13");
    let secret = house.secret();
    assert_eq!(event.facts["order"], secret.order_pseudonym("GG-11982"));
    let text = format!("{event:?}");
    for personal in ["11982", "livia", "sess_7f3a91"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
}

#[tokio::test]
async fn other_words_are_refused() {
    let house = House::new().await;
    for word in [json!("5"), json!(5), json!("Great")] {
        let mut body = rating("great", None);
        body["rating"] = word;
        house
            .answer(house.post(CSAT, body))
            .await
            .refuses(400, "validation.failed");
    }
    assert_eq!(house.tally().await.feedback, 0);
}
