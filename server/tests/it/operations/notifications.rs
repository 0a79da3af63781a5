//! Being told how an order gets on.

use serde_json::{Value, json};

use crate::house::{House, UPDATES};

fn by_email(address: &str, order_number: Option<&str>) -> Value {
    subscription(
        json!({ "channel": "email", "value": address }),
        order_number,
    )
}

fn by_sms(number: &str) -> Value {
    subscription(json!({ "channel": "sms", "value": number }), None)
}

fn subscription(contact: Value, order_number: Option<&str>) -> Value {
    let mut body = json!({ "sessionId": "sess_7f3a91", "contact": contact, "consent": true });
    if let Some(number) = order_number {
        body["orderNumber"] = json!(number);
    }
    body
}

#[tokio::test]
async fn the_destination_is_shown_masked() {
    let house = House::new().await;
    for (body, channel, masked) in [
        (
            by_email("Olivia@example.com", Some("gg-12002")),
            "email",
            "o***@example.com",
        ),
        (by_sms("+1 (415) 555-7890"), "sms", "+1 (***) ***-7890"),
        (by_sms("030 1234567"), "sms", "***-4567"),
    ] {
        let reply = house.answer(house.post(UPDATES, body)).await;
        let body = reply.holds(201, "OrderUpdatesSubscription");
        assert_eq!(
            (&body["channel"], &body["maskedDestination"]),
            (&json!(channel), &json!(masked))
        );
        let message = body["message"].as_str().expect("a sentence");
        assert!(message.contains(masked), "{message}");
    }
    let tally = house.tally().await;
    assert_eq!((tally.subscriptions, tally.events, tally.audit), (3, 3, 3));
}

#[tokio::test]
async fn asking_for_the_same_again_answers_what_is_there() {
    let house = House::new().await;
    let mut first = None;
    for (body, status) in [
        (by_email("olivia@example.com", Some("GG-12002")), 201),
        (
            by_email(" OLIVIA@example.com".trim(), Some("gg-12002")),
            200,
        ),
        (by_email("olivia@example.com", Some("GG-12001")), 201),
        (by_email("olivia@example.com", None), 201),
        (by_email("olivia@example.com", None), 200),
        (by_email("noah@example.com", None), 201),
    ] {
        let reply = house.answer(house.post(UPDATES, body.clone())).await;
        let answer = reply.holds(status, "OrderUpdatesSubscription");
        let known = first.get_or_insert_with(|| answer["subscriptionId"].clone());
        let is_first = body["orderNumber"]
            .as_str()
            .is_some_and(|number| number.ends_with("12002"));
        assert_eq!(answer["subscriptionId"] == *known, is_first, "{body}");
    }
    let tally = house.tally().await;
    assert_eq!((tally.subscriptions, tally.events), (4, 4));
}

#[tokio::test]
async fn consent_must_be_true() {
    let house = House::new().await;
    let mut withheld = by_email("olivia@example.com", None);
    withheld["consent"] = json!(false);
    let refused = house
        .answer(house.post(UPDATES, withheld))
        .await
        .refuses(400, "validation.consent");
    assert_eq!(refused["details"][0]["pointer"], "/consent");
    let mut silent = by_email("olivia@example.com", None);
    silent.as_object_mut().expect("an object").remove("consent");
    house
        .answer(house.post(UPDATES, silent))
        .await
        .refuses(400, "validation.failed");
    assert_eq!(house.tally().await.subscriptions, 0);
}

#[tokio::test]
async fn an_unknown_order_and_a_contact_of_another_channel_are_refused() {
    let house = House::new().await;
    house
        .answer(house.post(UPDATES, by_email("olivia@example.com", Some("GG-00000"))))
        .await
        .refuses(404, "subscription.order_not_found");
    for body in [by_sms("olivia@example.com"), by_email("555 0000", None)] {
        house
            .answer(house.post(UPDATES, body))
            .await
            .refuses(400, "validation.failed");
    }
}

#[tokio::test]
async fn nothing_that_leads_to_the_customer_is_kept_in_the_open() {
    let house = House::new().await;
    let call = house.post(UPDATES, by_email("olivia@example.org", Some("GG-12002")));
    house
        .answer(call)
        .await
        .holds(201, "OrderUpdatesSubscription");
    let [event] = house.events().await.try_into().expect("one event");
    assert_eq!(event.name, "order_updates.subscribed");
    assert_eq!(event.facts["channel"], "email");
    let secret = house.secret();
    assert_eq!(event.facts["order"], secret.order_pseudonym("GG-12002"));
    let hashed = secret.contact_pseudonym("olivia@example.org");
    assert_eq!(event.facts["contact"], hashed);
    for name in ["concierge.db", "concierge.db-wal"] {
        assert!(!house.holds_bytes(name, "olivia@example.org"), "{name}");
    }
}
