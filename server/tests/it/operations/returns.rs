//! Returning, resizing and caring for orders.

use concierge_runtime::DateTime;
use concierge_server::domain::DAY_MS;
use serde_json::{Value, json};

use crate::house::{House, RETURNS, a_return};

#[tokio::test]
async fn a_return_begins_with_a_label_for_14_days() {
    let house = House::new().await;
    let reply = house
        .answer(house.post_return("key-00000001", a_return("GG-11982")))
        .await;
    let body = reply.holds(201, "Return");
    assert_eq!(body["status"], "initiated");
    assert_eq!(body["requestId"].as_str(), reply.header("x-request-id"));
    let rma = body["rmaId"].as_str().expect("an id");
    assert_eq!(
        body["labelUrl"],
        format!("https://cdn.glowglitch.com/rma/{rma}.pdf")
    );
    let expiry = DateTime::from_unix_ms(house.now_ms() + 14 * DAY_MS).expect("a date");
    assert_eq!(body["expiresAt"], expiry.to_string());
    let tally = house.tally().await;
    assert_eq!(
        (tally.returns, tally.events, tally.audit, tally.idempotency),
        (1, 1, 1, 1)
    );
}

#[tokio::test]
async fn its_event_says_what_happened_and_nothing_personal() {
    let house = House::new().await;
    let call = house
        .post_return("key-00000001", a_return("GG-11982"))
        .header("x-correlation-id", "chat-4711")
        .header(
            "traceparent",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        )
        .header("tracestate", "shop=cart");
    let reply = house.answer(call).await;
    let events = house
        .app
        .store()
        .read(|reads| reads.events_after(0, 10))
        .await
        .expect("events");
    let [event] = events.as_slice() else {
        panic!("one event: {events:?}")
    };
    assert_eq!(event.name, "return.initiated");
    assert_eq!(event.facts["option"], "return");
    assert_eq!(
        Some(event.request_id.as_str()),
        reply.header("x-request-id")
    );
    assert_eq!(event.correlation_id.as_deref(), Some("chat-4711"));
    let parent = event.trace_parent.as_deref().expect("a trace");
    assert!(
        parent.starts_with("00-0af7651916cd43dd8448eb211c80319c-") && parent.ends_with("-01"),
        "{parent}"
    );
    assert!(!parent.contains("b7ad6b7169203331"), "its own step");
    assert_eq!(event.trace_state.as_deref(), Some("shop=cart"));
    assert!(event.subject.starts_with("k1:"));
    let text = format!("{event:?}");
    for personal in ["GG-11982", "11982", "olivia", "sess_7f3a91"] {
        assert!(!text.contains(personal), "{personal} in {text}");
    }
}

#[tokio::test]
async fn an_order_number_is_found_in_any_case() {
    let house = House::new().await;
    house
        .answer(house.post_return("key-00000001", a_return("gg-11982")))
        .await
        .holds(201, "Return");
}

#[tokio::test]
async fn unknown_and_ineligible_orders_answer_alike() {
    let house = House::new().await;
    let mut answers = Vec::new();
    for (at, number) in [
        "GG-00000", "GG-11900", "GG-11950", "GG-11960", "GG-12003", "GG-12004", "GG-12005",
    ]
    .iter()
    .enumerate()
    {
        let reply = house
            .answer(house.post_return(&format!("key-0000000{at}"), a_return(number)))
            .await;
        let mut body = reply.refuses(404, "returns.ineligible");
        body["requestId"] = Value::Null;
        answers.push(body);
    }
    assert!(
        answers.windows(2).all(|pair| pair[0] == pair[1]),
        "{answers:?}"
    );
    assert_eq!(house.tally().await.returns, 0);
}

#[tokio::test]
async fn each_option_has_its_own_window() {
    let house = House::new().await;
    for (number, option, status) in [
        ("GG-11900", "resize", 201),
        ("GG-11800", "resize", 404),
        ("GG-11800", "care", 201),
        ("GG-12001", "return", 201),
    ] {
        let mut body = a_return(number);
        body["option"] = json!(option);
        let reply = house
            .answer(house.post_return(&format!("key-{number}-{option}"), body))
            .await;
        assert_eq!(reply.status, status, "{number} {option}");
    }
}

#[tokio::test]
async fn return_and_resize_need_an_address_and_care_does_not() {
    let house = House::new().await;
    for (at, (option, contact, status)) in [
        ("return", json!(null), 400),
        ("resize", json!({ "phone": "+1 555 0100 22" }), 400),
        ("care", json!(null), 201),
    ]
    .into_iter()
    .enumerate()
    {
        let mut body = a_return("GG-13001");
        body["option"] = json!(option);
        match contact {
            Value::Null => drop(body.as_object_mut().expect("an object").remove("contact")),
            contact => body["contact"] = contact,
        }
        let reply = house
            .answer(house.post_return(&format!("key-0000000{at}"), body))
            .await;
        assert_eq!(reply.status, status, "{option}");
        if status == 400 {
            let body = reply.refuses(400, "validation.contact_email");
            assert_eq!(body["details"][0]["pointer"], "/contact/email");
        }
    }
}

#[tokio::test]
async fn an_order_has_one_active_return() {
    let house = House::new().await;
    house
        .answer(house.post_return("key-00000001", a_return("GG-11982")))
        .await
        .holds(201, "Return");
    house
        .answer(house.post_return("key-00000002", a_return("GG-11982")))
        .await
        .refuses(409, "returns.duplicate");
    let tally = house.tally().await;
    assert_eq!(
        (tally.returns, tally.events, tally.audit, tally.idempotency),
        (1, 1, 2, 2)
    );
}

#[tokio::test]
async fn a_key_is_required() {
    let house = House::new().await;
    house
        .answer(house.post(RETURNS, a_return("GG-11982")))
        .await
        .refuses(400, "validation.idempotency_required");
    assert_eq!(house.tally().await.audit, 0);
}

#[tokio::test]
async fn an_unknown_option_and_an_unknown_property_are_refused() {
    let house = House::new().await;
    let mut body = a_return("GG-11982");
    body["option"] = json!("refund");
    body["colour"] = json!("red");
    let refused = house
        .answer(house.post_return("key-00000001", body))
        .await
        .refuses(400, "validation.failed");
    let rules: Vec<&str> = refused["details"]
        .as_array()
        .expect("details")
        .iter()
        .filter_map(|detail| detail["rule"].as_str())
        .collect();
    assert!(
        rules.contains(&"enum") && rules.contains(&"additionalProperties"),
        "{rules:?}"
    );
    assert_eq!(
        house.tally().await.idempotency,
        0,
        "nothing is kept of a malformed request"
    );
}
