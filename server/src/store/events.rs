//! Rows of the outbox.

use rusqlite::{Connection, named_params};
use serde_json::{Map, Value};

use crate::domain::event::Event;

pub(super) fn insert(connection: &Connection, event: &Event) -> rusqlite::Result<()> {
    let facts: Map<String, Value> = event
        .facts
        .iter()
        .map(|(name, value)| ((*name).to_owned(), Value::String(value.clone())))
        .collect();
    let mut statement = connection.prepare_cached(
        "INSERT INTO events (id, name, subject, facts, request_id, correlation_id, at_ms)
         VALUES (:id, :name, :subject, :facts, :request_id, :correlation_id, :at_ms)",
    )?;
    statement.execute(named_params! {
        ":id": event.id,
        ":name": event.name,
        ":subject": event.subject,
        ":facts": Value::Object(facts).to_string(),
        ":request_id": event.request_id,
        ":correlation_id": event.correlation_id,
        ":at_ms": event.at_ms,
    })?;
    Ok(())
}
