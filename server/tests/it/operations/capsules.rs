//! Holding shortlists.

use std::sync::Arc;

use concierge_runtime::DateTime;
use concierge_server::domain::DAY_MS;
use futures_util::future::join_all;
use serde_json::json;

use super::shortlists::list;
use crate::house::{CAPSULE, Call, House, SHORTLIST};

async fn with_list(house: &House, session_id: &str) -> String {
    let call = house.post(SHORTLIST, list(session_id, &["a", "b"]));
    let body = house.answer(call).await.holds(200, "Shortlist");
    body["shortlistId"].as_str().expect("an id").to_owned()
}

fn reserve(house: &House, key: &str, session_id: &str, shortlist_id: &str, email: &str) -> Call {
    let body =
        json!({ "sessionId": session_id, "shortlistId": shortlist_id, "customerEmail": email });
    house.post(CAPSULE, body).header("x-idempotency-key", key)
}

const SESSION: &str = "sess_7f3a91";
const OLIVIA: &str = "olivia@example.com";

#[tokio::test]
async fn a_capsule_holds_the_list_for_two_days() {
    let house = House::new().await;
    let id = with_list(&house, SESSION).await;
    let reply = house
        .answer(reserve(&house, "key-00000001", SESSION, &id, OLIVIA))
        .await;
    let body = reply.holds(201, "Capsule");
    assert_eq!(
        (&body["status"], &body["shortlistCount"]),
        (&json!("active"), &json!(2))
    );
    let expiry = DateTime::from_unix_ms(house.now_ms() + 2 * DAY_MS).expect("a date");
    assert_eq!(body["expiresAt"], expiry.to_string());
    assert_eq!(house.tally().await.capsules, 1);
}

#[tokio::test]
async fn a_customer_has_one_until_the_clock_ends_it() {
    let house = House::new().await;
    let id = with_list(&house, SESSION).await;
    let first = house
        .answer(reserve(&house, "key-00000001", SESSION, &id, OLIVIA))
        .await
        .holds(201, "Capsule");
    let spelled = " Olivia@Example.com".trim();
    let again = |key: &str| reserve(&house, key, SESSION, &id, spelled);
    house
        .answer(again("key-00000002"))
        .await
        .refuses(409, "capsule.active");
    house
        .answer(reserve(
            &house,
            "key-00000003",
            SESSION,
            &id,
            "noah@example.com",
        ))
        .await
        .holds(201, "Capsule");
    house.clock.advance_ms(2 * DAY_MS - 1);
    house
        .answer(again("key-00000004"))
        .await
        .refuses(409, "capsule.active");
    house.clock.advance_ms(1);
    let second = house
        .answer(again("key-00000005"))
        .await
        .holds(201, "Capsule");
    assert_ne!(first["capsuleId"], second["capsuleId"]);
    let ended = house.texts(&format!(
        "SELECT status FROM capsules WHERE id = {}",
        first["capsuleId"].to_string().replace('"', "'")
    ));
    assert_eq!(ended, ["expired"], "written down, too");
}

#[tokio::test]
async fn a_list_that_is_not_the_sessions_is_unknown() {
    let house = House::new().await;
    let id = with_list(&house, SESSION).await;
    for (key, session, list) in [
        ("key-00000001", "sess_other", id.as_str()),
        ("key-00000002", SESSION, "sl_00000000deadbeef"),
    ] {
        house
            .answer(reserve(&house, key, session, list, OLIVIA))
            .await
            .refuses(404, "capsule.shortlist_not_found");
    }
    house.clock.advance_ms(30 * DAY_MS);
    house
        .answer(reserve(&house, "key-00000003", SESSION, &id, OLIVIA))
        .await
        .refuses(404, "capsule.shortlist_not_found");
}

#[tokio::test]
async fn later_changes_of_the_list_leave_the_capsule() {
    let house = House::new().await;
    let id = with_list(&house, SESSION).await;
    let call = reserve(&house, "key-00000001", SESSION, &id, OLIVIA);
    let first = house.answer(call.clone()).await;
    first.holds(201, "Capsule");
    let change = house.post(SHORTLIST, list(SESSION, &["c"]));
    house.answer(change).await.holds(200, "Shortlist");
    let again = house.answer(call).await;
    assert_eq!((again.status, &again.body), (201, &first.body));
    assert_eq!(again.header("idempotent-replayed"), Some("true"));
}

#[tokio::test]
async fn a_key_is_required() {
    let house = House::new().await;
    let id = with_list(&house, SESSION).await;
    let call = reserve(&house, "key-00000001", SESSION, &id, OLIVIA).without("x-idempotency-key");
    house
        .answer(call)
        .await
        .refuses(400, "validation.idempotency_required");
}

#[tokio::test]
async fn the_address_is_kept_only_sealed_and_leaves_as_a_hash() {
    let house = House::new().await;
    let list = with_list(&house, SESSION).await;
    let nobody_seeded = "penelope.unseeded@example.org";
    let call = reserve(&house, "key-00000001", SESSION, &list, nobody_seeded);
    house.answer(call).await.holds(201, "Capsule");
    let capsules = house.texts("SELECT hex(customer_hash) FROM capsules");
    let hash = house.secret().contact_hash(nobody_seeded);
    assert_eq!(capsules, [hex::encode_upper(hash)]);
    let files = ["concierge.db", "concierge.db-wal"];
    assert!(files.iter().any(|file| house.holds_bytes(file, SESSION)));
    for file in files {
        assert!(!house.holds_bytes(file, nobody_seeded), "{file}");
    }
    let events = house.events().await;
    let event = events.last().expect("an event");
    assert_eq!(event.name, "capsule.reserved");
    assert_eq!(
        event.facts["contact"],
        house.secret().contact_pseudonym(nobody_seeded)
    );
    assert!(!format!("{events:?}").contains("penelope"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_at_once_for_one_customer_hold_once() {
    let house = Arc::new(House::new().await);
    let id = with_list(&house, SESSION).await;
    let calls = (0..100).map(|at| {
        let (house, id) = (Arc::clone(&house), id.clone());
        tokio::spawn(async move {
            let call = reserve(&house, &format!("key-{at:08}"), SESSION, &id, OLIVIA);
            house.answer(call).await.status
        })
    });
    let statuses: Vec<u16> = join_all(calls)
        .await
        .into_iter()
        .map(|status| status.expect("an answer"))
        .collect();
    let held = statuses.iter().filter(|status| **status == 201).count();
    let refused = statuses.iter().filter(|status| **status == 409).count();
    assert_eq!((held, refused), (1, 99));
    assert_eq!(house.tally().await.capsules, 1);
}
