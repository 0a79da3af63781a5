//! Rows of the audit, once they are old.

use rusqlite::{Connection, Row};

use crate::domain::audit::Audited;

/// The oldest rows, in the order of their commits.
pub(super) fn oldest(connection: &Connection, limit: u32) -> rusqlite::Result<Vec<Audited>> {
    let mut statement = connection.prepare_cached(
        "SELECT position, request_id, correlation_id, caller, operation, status, session_hash, at_ms FROM audit ORDER BY position LIMIT ?1",
    )?;
    let rows = statement.query_map([limit], audited)?;
    rows.collect()
}

pub(super) fn forget(connection: &Connection, up_to: i64) -> rusqlite::Result<usize> {
    connection.execute("DELETE FROM audit WHERE position <= ?1", [up_to])
}

fn audited(row: &Row<'_>) -> rusqlite::Result<Audited> {
    Ok(Audited {
        position: row.get("position")?,
        request_id: row.get("request_id")?,
        correlation_id: row.get("correlation_id")?,
        caller: row.get("caller")?,
        operation: row.get("operation")?,
        status: row.get("status")?,
        session_hash: row.get("session_hash")?,
        at_ms: row.get("at_ms")?,
    })
}
