//! Copies of a store, taken while others write to it, and what can be said of a copy.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::migrations;

/// What a store holds, by its own word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inventory {
    /// The schema's version.
    pub schema: i64,
    /// How many rows each table has.
    pub rows: BTreeMap<String, i64>,
}

/// A file that a row names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
}

/// Why there is no copy, or why one is not to be trusted.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// The database failed.
    #[error("use the database: {0}")]
    Database(#[from] rusqlite::Error),
    /// The database finds itself damaged.
    #[error("check the database: {0}")]
    Damaged(String),
    /// The copy doesn't hold what the store held.
    #[error("check the copy: it holds other rows than the store did")]
    Differs,
    /// A newer server wrote it.
    #[error("use the database: its schema has version {found}, this server knows {known}")]
    Newer {
        /// The version.
        found: i64,
        /// The newest one that this server knows.
        known: i64,
    },
}

/// Copies a store as it stands at one moment, whoever writes meanwhile; the copy is checked, and one file. It takes as long as reading all of it.
///
/// # Errors
/// [`SnapshotError`] says why there is none, or why it is not to be trusted.
pub fn copy(store: &Path, target: &Path) -> Result<Inventory, SnapshotError> {
    let source = open(store)?;
    // From the first question on, this connection sees one moment.
    source.execute_batch("BEGIN")?;
    let inventory = count(&source)?;
    let mut made = Connection::open(target)?;
    // All pages in one step, so that they are of that moment.
    Backup::new(&source, &mut made)?.step(-1)?;
    source.execute_batch("COMMIT")?;
    made.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))?;
    drop(made);
    if inspect(target)? == inventory {
        Ok(inventory)
    } else {
        Err(SnapshotError::Differs)
    }
}

/// What a copy holds, once its pages, indexes and references were checked.
///
/// # Errors
/// [`SnapshotError`] says what is wrong with it.
pub fn inspect(copy: &Path) -> Result<Inventory, SnapshotError> {
    let connection = open(copy)?;
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said != "ok" {
        return Err(SnapshotError::Damaged(said));
    }
    let mut dangling = connection.prepare("PRAGMA foreign_key_check")?;
    if dangling.exists([])? {
        return Err(SnapshotError::Damaged("a row refers to none".to_owned()));
    }
    let inventory = count(&connection)?;
    let known = migrations::newest();
    if inventory.schema > known {
        return Err(SnapshotError::Newer {
            found: inventory.schema,
            known,
        });
    }
    Ok(inventory)
}

/// The files that rows of a store or a copy name.
///
/// # Errors
/// When the database fails.
pub fn named_files(store: &Path) -> Result<Vec<Named>, SnapshotError> {
    let connection = open(store)?;
    let mut statement = connection
        .prepare("SELECT file, sha256 FROM inspiration WHERE file IS NOT NULL ORDER BY file")?;
    let files = statement.query_map([], |row| {
        Ok(Named {
            name: row.get("file")?,
            sha256: row.get("sha256")?,
        })
    })?;
    Ok(files.collect::<Result<_, _>>()?)
}

/// Whether a row of a store names a file.
///
/// # Errors
/// When the database fails.
pub fn is_named(store: &Path, file: &str) -> Result<bool, SnapshotError> {
    let connection = open(store)?;
    let mut statement = connection.prepare("SELECT 1 FROM inspiration WHERE file = ?1")?;
    Ok(statement.exists([file])?)
}

/// Without making a file where there is none.
fn open(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.pragma_update(None, "busy_timeout", 5000)?;
    Ok(connection)
}

fn count(connection: &Connection) -> rusqlite::Result<Inventory> {
    let schema =
        connection.query_row("SELECT max(version) FROM migrations", [], |row| row.get(0))?;
    let mut statement = connection.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
    )?;
    let tables: Vec<String> = statement
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    let mut rows = BTreeMap::new();
    for table in tables {
        let sql = format!("SELECT count(*) FROM \"{table}\"");
        rows.insert(table, connection.query_row(&sql, [], |row| row.get(0))?);
    }
    Ok(Inventory { schema, rows })
}
