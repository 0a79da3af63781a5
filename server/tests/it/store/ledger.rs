//! Claims, kept answers, and going back to a mark.

use concierge_runtime_server::{AuditEntry, Claim, Claimed, Stored};
use concierge_server::domain::retention::Kind;

use crate::fixture::{NOW_MS, Shelf, event};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

fn claim(now_ms: i64) -> Claim {
    Claim {
        scope_hash: [1; 32],
        fingerprint: [2; 32],
        expires_at_ms: now_ms + DAY_MS,
        now_ms,
    }
}

fn answer(body: &'static str) -> Stored {
    Stored {
        status: 201,
        headers: vec![("location".to_owned(), "/x".to_owned())],
        content_type: Some("application/json".to_owned()),
        body: body.into(),
        request_id: "first".to_owned(),
    }
}

async fn look(shelf: &Shelf, claim: Claim) -> Claimed {
    shelf
        .store
        .write(move |tx| tx.claim(&claim))
        .await
        .expect("a claim")
}

async fn settled(shelf: &Shelf) {
    shelf
        .store
        .write(|tx| {
            assert_eq!(tx.claim(&claim(NOW_MS))?, Claimed::Fresh);
            tx.settle(&claim(NOW_MS), &answer("{\"rmaId\":1}"))
        })
        .await
        .expect("settled");
}

#[tokio::test]
async fn a_settled_claim_answers_the_same_bytes_even_after_a_restart() {
    let shelf = Shelf::new();
    settled(&shelf).await;
    assert_eq!(
        look(&shelf, claim(NOW_MS + 1)).await,
        Claimed::Settled(answer("{\"rmaId\":1}"))
    );
    let shelf = shelf.reopen();
    assert_eq!(
        look(&shelf, claim(NOW_MS + 2)).await,
        Claimed::Settled(answer("{\"rmaId\":1}"))
    );
}

#[tokio::test]
async fn a_claim_is_bound_to_its_request_and_scope() {
    let shelf = Shelf::new();
    settled(&shelf).await;
    let other_request = Claim {
        fingerprint: [3; 32],
        ..claim(NOW_MS)
    };
    assert_eq!(look(&shelf, other_request).await, Claimed::OtherRequest);
    let other_scope = Claim {
        scope_hash: [9; 32],
        ..claim(NOW_MS)
    };
    assert_eq!(look(&shelf, other_scope).await, Claimed::Fresh);
}

#[tokio::test]
async fn an_unsettled_claim_runs() {
    let shelf = Shelf::new();
    assert_eq!(look(&shelf, claim(NOW_MS)).await, Claimed::Fresh);
    assert_eq!(look(&shelf, claim(NOW_MS)).await, Claimed::Running);
}

#[tokio::test]
async fn a_claim_lives_for_its_time_and_not_longer() {
    let shelf = Shelf::new();
    settled(&shelf).await;
    let last_moment = claim(NOW_MS + DAY_MS - 1);
    assert!(matches!(
        look(&shelf, last_moment).await,
        Claimed::Settled(_)
    ));
    let too_late = Claim {
        fingerprint: [7; 32],
        ..claim(NOW_MS + DAY_MS)
    };
    assert_eq!(
        look(&shelf, too_late).await,
        Claimed::Fresh,
        "even for another request"
    );
    assert_eq!(
        look(&shelf, too_late).await,
        Claimed::Running,
        "the old answer is forgotten"
    );
}

#[tokio::test]
async fn sweeping_takes_what_has_expired() {
    let shelf = Shelf::new();
    settled(&shelf).await;
    assert_eq!(
        shelf
            .store
            .write(|tx| tx.forget(Kind::Claim, NOW_MS + DAY_MS - 1, 10))
            .await
            .expect("a sweep"),
        0
    );
    assert_eq!(
        shelf
            .store
            .write(|tx| tx.forget(Kind::Claim, NOW_MS + DAY_MS, 10))
            .await
            .expect("a sweep"),
        1
    );
    assert_eq!(
        shelf
            .store
            .read(|reads| reads.tally())
            .await
            .expect("a tally")
            .idempotency,
        0
    );
}

#[tokio::test]
async fn going_back_keeps_the_claim_and_undoes_the_effect() {
    let shelf = Shelf::new();
    shelf
        .store
        .write(|tx| {
            tx.claim(&claim(NOW_MS))?;
            tx.mark()?;
            tx.publish(&event("undone"))?;
            tx.rewind()?;
            tx.settle(&claim(NOW_MS), &answer("{}"))?;
            tx.audit(&AuditEntry {
                request_id: "first".into(),
                correlation_id: Some("chat-1".into()),
                caller: "key_1".to_owned(),
                operation: "create_return",
                status: 409,
                at_ms: NOW_MS,
                session_hash: None,
            })
        })
        .await
        .expect("kept");
    let tally = shelf
        .store
        .read(|reads| reads.tally())
        .await
        .expect("a tally");
    assert_eq!((tally.events, tally.idempotency, tally.audit), (0, 1, 1));
}
