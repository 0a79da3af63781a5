//! Rows whose time is over.

use rusqlite::{Connection, params};

use crate::domain::retention::Kind;

/// Forgets at most `limit` rows of a kind whose moment is not after the cutoff; the answer is how many went.
pub(super) fn forget(
    connection: &Connection,
    kind: Kind,
    cutoff_ms: i64,
    limit: u32,
) -> rusqlite::Result<usize> {
    connection
        .prepare_cached(sql(kind))?
        .execute(params![cutoff_ms, limit])
}

/// Writes down that holds have ended, at most `limit` of them.
pub(super) fn expire_holds(
    connection: &Connection,
    now_ms: i64,
    limit: u32,
) -> rusqlite::Result<usize> {
    let mut statement = connection.prepare_cached(
        "UPDATE capsules SET status = 'expired' WHERE id IN
             (SELECT id FROM capsules WHERE status IN ('active', 'extended') AND expires_at_ms <= ?1 ORDER BY expires_at_ms LIMIT ?2)",
    )?;
    statement.execute(params![now_ms, limit])
}

/// Each finds its rows by an index, or at the beginning of the table, so that a batch costs the same however much is kept.
fn sql(kind: Kind) -> &'static str {
    match kind {
        Kind::Return => {
            "DELETE FROM returns WHERE rma_id IN (SELECT rma_id FROM returns WHERE created_at_ms <= ?1 ORDER BY created_at_ms LIMIT ?2)"
        }
        Kind::Capsule => {
            "DELETE FROM capsules WHERE id IN
                 (SELECT id FROM capsules WHERE expires_at_ms <= ?1 AND status IN ('released', 'expired') ORDER BY expires_at_ms LIMIT ?2)"
        }
        Kind::Ticket => {
            "DELETE FROM tickets WHERE id IN (SELECT id FROM tickets WHERE created_at_ms <= ?1 ORDER BY created_at_ms LIMIT ?2)"
        }
        Kind::Rating => {
            "DELETE FROM feedback WHERE id IN (SELECT id FROM feedback WHERE created_at_ms <= ?1 ORDER BY created_at_ms LIMIT ?2)"
        }
        Kind::Comment => {
            "UPDATE feedback SET comment = NULL WHERE id IN
                 (SELECT id FROM feedback WHERE comment IS NOT NULL AND created_at_ms <= ?1 ORDER BY created_at_ms LIMIT ?2)"
        }
        Kind::Shortlist => {
            "DELETE FROM shortlists WHERE id IN (SELECT id FROM shortlists WHERE updated_at_ms <= ?1 ORDER BY updated_at_ms LIMIT ?2)"
        }
        Kind::Picture => {
            "DELETE FROM inspiration WHERE id IN (SELECT id FROM inspiration WHERE created_at_ms <= ?1 ORDER BY created_at_ms LIMIT ?2)"
        }
        Kind::Subscription => {
            "DELETE FROM subscriptions WHERE id IN
                 (SELECT subscriptions.id FROM subscriptions LEFT JOIN orders ON orders.number = subscriptions.order_number
                  WHERE consented_at_ms <= ?1 AND (orders.number IS NULL OR orders.delivered_at_ms <= ?1
                      OR (orders.delivered_at_ms IS NULL AND orders.status IN ('cancelled', 'chargeback')))
                  ORDER BY consented_at_ms LIMIT ?2)"
        }
        Kind::Event => {
            "DELETE FROM events WHERE position IN (SELECT position FROM events ORDER BY position LIMIT ?2) AND at_ms <= ?1"
        }
        Kind::Claim => {
            "DELETE FROM idempotency WHERE scope_hash IN (SELECT scope_hash FROM idempotency WHERE expires_at_ms <= ?1 ORDER BY expires_at_ms LIMIT ?2)"
        }
    }
}
