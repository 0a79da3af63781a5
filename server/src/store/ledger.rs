//! Claims, kept answers and the audit, on the writer's connection.

use concierge_runtime_server::{AuditEntry, Claim, Claimed, EngineError, Ledger, Stored};
use rusqlite::{Connection, Row, named_params};

use super::fault::{Unreadable, fault};
use super::sqlite_tx::SqliteTx;

impl Ledger for SqliteTx {
    fn claim(&mut self, claim: &Claim) -> Result<Claimed, EngineError> {
        if take(&self.connection, claim).map_err(fault)? {
            return Ok(Claimed::Fresh);
        }
        look_up(&self.connection, claim).map_err(fault)
    }

    fn settle(&mut self, claim: &Claim, stored: &Stored) -> Result<(), EngineError> {
        let headers = serde_json::to_string(&stored.headers).map_err(EngineError::failed)?;
        settle(&self.connection, claim, stored, &headers).map_err(fault)
    }

    fn mark(&mut self) -> Result<(), EngineError> {
        self.run("SAVEPOINT mark").map_err(fault)
    }

    fn rewind(&mut self) -> Result<(), EngineError> {
        self.run("ROLLBACK TO mark").map_err(fault)?;
        self.run("RELEASE mark").map_err(fault)
    }

    fn audit(&mut self, entry: &AuditEntry) -> Result<(), EngineError> {
        audit(&self.connection, entry).map_err(fault)
    }
}

/// One statement, so that nothing can come between looking and taking. A claim that has expired is taken over, its answer forgotten.
fn take(connection: &Connection, claim: &Claim) -> rusqlite::Result<bool> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO idempotency (scope_hash, fingerprint, claimed_at_ms, expires_at_ms) VALUES (:scope, :fingerprint, :now, :expires)
         ON CONFLICT (scope_hash) DO UPDATE SET fingerprint = excluded.fingerprint, claimed_at_ms = excluded.claimed_at_ms,
             expires_at_ms = excluded.expires_at_ms, status = NULL, headers = NULL, content_type = NULL, body = NULL, request_id = NULL
         WHERE idempotency.expires_at_ms <= :now",
    )?;
    let changed = statement.execute(named_params! {
        ":scope": claim.scope_hash,
        ":fingerprint": claim.fingerprint,
        ":now": claim.now_ms,
        ":expires": claim.expires_at_ms,
    })?;
    Ok(changed == 1)
}

fn look_up(connection: &Connection, claim: &Claim) -> rusqlite::Result<Claimed> {
    let mut statement = connection.prepare_cached(
        "SELECT fingerprint, status, headers, content_type, body, request_id FROM idempotency WHERE scope_hash = ?1",
    )?;
    statement.query_row([claim.scope_hash], |row| {
        let fingerprint: [u8; 32] = row.get("fingerprint")?;
        if fingerprint != claim.fingerprint {
            return Ok(Claimed::OtherRequest);
        }
        match row.get::<_, Option<u16>>("status")? {
            None => Ok(Claimed::Running),
            Some(status) => Ok(Claimed::Settled(stored(row, status)?)),
        }
    })
}

fn stored(row: &Row<'_>, status: u16) -> rusqlite::Result<Stored> {
    let headers: String = row.get("headers")?;
    Ok(Stored {
        status,
        headers: serde_json::from_str(&headers).map_err(|_| Unreadable {
            column: "idempotency.headers",
        })?,
        content_type: row.get("content_type")?,
        body: row.get::<_, Vec<u8>>("body")?.into(),
        request_id: row.get("request_id")?,
    })
}

fn settle(
    connection: &Connection,
    claim: &Claim,
    stored: &Stored,
    headers: &str,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE idempotency SET status = :status, headers = :headers, content_type = :content_type, body = :body, request_id = :request_id
         WHERE scope_hash = :scope",
    )?;
    let changed = statement.execute(named_params! {
        ":scope": claim.scope_hash,
        ":status": stored.status,
        ":headers": headers,
        ":content_type": stored.content_type,
        ":body": stored.body.as_ref(),
        ":request_id": stored.request_id,
    })?;
    if changed == 1 {
        Ok(())
    } else {
        Err(rusqlite::Error::StatementChangedRows(changed))
    }
}

fn audit(connection: &Connection, entry: &AuditEntry) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "INSERT INTO audit (request_id, correlation_id, caller, operation, status, session_hash, at_ms)
         VALUES (:request_id, :correlation_id, :caller, :operation, :status, :session_hash, :at_ms)",
    )?;
    statement.execute(named_params! {
        ":request_id": entry.request_id.as_ref(),
        ":correlation_id": entry.correlation_id.as_deref(),
        ":caller": entry.caller,
        ":operation": entry.operation,
        ":status": entry.status,
        ":session_hash": entry.session_hash,
        ":at_ms": entry.at_ms,
    })?;
    Ok(())
}
