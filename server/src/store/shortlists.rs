//! Rows of shortlists.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::fault::Unreadable;
use crate::domain::shortlist::{Kept, Shortlist};

pub(super) fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Shortlist>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, session_id, items, created_at_ms, updated_at_ms FROM shortlists WHERE id = ?1",
    )?;
    statement.query_row([id], shortlist).optional()
}

pub(super) fn of_session(
    connection: &Connection,
    session_id: &str,
) -> rusqlite::Result<Option<Shortlist>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, session_id, items, created_at_ms, updated_at_ms FROM shortlists WHERE session_id = ?1",
    )?;
    statement.query_row([session_id], shortlist).optional()
}

/// Writes a session's list in place of the one before.
pub(super) fn save(connection: &Connection, list: &Shortlist) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO shortlists (id, session_id, items, created_at_ms, updated_at_ms)
         VALUES (:id, :session_id, :items, :created_at_ms, :updated_at_ms)
         ON CONFLICT (session_id) DO UPDATE SET id = excluded.id, items = excluded.items, created_at_ms = excluded.created_at_ms,
             updated_at_ms = excluded.updated_at_ms",
    )?;
    let items: Vec<(&str, &str)> = list
        .items
        .iter()
        .map(|item| (item.product_id.as_str(), item.card.as_str()))
        .collect();
    statement.execute(named_params! {
        ":id": list.id,
        ":session_id": list.session_id,
        ":items": serde_json::json!(items).to_string(),
        ":created_at_ms": list.created_at_ms,
        ":updated_at_ms": list.updated_at_ms,
    })?;
    Ok(())
}

fn shortlist(row: &Row<'_>) -> rusqlite::Result<Shortlist> {
    let items: String = row.get("items")?;
    let items: Vec<(String, String)> = serde_json::from_str(&items).map_err(|_| Unreadable {
        column: "shortlists.items",
    })?;
    Ok(Shortlist {
        id: row.get("id")?,
        session_id: row.get("session_id")?,
        items: items
            .into_iter()
            .map(|(product_id, card)| Kept { product_id, card })
            .collect(),
        created_at_ms: row.get("created_at_ms")?,
        updated_at_ms: row.get("updated_at_ms")?,
    })
}
