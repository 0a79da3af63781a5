//! Rows of callers' keys.

use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};

use super::fault::Unreadable;
use crate::domain::key::Key;

pub(super) fn insert(connection: &Connection, key: &Key) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO keys (id, name, hash, scopes, roles, created_at_ms, expires_at_ms, revoked_at_ms)
         VALUES (:id, :name, :hash, :scopes, :roles, :created_at_ms, :expires_at_ms, :revoked_at_ms)",
    )?;
    statement.execute(named_params! {
        ":id": key.id,
        ":name": key.name,
        ":hash": key.hash,
        ":scopes": serde_json::json!(key.scopes).to_string(),
        ":roles": serde_json::json!(key.roles).to_string(),
        ":created_at_ms": key.created_at_ms,
        ":expires_at_ms": key.expires_at_ms,
        ":revoked_at_ms": key.revoked_at_ms,
    })?;
    Ok(())
}

pub(super) fn revoke(connection: &Connection, id: &str, at_ms: i64) -> rusqlite::Result<bool> {
    let changed = connection.execute(
        "UPDATE keys SET revoked_at_ms = coalesce(revoked_at_ms, ?2) WHERE id = ?1",
        params![id, at_ms],
    )?;
    Ok(changed == 1)
}

pub(super) fn end(connection: &Connection, id: &str, at_ms: i64) -> rusqlite::Result<()> {
    connection
        .execute(
            "UPDATE keys SET expires_at_ms = min(coalesce(expires_at_ms, ?2), ?2) WHERE id = ?1",
            params![id, at_ms],
        )
        .map(drop)
}

pub(super) fn by_id(connection: &Connection, id: &str) -> rusqlite::Result<Option<Key>> {
    let mut statement = connection.prepare_cached(&select("WHERE id = ?1"))?;
    statement.query_row([id], key).optional()
}

pub(super) fn by_hash(connection: &Connection, hash: &[u8; 32]) -> rusqlite::Result<Option<Key>> {
    let mut statement = connection.prepare_cached(&select("WHERE hash = ?1"))?;
    statement.query_row([hash], key).optional()
}

pub(super) fn named(connection: &Connection, name: &str) -> rusqlite::Result<Vec<Key>> {
    let mut statement =
        connection.prepare_cached(&select("WHERE name = ?1 ORDER BY created_at_ms, id"))?;
    let keys = statement.query_map([name], key)?;
    keys.collect()
}

pub(super) fn all(connection: &Connection) -> rusqlite::Result<Vec<Key>> {
    let mut statement = connection.prepare_cached(&select("ORDER BY created_at_ms, id"))?;
    let keys = statement.query_map([], key)?;
    keys.collect()
}

fn select(rest: &str) -> String {
    format!(
        "SELECT id, name, hash, scopes, roles, created_at_ms, expires_at_ms, revoked_at_ms FROM keys {rest}"
    )
}

fn key(row: &Row<'_>) -> rusqlite::Result<Key> {
    let words = |column: &'static str| -> rusqlite::Result<Vec<String>> {
        let text: String = row.get(column)?;
        Ok(serde_json::from_str(&text).map_err(|_| Unreadable { column })?)
    };
    Ok(Key {
        id: row.get("id")?,
        name: row.get("name")?,
        hash: row.get("hash")?,
        scopes: words("scopes")?,
        roles: words("roles")?,
        created_at_ms: row.get("created_at_ms")?,
        expires_at_ms: row.get("expires_at_ms")?,
        revoked_at_ms: row.get("revoked_at_ms")?,
    })
}
