//! Rows of the stylists' queue.

use rusqlite::{Connection, named_params};

use crate::domain::ticket::{Placed, Priority, Ticket};

/// How many open tickets a new one of that priority stands behind: the urgent ones, and for an ordinary one the ordinary ones, too.
pub(super) fn ahead(connection: &Connection, priority: Priority) -> rusqlite::Result<i64> {
    let mut statement = connection.prepare_cached(match priority {
        Priority::High => {
            "SELECT count(*) FROM tickets WHERE status <> 'resolved' AND priority = 'high'"
        }
        Priority::Normal => "SELECT count(*) FROM tickets WHERE status <> 'resolved'",
    })?;
    statement.query_row([], |row| row.get(0))
}

pub(super) fn insert(
    connection: &Connection,
    ticket: &Ticket,
    placed: Placed<'_>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO tickets (id, session_id, status, priority, email, name, phone, timezone, summary, time_preference, transcript,
             shortlist, inspiration, metadata, created_at_ms)
         VALUES (:id, :session_id, 'queued', :priority, :email, :name, :phone, :timezone, :summary, :time_preference, :transcript,
             :shortlist, :inspiration, :metadata, :created_at_ms)",
    )?;
    let (contact, attachments) = (&ticket.contact, &ticket.attachments);
    statement.execute(named_params! {
        ":id": ticket.id,
        ":session_id": ticket.session_id,
        ":priority": placed.priority.code(),
        ":email": contact.email,
        ":name": contact.name,
        ":phone": contact.phone,
        ":timezone": contact.timezone,
        ":summary": ticket.summary,
        ":time_preference": ticket.time_preference,
        ":transcript": attachments.transcript,
        ":shortlist": placed.shortlist,
        ":inspiration": attachments.inspiration,
        ":metadata": attachments.metadata,
        ":created_at_ms": ticket.created_at_ms,
    })?;
    Ok(())
}
