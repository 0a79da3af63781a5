//! Forgetting what is over, by the clock that is moved by hand.

use std::sync::Arc;

use concierge_server::background::archive::Archive;
use concierge_server::background::{pictures, retention};
use concierge_server::domain::retention::Kind;
use concierge_server::domain::{DAY_MS, HOUR_MS};
use serde_json::{Value, json};

use crate::fixture::NOW_MS;
use crate::house::{CAPSULE, CSAT, House, SHORTLIST, STYLIST, UPDATES, a_return};
use crate::operations::inspiration::{PNG, upload, uploads};
use crate::operations::shortlists::list;

/// A house in which every operation that keeps something was called once.
pub(super) async fn lived_in() -> House {
    let house = House::new().await;
    let session = "sess_7f3a91";
    let saved = house
        .answer(house.post(SHORTLIST, list(session, &["a"])))
        .await;
    let saved = saved.holds(200, "Shortlist");
    let hold = json!({ "sessionId": session, "shortlistId": saved["shortlistId"], "customerEmail": "olivia@example.com" });
    let subscription = |contact: &str, order: Option<&str>| {
        let mut body = json!({ "sessionId": session, "consent": true, "contact": { "channel": "email", "value": contact } });
        if let Some(order) = order {
            body["orderNumber"] = json!(order);
        }
        house.post(UPDATES, body)
    };
    let calls = [
        house.post_return("key-00000001", a_return("GG-11982")),
        house.post(CAPSULE, hold).header("x-idempotency-key", "key-00000002"),
        house.post(STYLIST, json!({ "sessionId": session, "contact": { "email": "olivia@example.com" }, "summary": "looks for a ring" })),
        house.post(CSAT, json!({ "sessionId": session, "rating": "poor", "comment": format!("nobody called {}", "x".repeat(800)) })),
        upload(&house, "b1", "image/png", PNG),
        subscription("olivia@example.com", None),
        subscription("olivia@example.com", Some("GG-11982")),
        subscription("olivia@example.com", Some("GG-12004")),
        subscription("olivia@example.com", Some("GG-12002")),
    ];
    for call in calls {
        let reply = house.answer(call).await;
        assert_eq!(
            reply.status,
            201,
            "{}",
            String::from_utf8_lossy(&reply.body)
        );
    }
    house
}

fn archive(house: &House) -> Arc<Archive> {
    Arc::new(Archive::new(house.folder.path().join("archive")))
}

async fn pass(house: &House) {
    retention::pass(&house.app, &archive(house))
        .await
        .expect("a pass");
}

fn count(house: &House, rows: &str) -> u32 {
    let [count] = house
        .texts(&format!("SELECT CAST(count(*) AS TEXT) FROM {rows}"))
        .try_into()
        .expect("a row");
    count.parse().expect("a number")
}

#[tokio::test]
async fn everything_goes_at_its_moment_and_not_before() {
    let house = lived_in().await;
    // Delivered twenty days from now.
    let delivered_ms = NOW_MS + 20 * DAY_MS;
    house.run(&format!(
        "UPDATE orders SET delivered_at_ms = {delivered_ms} WHERE number = 'GG-12002'"
    ));
    let ends = [
        (DAY_MS, "idempotency"),
        (2 * DAY_MS, "capsules WHERE status = 'active'"),
        (9 * DAY_MS, "capsules"),
        (30 * DAY_MS, "shortlists"),
        (30 * DAY_MS, "inspiration"),
        (90 * DAY_MS, "feedback WHERE comment IS NOT NULL"),
        (90 * DAY_MS, "audit"),
        (180 * DAY_MS, "events"),
        (
            180 * DAY_MS,
            "subscriptions WHERE order_number <> 'GG-12002'",
        ),
        (200 * DAY_MS, "subscriptions"),
        (365 * DAY_MS, "returns"),
        (365 * DAY_MS, "tickets"),
        (365 * DAY_MS, "feedback"),
    ];
    let mut passed_ms = 0;
    for (end_ms, rows) in ends {
        if end_ms > passed_ms {
            house.clock.advance_ms(end_ms - 1 - passed_ms);
            pass(&house).await;
        }
        assert!(
            end_ms == passed_ms || count(&house, rows) > 0,
            "{rows} before {end_ms}"
        );
        house.clock.advance_ms((end_ms - passed_ms).min(1));
        passed_ms = end_ms;
        pass(&house).await;
        assert_eq!(count(&house, rows), 0, "{rows} at {end_ms}");
    }
}

