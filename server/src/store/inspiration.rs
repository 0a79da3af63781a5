//! Rows of shared pictures. Their content lies in files.

use rusqlite::{Connection, named_params};

use crate::domain::inspiration::Inspiration;

pub(super) fn insert(connection: &Connection, picture: &Inspiration) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO inspiration (id, session_id, caption, media_type, size_bytes, sha256, moderation_status, created_at_ms, expires_at_ms)
         VALUES (:id, :session_id, :caption, :media_type, :size_bytes, :sha256, 'pending_review', :created_at_ms, :expires_at_ms)",
    )?;
    statement.execute(named_params! {
        ":id": picture.id,
        ":session_id": picture.session_id,
        ":caption": picture.caption,
        ":media_type": picture.kind.media_type(),
        ":size_bytes": picture.size_bytes,
        ":sha256": picture.sha256,
        ":created_at_ms": picture.created_at_ms,
        ":expires_at_ms": picture.expires_at_ms(),
    })?;
    Ok(())
}
