//! Rows of returns.

use rusqlite::{Connection, named_params};
use serde_json::json;

use crate::domain::return_request::{NewReturn, Pickup};

pub(super) fn has_active(connection: &Connection, order_number: &str) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM returns WHERE order_number = ?1 AND status IN ('initiated', 'scheduled', 'received'))",
    )?;
    statement.query_row([order_number], |row| row.get(0))
}

pub(super) fn insert(connection: &Connection, new: &NewReturn) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO returns (rma_id, order_number, choice, status, session_id, email, phone, pickup, reason, notes, label_url,
             expires_at_ms, created_at_ms)
         VALUES (:rma_id, :order_number, :choice, 'initiated', :session_id, :email, :phone, :pickup, :reason, :notes, :label_url,
             :expires_at_ms, :created_at_ms)",
    )?;
    statement.execute(named_params! {
        ":rma_id": new.begun.rma_id,
        ":order_number": new.order_number,
        ":choice": new.choice.code(),
        ":session_id": new.session_id,
        ":email": new.contact.email,
        ":phone": new.contact.phone,
        ":pickup": new.pickup.as_ref().map(pickup),
        ":reason": new.reason,
        ":notes": new.notes,
        ":label_url": new.begun.label_url,
        ":expires_at_ms": new.begun.expires_at_ms,
        ":created_at_ms": new.created_at_ms,
    })?;
    Ok(())
}

fn pickup(pickup: &Pickup) -> String {
    let Pickup {
        line1,
        line2,
        city,
        region,
        postal_code,
        country,
    } = pickup;
    json!({ "line1": line1, "line2": line2, "city": city, "region": region, "postalCode": postal_code, "country": country }).to_string()
}
