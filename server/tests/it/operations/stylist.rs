//! Asking for a person.

use serde_json::{Value, json};

use super::shortlists::list;
use crate::house::{CSAT, House, SHORTLIST, STYLIST};

fn ticket(session_id: &str) -> Value {
    json!({
        "sessionId": session_id,
        "contact": { "email": "olivia@example.com", "name": "Olivia", "phone": "+1 212 555 7890" },
        "summary": "Olivia looks for a ring",
    })
}

async fn create(house: &House, body: Value) -> Value {
    house
        .answer(house.post(STYLIST, body))
        .await
        .holds(201, "StylistTicket")
}

#[tokio::test]
async fn tickets_queue_up_and_unhappy_customers_stand_first() {
    let house = House::new().await;
    for position in 1..=3 {
        let body = create(&house, ticket("sess_calm_1")).await;
        assert_eq!(
            (&body["status"], &body["priority"], &body["etaMinutes"]),
            (&json!("queued"), &json!("normal"), &json!(60))
        );
        assert_eq!(body["queuePosition"], position);
    }
    let unhappy = json!({ "sessionId": "sess_sad_01", "rating": "poor", "intent": "track_order" });
    house
        .answer(house.post(CSAT, unhappy))
        .await
        .holds(201, "CsatReceipt");
    let urgent = create(&house, ticket("sess_sad_01")).await;
    assert_eq!(
        (&urgent["priority"], &urgent["queuePosition"]),
        (&json!("high"), &json!(1))
    );
    let content = json!({ "sessionId": "sess_glad_1", "rating": "great" });
    house
        .answer(house.post(CSAT, content))
        .await
        .holds(201, "CsatReceipt");
    let later = create(&house, ticket("sess_glad_1")).await;
    assert_eq!(
        (&later["priority"], &later["queuePosition"]),
        (&json!("normal"), &json!(5))
    );
    assert_eq!(house.tally().await.tickets, 5);
}

#[tokio::test]
async fn nobody_stands_behind_a_ticket_that_is_resolved() {
    let house = House::new().await;
    for session_id in ["sess_calm_1", "sess_calm_2", "sess_calm_3"] {
        create(&house, ticket(session_id)).await;
    }
    house.run("UPDATE tickets SET status = 'resolved' WHERE session_id = 'sess_calm_1'");
    house.run("UPDATE tickets SET priority = 'high' WHERE session_id = 'sess_calm_2'");
    let body = create(&house, ticket("sess_later_1")).await;
    assert_eq!(body["queuePosition"], 3);
}

#[tokio::test]
async fn the_saved_shortlist_goes_along_unless_another_is_sent() {
    let house = House::new().await;
    let save = house.post(SHORTLIST, list("sess_7f3a91", &["saved"]));
    house.answer(save).await.holds(200, "Shortlist");
    let own = list("sess_7f3a91", &["sent"]);
    let mut with_own = ticket("sess_7f3a91");
    with_own["shortlist"] = own["items"].clone();
    for (body, piece) in [
        (ticket("sess_7f3a91"), Some("saved")),
        (with_own, Some("sent")),
        (ticket("sess_other"), None),
    ] {
        let id = create(&house, body).await["ticketId"].clone();
        let id = id.as_str().expect("an id").to_owned();
        let first_piece = "SELECT shortlist ->> '$[0].productId' FROM tickets WHERE shortlist IS NOT NULL AND id =";
        let kept = house.texts(&format!("{first_piece} '{id}'"));
        assert_eq!(kept.first().map(String::as_str), piece);
    }
}

#[tokio::test]
async fn its_event_shows_neither_name_nor_address() {
    let house = House::new().await;
    create(&house, ticket("sess_7f3a91")).await;
    let [event] = house.events().await.try_into().expect("one event");
    assert_eq!(event.name, "stylist_ticket.created");
    assert_eq!(event.facts["priority"], "normal");
    let hashed = house.secret().contact_pseudonym("olivia@example.com");
    assert_eq!(event.facts["contact"], hashed);
    let text = format!("{event:?}");
    for personal in ["livia", "7890", "sess_7f3a91"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
}

#[tokio::test]
async fn an_address_and_a_few_words_are_needed() {
    let house = House::new().await;
    let mut nameless = ticket("sess_7f3a91");
    nameless["contact"] = json!({ "name": "Olivia" });
    let mut terse = ticket("sess_7f3a91");
    terse["summary"] = json!("too short");
    for body in [nameless, terse] {
        house
            .answer(house.post(STYLIST, body))
            .await
            .refuses(400, "validation.failed");
    }
    assert_eq!(house.tally().await.tickets, 0);
}

#[tokio::test]
async fn the_same_key_opens_one_ticket() {
    let house = House::new().await;
    let call = house
        .post(STYLIST, ticket("sess_7f3a91"))
        .header("x-idempotency-key", "key-00000001");
    let first = house.answer(call.clone()).await;
    let again = house.answer(call).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(house.tally().await.tickets, 1);
}
