//! Keeping pieces in sight.

use concierge_server::domain::DAY_MS;
use serde_json::{Value, json};

use crate::house::{House, SHORTLIST};

pub(crate) fn list(session_id: &str, ids: &[&str]) -> Value {
    let card =
        |id: &&str| json!({ "productId": id, "name": "Ring", "price": 42.15, "currency": "USD" });
    json!({ "sessionId": session_id, "items": ids.iter().map(card).collect::<Vec<Value>>() })
}

#[tokio::test]
async fn a_session_has_one_list_whose_pieces_are_replaced() {
    let house = House::new().await;
    let before = house.tally().await.shortlists;
    let mut ids = Vec::new();
    for (pieces, total) in [(&["a", "b", "a"][..], 2), (&["c"][..], 1)] {
        let call = house.post(SHORTLIST, list("sess_7f3a91", pieces));
        let body = house.answer(call).await.holds(200, "Shortlist");
        assert_eq!(body["totalItems"], total);
        ids.push(body["shortlistId"].clone());
        house.clock.advance_ms(1_000);
    }
    assert_eq!(ids[0], ids[1]);
    let other = house.post(SHORTLIST, list("sess_other", &["a"]));
    let other = house.answer(other).await.holds(200, "Shortlist");
    assert_ne!(other["shortlistId"], ids[0]);
    let tally = house.tally().await;
    assert_eq!(
        (tally.shortlists - before, tally.events, tally.audit),
        (2, 3, 3)
    );
}

#[tokio::test]
async fn cards_are_kept_as_they_were_shown() {
    let house = House::new().await;
    let call = house.post(SHORTLIST, list("sess_7f3a91", &["a"]));
    house.answer(call).await.holds(200, "Shortlist");
    let kept = house
        .app
        .store()
        .write(|tx| tx.session_shortlist("sess_7f3a91"))
        .await
        .expect("a list")
        .expect("the session's");
    assert!(kept.cards().contains("42.15"), "{}", kept.cards());
}

#[tokio::test]
async fn after_30_days_untouched_a_list_begins_anew() {
    let house = House::new().await;
    let call = || house.post(SHORTLIST, list("sess_7f3a91", &["a"]));
    let first = house.answer(call()).await.holds(200, "Shortlist");
    house.clock.advance_ms(30 * DAY_MS - 1);
    let second = house.answer(call()).await.holds(200, "Shortlist");
    assert_eq!(second["shortlistId"], first["shortlistId"]);
    house.clock.advance_ms(30 * DAY_MS);
    let third = house.answer(call()).await.holds(200, "Shortlist");
    assert_ne!(third["shortlistId"], first["shortlistId"]);
}

#[tokio::test]
async fn an_empty_list_is_refused() {
    let house = House::new().await;
    house
        .answer(house.post(SHORTLIST, list("sess_7f3a91", &[])))
        .await
        .refuses(400, "validation.failed");
}
