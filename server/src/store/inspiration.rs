//! Rows of shared pictures. Their content lies in files.

use rusqlite::{Connection, named_params, params};

use crate::domain::inspiration::{Finding, Inspiration, Unscanned};

pub(super) fn insert(connection: &Connection, picture: &Inspiration) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO inspiration (id, session_id, caption, media_type, size_bytes, sha256, file, moderation_status, created_at_ms, scan_due_ms)
         VALUES (:id, :session_id, :caption, :media_type, :size_bytes, :sha256, :file, 'pending_review', :created_at_ms, :created_at_ms)",
    )?;
    statement.execute(named_params! {
        ":id": picture.id,
        ":session_id": picture.session_id,
        ":caption": picture.caption,
        ":media_type": picture.kind.media_type(),
        ":size_bytes": picture.size_bytes,
        ":sha256": picture.sha256,
        ":file": picture.file(),
        ":created_at_ms": picture.created_at_ms,
    })?;
    Ok(())
}

/// Of these names the ones that no row has.
pub(super) fn strays(connection: &Connection, names: &[String]) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT value FROM json_each(?1) WHERE NOT EXISTS (SELECT 1 FROM inspiration WHERE file = value)",
    )?;
    let strays = statement.query_map([serde_json::json!(names).to_string()], |row| row.get(0))?;
    strays.collect()
}

/// The pictures that a scanner is to look at, the longest waiting first.
pub(super) fn unscanned(
    connection: &Connection,
    now_ms: i64,
    limit: u32,
) -> rusqlite::Result<Vec<Unscanned>> {
    let mut statement = connection.prepare_cached(
        "SELECT id, file, scan_tries FROM inspiration WHERE scan = 'waiting' AND scan_due_ms <= ?1 AND file IS NOT NULL
         ORDER BY scan_due_ms LIMIT ?2",
    )?;
    let pictures = statement.query_map(params![now_ms, limit], |row| {
        Ok(Unscanned {
            id: row.get("id")?,
            file: row.get("file")?,
            tries: row.get("scan_tries")?,
        })
    })?;
    pictures.collect()
}

/// Writes down what a scanner found; the answer is whether the picture was still there.
pub(super) fn scanned(
    connection: &Connection,
    id: &str,
    finding: Finding,
) -> rusqlite::Result<bool> {
    let changed = match finding {
        Finding::Clean => {
            connection.execute("UPDATE inspiration SET scan = 'clean' WHERE id = ?1", [id])
        }
        Finding::Infected => connection.execute(
            "UPDATE inspiration SET scan = 'infected', file = NULL,
                 moderation_status = CASE moderation_status WHEN 'pending_review' THEN 'rejected' ELSE moderation_status END
             WHERE id = ?1",
            [id],
        ),
        Finding::Unknown { again_at_ms } => connection.execute(
            "UPDATE inspiration SET scan_tries = scan_tries + 1, scan_due_ms = ?2 WHERE id = ?1",
            params![id, again_at_ms],
        ),
    };
    Ok(changed? == 1)
}
