//! Forgetting what is over, in small batches between the writes of requests. Everything that says how far it came are the rows themselves, so a
//! pass that was cut off is simply taken up by the next.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use concierge_runtime_server::EngineError;
use concierge_spec::retention::RETENTION;

use super::archive::Archive;
use crate::app::App;
use crate::domain::audit::Audited;
use crate::domain::retention::{AUDIT_KEPT_MS, terms};
use crate::store::Tx;

/// How many rows go in one job of the writer at most.
pub const BATCH: u32 = 200;

/// Forgets everything whose time is over by the app's clock; the answer is how many rows went or changed.
///
/// # Errors
/// When the store or the archive fails; what was forgotten until then stays forgotten.
pub async fn pass(app: &App, archive: &Arc<Archive>) -> anyhow::Result<usize> {
    let now_ms = app.means.clock.unix_ms();
    let mut gone = batches(app, move |tx| tx.expire_holds(now_ms, BATCH)).await?;
    for term in terms(RETENTION)? {
        let cutoff_ms = now_ms.saturating_sub(term.keep_ms);
        gone += batches(app, move |tx| tx.forget(term.kind, cutoff_ms, BATCH))
            .await
            .with_context(|| format!("{:?}", term.kind))?;
    }
    gone += archive_audit(app, archive, now_ms.saturating_sub(AUDIT_KEPT_MS)).await?;
    Ok(gone)
}

/// Does a job again and again, each time in a transaction of its own, until it finds less than a batch.
async fn batches<J>(app: &App, job: J) -> anyhow::Result<usize>
where
    J: Fn(&mut (dyn Tx + 'static)) -> Result<usize, EngineError> + Clone + Send + 'static,
{
    let mut sum = 0;
    loop {
        let found = app.means.store.write(job.clone()).await;
        let found = found.map_err(|error| anyhow!("failed to {error}"))?;
        sum += found;
        if found < BATCH as usize {
            return Ok(sum);
        }
    }
}

/// Into the archive first, and on its disk, before they go; rows that an earlier attempt brought there are not written twice.
async fn archive_audit(app: &App, archive: &Arc<Archive>, cutoff_ms: i64) -> anyhow::Result<usize> {
    let mut sum = 0;
    loop {
        let read = app
            .means
            .store
            .read(|reads| reads.oldest_audit(BATCH))
            .await;
        let rows = read.map_err(|error| anyhow!("failed to {error}"))?;
        let old: Vec<Audited> = rows
            .into_iter()
            .take_while(|row| row.at_ms <= cutoff_ms)
            .collect();
        let Some(last) = old.last().map(|row| row.position) else {
            return Ok(sum);
        };
        let archive = Arc::clone(archive);
        tokio::task::spawn_blocking(move || archive.append(&old))
            .await?
            .context("failed to write to the archive of the audit")?;
        let gone = app.means.store.write(move |tx| tx.forget_audit(last)).await;
        sum += gone.map_err(|error| anyhow!("failed to {error}"))?;
    }
}
