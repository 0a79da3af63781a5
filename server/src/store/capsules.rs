//! Rows of capsules.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::fault::Unreadable;
use crate::domain::capsule::{Hold, HoldStatus};

const COLUMNS: &str = "id, session_id, shortlist_id, pieces, customer_hash, customer_sealed, status, expires_at_ms, created_at_ms";

/// The hold of a customer that nobody ended; its time may be over.
pub(super) fn open_of(
    connection: &Connection,
    customer_hash: &[u8; 32],
) -> rusqlite::Result<Option<Hold>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM capsules WHERE customer_hash = ?1 AND status IN ('active', 'extended')"
    ))?;
    statement.query_row([customer_hash], hold).optional()
}

pub(super) fn insert(connection: &Connection, hold: &Hold) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO capsules (id, session_id, shortlist_id, pieces, customer_hash, customer_sealed, status, expires_at_ms, created_at_ms)
         VALUES (:id, :session_id, :shortlist_id, :pieces, :customer_hash, :customer_sealed, :status, :expires_at_ms, :created_at_ms)",
    )?;
    statement.execute(named_params! {
        ":id": hold.id,
        ":session_id": hold.session_id,
        ":shortlist_id": hold.shortlist_id,
        ":pieces": hold.pieces,
        ":customer_hash": hold.customer_hash,
        ":customer_sealed": hold.customer_sealed,
        ":status": hold.status.code(),
        ":expires_at_ms": hold.expires_at_ms,
        ":created_at_ms": hold.created_at_ms,
    })?;
    Ok(())
}

/// Writes down how far a hold has come.
pub(super) fn update(connection: &Connection, hold: &Hold) -> rusqlite::Result<()> {
    let mut statement = connection
        .prepare_cached("UPDATE capsules SET status = ?2, expires_at_ms = ?3 WHERE id = ?1")?;
    statement
        .execute((&hold.id, hold.status.code(), hold.expires_at_ms))
        .map(drop)
}

fn hold(row: &Row<'_>) -> rusqlite::Result<Hold> {
    let status: String = row.get("status")?;
    Ok(Hold {
        id: row.get("id")?,
        session_id: row.get("session_id")?,
        shortlist_id: row.get("shortlist_id")?,
        pieces: row.get("pieces")?,
        customer_hash: row.get("customer_hash")?,
        customer_sealed: row.get("customer_sealed")?,
        status: HoldStatus::from_code(&status).ok_or(Unreadable {
            column: "capsules.status",
        })?,
        expires_at_ms: row.get("expires_at_ms")?,
        created_at_ms: row.get("created_at_ms")?,
    })
}
