//! Rows of the outbox. One writer gives positions in the order of commits, so whoever remembers the last position misses nothing.

use rusqlite::{Connection, Row, named_params, params};
use serde_json::{Map, Value};

use super::fault::Unreadable;
use crate::domain::delivery::{Attempt, Backlog, State};
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
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events WHERE position > ?1 ORDER BY position LIMIT ?2"
    ))?;
    let events = statement.query_map(params![position, limit], recorded)?;
    events.collect()
}

/// Those that were given up.
pub(super) fn dead(connection: &Connection, limit: u32) -> rusqlite::Result<Vec<Recorded>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events WHERE state = 'dead' ORDER BY position LIMIT ?1"
    ))?;
    let events = statement.query_map([limit], recorded)?;
    events.collect()
}

/// Those whose turn it is: of each subject the first that waits, if it is due.
pub(super) fn due(
    connection: &Connection,
    now_ms: i64,
    limit: u32,
) -> rusqlite::Result<Vec<Recorded>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events WHERE state = 'waiting' AND due_at_ms <= ?1 AND NOT EXISTS
             (SELECT 1 FROM events AS before WHERE before.state = 'waiting' AND before.subject = events.subject
                  AND before.position < events.position)
         ORDER BY position LIMIT ?2"
    ))?;
    let events = statement.query_map(params![now_ms, limit], recorded)?;
    events.collect()
}

/// Writes down what became of an attempt.
pub(super) fn attempted(
    connection: &Connection,
    position: i64,
    attempt: &Attempt,
) -> rusqlite::Result<()> {
    let (state, failures, due_at_ms, cause) = match attempt {
        Attempt::Delivered => (State::Delivered, 0, None, None),
        Attempt::Again { at_ms, cause } => (State::Waiting, 1, Some(*at_ms), Some(cause)),
        Attempt::Dead { cause } => (State::Dead, 1, None, Some(cause)),
    };
    let mut statement = connection.prepare_cached(
        "UPDATE events SET state = ?2, tries = tries + ?3, due_at_ms = coalesce(?4, due_at_ms), cause = ?5 WHERE position = ?1",
    )?;
    statement
        .execute(params![position, state.code(), failures, due_at_ms, cause])
        .map(drop)
}

/// How much is left to deliver. Positions rise with time, so the first that waits is the oldest.
pub(super) fn backlog(connection: &Connection) -> rusqlite::Result<Backlog> {
    let mut statement = connection.prepare_cached(
        "SELECT (SELECT count(*) FROM events WHERE state = 'waiting') AS waiting,
             (SELECT at_ms FROM events WHERE state = 'waiting' ORDER BY position LIMIT 1) AS oldest_at_ms,
             (SELECT count(*) FROM events WHERE state = 'dead') AS dead",
    )?;
    statement.query_row([], |row| {
        Ok(Backlog {
            waiting: row.get("waiting")?,
            oldest_at_ms: row.get("oldest_at_ms")?,
            dead: row.get("dead")?,
        })
    })
}

/// Has an event delivered once more, as if it had never been tried; the answer is whether there is one with that id.
pub(super) fn replay(connection: &Connection, id: &str) -> rusqlite::Result<bool> {
    let changed = connection.execute(
        "UPDATE events SET state = 'waiting', tries = 0, due_at_ms = 0, cause = NULL WHERE id = ?1",
        [id],
    )?;
    Ok(changed == 1)
}

const COLUMNS: &str = "position, id, name, subject, facts, request_id, correlation_id, trace_parent, trace_state, at_ms, state, tries, cause";

fn recorded(row: &Row<'_>) -> rusqlite::Result<Recorded> {
    let facts: String = row.get("facts")?;
    let state: String = row.get("state")?;
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
        state: State::from_code(&state).ok_or(Unreadable {
            column: "events.state",
        })?,
        tries: row.get("tries")?,
        cause: row.get("cause")?,
    })
}
