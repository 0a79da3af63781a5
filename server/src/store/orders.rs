//! Rows of orders and their lines.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};

use super::fault::Unreadable;
use crate::domain::order::{Bar, Order, OrderItem, OrderStatus};

pub(super) fn find(connection: &Connection, number: &str) -> rusqlite::Result<Option<Order>> {
    let mut statement = connection
        .prepare_cached("SELECT number, status, email, postal_code, created_at_ms, delivered_at_ms FROM orders WHERE number = ?1")?;
    let order = statement.query_row([number], order).optional()?;
    order
        .map(|order| {
            Ok(Order {
                items: items(connection, number)?,
                ..order
            })
        })
        .transpose()
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
