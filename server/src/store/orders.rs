//! Rows of orders and their lines.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};

use super::fault::Unreadable;
use crate::domain::order::{Bar, Lookup, Order, OrderItem, OrderStatus};

const SELECT: &str =
    "SELECT number, status, email, postal_code, created_at_ms, delivered_at_ms FROM orders";
/// As the index has them.
const EMAIL: &str = "lower(email)";
const POSTAL_CODE: &str = "replace(upper(postal_code), ' ', '')";

pub(super) fn find(connection: &Connection, number: &str) -> rusqlite::Result<Option<Order>> {
    let mut statement = connection.prepare_cached(&format!("{SELECT} WHERE number = ?1"))?;
    let found = statement.query_row([number], order).optional()?;
    found.map(|order| with_items(connection, order)).transpose()
}

/// The order that everything in a lookup fits, the newest where several do. One probe of an index, whatever of it is wrong.
pub(super) fn look_up(connection: &Connection, lookup: &Lookup) -> rusqlite::Result<Option<Order>> {
    let (email, postal_code) = (&lookup.email, &lookup.postal_code);
    let found = match &lookup.number {
        Some(number) => connection
            .prepare_cached(&format!(
                "{SELECT} WHERE number = ?1 AND (?2 IS NULL OR {EMAIL} = ?2) AND (?3 IS NULL OR {POSTAL_CODE} = ?3)"
            ))?
            .query_row((number, email, postal_code), order),
        None => connection
            .prepare_cached(&format!(
                "{SELECT} WHERE {EMAIL} = ?1 AND {POSTAL_CODE} = ?2 ORDER BY created_at_ms DESC, number DESC LIMIT 1"
            ))?
            .query_row((email, postal_code), order),
    };
    let found = found.optional()?;
    found.map(|order| with_items(connection, order)).transpose()
}

fn with_items(connection: &Connection, order: Order) -> rusqlite::Result<Order> {
    Ok(Order {
        items: items(connection, &order.number)?,
        ..order
    })
}

pub(super) fn insert(connection: &Connection, order: &Order) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO orders (number, status, email, postal_code, created_at_ms, delivered_at_ms)
         VALUES (:number, :status, :email, :postal_code, :created_at_ms, :delivered_at_ms) ON CONFLICT DO NOTHING",
    )?;
    let added = statement.execute(named_params! {
        ":number": order.number,
        ":status": order.status.code(),
        ":email": order.email,
        ":postal_code": order.postal_code,
        ":created_at_ms": order.created_at_ms,
        ":delivered_at_ms": order.delivered_at_ms,
    })?;
    let lines: &[OrderItem] = if added == 1 { &order.items } else { &[] };
    for (line, item) in (1i64..).zip(lines) {
        insert_item(connection, &order.number, line, item)?;
    }
    Ok(())
}

fn insert_item(
    connection: &Connection,
    number: &str,
    line: i64,
    item: &OrderItem,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO order_items (order_number, line, sku, title, price_cents, bars) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    let codes: Vec<&str> = item.bars.iter().map(|bar| bar.code()).collect();
    let bars = serde_json::json!(codes).to_string();
    statement
        .execute(params![
            number,
            line,
            item.sku,
            item.title,
            item.price_cents,
            bars
        ])
        .map(drop)
}

fn order(row: &Row<'_>) -> rusqlite::Result<Order> {
    Ok(Order {
        number: row.get("number")?,
        status: OrderStatus::from_code(&row.get::<_, String>("status")?),
        created_at_ms: row.get("created_at_ms")?,
        delivered_at_ms: row.get("delivered_at_ms")?,
        email: row.get("email")?,
        postal_code: row.get("postal_code")?,
        items: Vec::new(),
    })
}

fn items(connection: &Connection, number: &str) -> rusqlite::Result<Vec<OrderItem>> {
    let mut statement =
        connection.prepare_cached("SELECT sku, title, price_cents, bars FROM order_items WHERE order_number = ?1 ORDER BY line")?;
    let items = statement.query_map([number], |row| {
        let bars: String = row.get("bars")?;
        let codes: Vec<String> = serde_json::from_str(&bars).map_err(|_| Unreadable {
            column: "order_items.bars",
        })?;
        Ok(OrderItem {
            sku: row.get("sku")?,
            title: row.get("title")?,
            price_cents: row.get("price_cents")?,
            bars: codes
                .iter()
                .filter_map(|code| Bar::from_code(code))
                .collect(),
        })
    })?;
    items.collect()
}
