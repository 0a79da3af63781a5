//! Following orders.

use serde_json::{Value, json};

use crate::house::{House, ORDERS};

async fn status(house: &House, lookup: Value) -> Value {
    house
        .answer(house.post(ORDERS, with_session(lookup)))
        .await
        .holds(200, "OrderStatus")
}

fn with_session(mut lookup: Value) -> Value {
    lookup["sessionId"] = json!("sess_7f3a91");
    lookup
}

fn codes(body: &Value) -> Vec<&str> {
    let timeline = body["timeline"].as_array().expect("a timeline");
    let code = |event: &'_ Value| event["isCurrent"] == true;
    assert_eq!(timeline.iter().filter(|event| code(event)).count(), 1);
    let current = timeline.iter().find(|event| code(event)).expect("one");
    assert_eq!(current["status"], body["currentStatus"]);
    timeline
        .iter()
        .filter_map(|event| event["status"].as_str())
        .collect()
}

#[tokio::test]
async fn timelines_are_told_in_the_contracts_words() {
    let house = House::new().await;
    for (number, expected) in [
        ("GG-12001", vec!["created", "processing"]),
        ("GG-12002", vec!["created", "processing", "shipped"]),
        ("GG-12003", vec!["created", "processing"]),
        ("GG-12004", vec!["created", "cancelled"]),
        (
            "GG-12005",
            vec!["created", "processing", "shipped", "delivered", "exception"],
        ),
        ("GG-12006", vec!["created", "shipped", "delayed"]),
        ("GG-12007", vec!["created", "shipped", "exception"]),
        ("GG-12008", vec!["created", "shipped", "out_for_delivery"]),
        (
            "GG-11982",
            vec![
                "created",
                "payment_captured",
                "processing",
                "shipped",
                "out_for_delivery",
                "delivered",
            ],
        ),
        // Nobody kept a history of it.
        (
            "GG-11900",
            vec!["created", "processing", "shipped", "delivered"],
        ),
    ] {
        let body = status(&house, json!({ "orderNumber": number })).await;
        assert_eq!(codes(&body), expected, "{number}");
        assert_eq!(body["orderNumber"], number);
    }
}

#[tokio::test]
async fn a_parcel_is_shown_with_the_carriers_page() {
    let house = House::new().await;
    let body = status(&house, json!({ "orderNumber": "gg-12002" })).await;
    let shipping = &body["shipping"];
    assert_eq!(shipping["trackingNumber"], "USPS-1234567890");
    assert_eq!(
        shipping["trackingUrl"],
        "https://tools.usps.com/go/TrackConfirmAction?tLabels=USPS-1234567890"
    );
    assert!(shipping["estimatedDelivery"].is_string() && shipping.get("deliveredAt").is_none());
    let waiting = status(&house, json!({ "orderNumber": "GG-12001" })).await;
    assert!(waiting.get("shipping").is_none());
    let delivered = status(&house, json!({ "orderNumber": "GG-11900" })).await;
    assert!(delivered["shipping"]["deliveredAt"].is_string());
}

#[tokio::test]
async fn a_customer_finds_the_newest_order_by_address_and_postcode() {
    let house = House::new().await;
    let by_contact = json!({ "email": "Shipped@Example.com", "postalCode": "941 02" });
    let body = status(&house, by_contact).await;
    assert_eq!(body["orderNumber"], "GG-12002");
    // Many of this customer's orders are as old; the highest number is told, each time.
    let olivia = json!({ "email": "olivia@example.com", "postalCode": "10012" });
    assert_eq!(status(&house, olivia).await["orderNumber"], "GG-13040");
    let all =
        json!({ "orderNumber": "GG-11982", "email": "olivia@example.com", "postalCode": "10012" });
    assert_eq!(status(&house, all).await["orderNumber"], "GG-11982");
}

#[tokio::test]
async fn whatever_is_wrong_answers_alike_and_no_address_is_shown() {
    let house = House::new().await;
    let mut bodies = Vec::new();
    for lookup in [
        json!({ "orderNumber": "GG-00000" }),
        json!({ "orderNumber": "GG-12001", "email": "olivia@example.com" }),
        json!({ "orderNumber": "GG-12001", "postalCode": "10012" }),
        json!({ "email": "nobody@example.com", "postalCode": "90001" }),
        json!({ "email": "test@example.com", "postalCode": "90002" }),
    ] {
        let reply = house.answer(house.post(ORDERS, with_session(lookup))).await;
        let mut body = reply.refuses(404, "order.not_found");
        body["requestId"] = Value::Null;
        bodies.push(body);
    }
    assert!(
        bodies.windows(2).all(|pair| pair[0] == pair[1]),
        "{bodies:?}"
    );
    let lookup = json!({ "email": "test@example.com", "postalCode": "90001" });
    let found = status(&house, lookup).await.to_string();
    assert!(!found.contains('@') && !found.contains("90001"), "{found}");
}

#[tokio::test]
async fn a_lookup_without_enough_is_refused() {
    let house = House::new().await;
    for lookup in [
        json!({}),
        json!({ "email": "test@example.com" }),
        json!({ "postalCode": "90001" }),
    ] {
        house
            .answer(house.post(ORDERS, with_session(lookup)))
            .await
            .refuses(400, "validation.lookup");
    }
}

#[tokio::test]
async fn asking_leaves_no_trace() {
    let house = House::new().await;
    status(&house, json!({ "orderNumber": "GG-12001" })).await;
    let tally = house.tally().await;
    assert_eq!((tally.events, tally.audit, tally.idempotency), (0, 0, 0));
}