#[tokio::test]
async fn a_forgotten_picture_takes_its_file_along() {
    let house = lived_in().await;
    house.clock.advance_ms(30 * DAY_MS - 1);
    pass(&house).await;
    assert_eq!(pictures::sweep(&house.app).await.expect("a sweep"), 0);
    assert_eq!(uploads(&house).len(), 1);
    house.clock.advance_ms(1);
    pass(&house).await;
    assert_eq!(pictures::sweep(&house.app).await.expect("a sweep"), 1);
    assert!(uploads(&house).is_empty());
}

#[tokio::test]
async fn an_erased_comment_is_in_no_file_any_more() {
    let house = lived_in().await;
    let files = ["concierge.db", "concierge.db-wal"];
    assert!(
        files
            .iter()
            .any(|file| house.holds_bytes(file, "nobody called"))
    );
    house.clock.advance_ms(90 * DAY_MS);
    pass(&house).await;
    // As the server itself does when it ends.
    house.run_batch("PRAGMA wal_checkpoint(TRUNCATE)");
    assert!(
        house.holds_bytes("concierge.db", "sess_7f3a91"),
        "the rest is there"
    );
    for file in files {
        assert!(!house.holds_bytes(file, "nobody called"), "{file}");
    }
}

#[tokio::test]
async fn old_rows_of_the_audit_move_into_the_archive_once() {
    let house = lived_in().await;
    let kept = count(&house, "audit");
    house.clock.advance_ms(90 * DAY_MS);
    pass(&house).await;
    pass(&house).await;
    let text = std::fs::read_to_string(archive(&house).path()).expect("the archive");
    let rows: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(rows.len(), kept as usize);
    assert!(rows.is_sorted_by_key(|row| row["position"].as_i64()));
    assert_eq!(rows[0]["operation"], "save_shortlist");
    assert_eq!(rows[0]["caller"], "everything");
    assert!(
        !text.contains("sess_7f3a91") && !text.contains("livia"),
        "{text}"
    );
}

#[tokio::test]
async fn rows_that_an_interrupted_pass_archived_are_not_archived_twice() {
    let house = lived_in().await;
    let read = house.app.store().read(|reads| reads.oldest_audit(3)).await;
    archive(&house)
        .append(&read.expect("rows"))
        .expect("written");
    let kept = count(&house, "audit");
    house.clock.advance_ms(90 * DAY_MS);
    pass(&house).await;
    let text = std::fs::read_to_string(archive(&house).path()).expect("the archive");
    assert_eq!(text.lines().count(), kept as usize);
}

#[tokio::test]
async fn no_job_of_the_writer_forgets_more_than_a_batch_and_a_pass_forgets_all() {
    let house = House::new().await;
    let many = 2 * retention::BATCH + 7;
    house.run(&format!(
        "WITH RECURSIVE at (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM at WHERE n < {many})
         INSERT INTO tickets (id, session_id, status, priority, email, summary, created_at_ms)
         SELECT 'sty_' || n, 'sess', 'queued', 'normal', 'x', 'x', {NOW_MS} FROM at"
    ));
    let later_ms = NOW_MS + 365 * DAY_MS;
    let batch = house
        .app
        .store()
        .write(move |tx| tx.forget(Kind::Ticket, later_ms, retention::BATCH));
    assert_eq!(batch.await.expect("a batch"), retention::BATCH as usize);
    assert_eq!(count(&house, "tickets"), many - retention::BATCH);
    house.clock.advance_ms(365 * DAY_MS + HOUR_MS);
    pass(&house).await;
    assert_eq!(count(&house, "tickets"), 0);
}
