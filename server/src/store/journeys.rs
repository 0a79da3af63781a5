//! Rows of what was written down while orders travelled.

use rusqlite::{Connection, Row, named_params};

use crate::domain::journey::{Journey, Milestone, Shipment};

/// The journey of an order that exists.
pub(super) fn of(connection: &Connection, number: &str) -> rusqlite::Result<Journey> {
    let mut statement = connection.prepare_cached(
        "SELECT payment_status, carrier, service, tracking_number, shipped_at_ms, estimated_at_ms FROM orders WHERE number = ?1",
    )?;
    let (payment_status, shipment) = statement.query_row([number], |row| {
        Ok((row.get("payment_status")?, shipment(row)?))
    })?;
    let mut statement = connection.prepare_cached(
        "SELECT code, label, at_ms FROM order_history WHERE order_number = ?1 ORDER BY line",
    )?;
    let history = statement.query_map([number], milestone)?;
    Ok(Journey {
        history: history.collect::<Result<_, _>>()?,
        payment_status,
        shipment,
    })
}

/// Writes a journey down where none is.
pub(super) fn insert(
    connection: &Connection,
    number: &str,
    journey: &Journey,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE orders SET payment_status = :payment_status, carrier = :carrier, service = :service, tracking_number = :tracking_number,
             shipped_at_ms = :shipped_at_ms, estimated_at_ms = :estimated_at_ms
         WHERE number = :number AND payment_status IS NULL AND tracking_number IS NULL
             AND NOT EXISTS (SELECT 1 FROM order_history WHERE order_number = :number)",
    )?;
    let shipment = &journey.shipment;
    let is_first = statement.execute(named_params! {
        ":number": number,
        ":payment_status": journey.payment_status,
        ":carrier": shipment.carrier,
        ":service": shipment.service,
        ":tracking_number": shipment.tracking_number,
        ":shipped_at_ms": shipment.shipped_at_ms,
        ":estimated_at_ms": shipment.estimated_at_ms,
    })? == 1;
    let history: &[Milestone] = if is_first { &journey.history } else { &[] };
    for (line, milestone) in (1i64..).zip(history) {
        connection
            .prepare_cached("INSERT INTO order_history (order_number, line, code, label, at_ms) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute((number, line, &milestone.code, &milestone.label, milestone.at_ms))?;
    }
    Ok(())
}

fn shipment(row: &Row<'_>) -> rusqlite::Result<Shipment> {
    Ok(Shipment {
        carrier: row.get("carrier")?,
        service: row.get("service")?,
        tracking_number: row.get("tracking_number")?,
        shipped_at_ms: row.get("shipped_at_ms")?,
        estimated_at_ms: row.get("estimated_at_ms")?,
    })
}

fn milestone(row: &Row<'_>) -> rusqlite::Result<Milestone> {
    Ok(Milestone {
        code: row.get("code")?,
        label: row.get("label")?,
        at_ms: row.get("at_ms")?,
    })
}
