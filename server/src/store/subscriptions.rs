//! Rows of subscriptions.

use rusqlite::{Connection, OptionalExtension as _, named_params};

use crate::domain::subscription::Subscription;

/// The id of the subscription that asks for the same: session, order, channel and destination.
pub(super) fn same(
    connection: &Connection,
    wanted: &Subscription,
) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT id FROM subscriptions WHERE session_id = :session_id AND order_number = :order_number AND channel = :channel
             AND destination_hash = :destination_hash",
    )?;
    let parameters = named_params! {
        ":session_id": wanted.session_id,
        ":order_number": wanted.order_number.as_deref().unwrap_or_default(),
        ":channel": wanted.channel.code(),
        ":destination_hash": wanted.destination_hash,
    };
    statement.query_row(parameters, |row| row.get(0)).optional()
}

pub(super) fn insert(connection: &Connection, new: &Subscription) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO subscriptions (id, session_id, order_number, channel, destination_hash, destination_sealed, consented_at_ms)
         VALUES (:id, :session_id, :order_number, :channel, :destination_hash, :destination_sealed, :consented_at_ms)",
    )?;
    statement.execute(named_params! {
        ":id": new.id,
        ":session_id": new.session_id,
        ":order_number": new.order_number.as_deref().unwrap_or_default(),
        ":channel": new.channel.code(),
        ":destination_hash": new.destination_hash,
        ":destination_sealed": new.destination_sealed,
        ":consented_at_ms": new.consented_at_ms,
    })?;
    Ok(())
}
