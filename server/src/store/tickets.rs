//! Rows of the stylists' queue.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params};

use super::fault::Unreadable;
use crate::domain::ticket::{Attachments, Contact, Priority, Queue, Ticket, TicketStatus};

/// How many tickets are open.
pub(super) fn queue(connection: &Connection) -> rusqlite::Result<Queue> {
    let mut statement = connection.prepare_cached(
        "SELECT count(*) FILTER (WHERE priority = 'normal') AS normal, count(*) FILTER (WHERE priority = 'high') AS high
         FROM tickets WHERE status <> 'resolved'",
    )?;
    statement.query_row([], |row| {
        Ok(Queue {
            normal: row.get("normal")?,
            high: row.get("high")?,
        })
    })
}

pub(super) fn insert(connection: &Connection, ticket: &Ticket) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO tickets (id, session_id, status, priority, email, name, phone, timezone, summary, time_preference, transcript,
             shortlist, inspiration, metadata, created_at_ms)
         VALUES (:id, :session_id, :status, :priority, :email, :name, :phone, :timezone, :summary, :time_preference, :transcript,
             :shortlist, :inspiration, :metadata, :created_at_ms)",
    )?;
    let (contact, attachments) = (&ticket.contact, &ticket.attachments);
    statement.execute(named_params! {
        ":id": ticket.id,
        ":session_id": ticket.session_id,
        ":status": TicketStatus::Queued.code(),
        ":priority": ticket.priority.code(),
        ":email": contact.email,
        ":name": contact.name,
        ":phone": contact.phone,
        ":timezone": contact.timezone,
        ":summary": ticket.summary,
        ":time_preference": ticket.time_preference,
        ":transcript": attachments.transcript,
        ":shortlist": attachments.shortlist,
        ":inspiration": attachments.inspiration,
        ":metadata": attachments.metadata,
        ":created_at_ms": ticket.created_at_ms,
    })?;
    Ok(())
}

pub(super) fn find(connection: &Connection, id: &str) -> rusqlite::Result<Option<Ticket>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, session_id, priority, email, name, phone, timezone, summary, time_preference, transcript, shortlist, inspiration,
             metadata, created_at_ms
         FROM tickets WHERE id = ?1",
    )?;
    statement.query_row([id], ticket).optional()
}

fn ticket(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    let priority: String = row.get("priority")?;
    Ok(Ticket {
        id: row.get("id")?,
        session_id: row.get("session_id")?,
        priority: Priority::from_code(&priority).ok_or(Unreadable {
            column: "tickets.priority",
        })?,
        contact: Contact {
            email: row.get("email")?,
            name: row.get("name")?,
            phone: row.get("phone")?,
            timezone: row.get("timezone")?,
        },
        summary: row.get("summary")?,
        time_preference: row.get("time_preference")?,
        attachments: Attachments {
            transcript: row.get("transcript")?,
            shortlist: row.get("shortlist")?,
            inspiration: row.get("inspiration")?,
            metadata: row.get("metadata")?,
        },
        created_at_ms: row.get("created_at_ms")?,
    })
}
