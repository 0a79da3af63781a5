//! Rows of the outbox. One writer gives positions in the order of commits, so whoever remembers the last position misses nothing.

use rusqlite::{Connection, Row, named_params, params};
use serde_json::{Map, Value};

use super::fault::Unreadable;
use crate::domain::event::{Event, Recorded};

pub(super) fn insert(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    let facts: Map<String, Value> = event
        .facts
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Value::String(value.clone())))
        .collect();
    let mut statement = connection.prepare_cached(
        "INSERT INTO events (id, name, subject, facts, request_id, correlation_id, trace_parent, trace_state, at_ms)
         VALUES (:id, :name, :subject, :facts, :request_id, :correlation_id, :trace_parent, :trace_state, :at_ms)",
    )?;
    statement.execute(named_params! {
        ":id": event.id,
        ":name": event.name,
        ":subject": event.subject,
        ":facts": Value::Object(facts).to_string(),
        ":request_id": event.request_id,
        ":correlation_id": event.correlation_id,
        ":trace_parent": event.trace_parent,
        ":trace_state": event.trace_state,
        ":at_ms": event.at_ms,
    })?;
    Ok(())
}

pub(super) fn after(
    connection: &Connection,
    position: i64,
    limit: u32,
) -> rusqlite::Result<Vec<Recorded>> {
    let mut statement = connection.prepare_cached(
        "SELECT position, id, name, subject, facts, request_id, correlation_id, trace_parent, trace_state, at_ms
         FROM events WHERE position > ?1 ORDER BY position LIMIT ?2",
    )?;
    let events = statement.query_map(params![position, limit], recorded)?;
    events.collect()
}

fn recorded(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    let facts: String = row.get("facts")?;
    Ok(Recorded {
        position: row.get("position")?,
        id: row.get("id")?,
        name: row.get("name")?,
        subject: row.get("subject")?,
        facts: serde_json::from_str(&facts).map_err(|_| Unreadable {
            column: "events.facts",
        })?,
        request_id: row.get("request_id")?,
        correlation_id: row.get("correlation_id")?,
        trace_parent: row.get("trace_parent")?,
        trace_state: row.get("trace_state")?,
        at_ms: row.get("at_ms")?,
    })
}
