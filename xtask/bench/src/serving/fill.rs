//! Stores to measure on.

use std::{path::Path, sync::Arc};

use anyhow::{Context as _, anyhow};
use concierge_runtime_server::{Clock as _, EngineError, SystemClock};
use concierge_server::{
    seed,
    store::{Settings, Store, Tx},
};

/// How many pieces the catalogue has.
const PIECES: usize = 2_000;
/// How many orders are written at once.
const BATCH: usize = 2_000;

/// The seed data, and a catalogue of many pieces that are variations of it.
///
/// # Errors
/// When the store fails.
pub(super) async fn catalogue(folder: &Path) -> anyhow::Result<()> {
    let store = open(folder)?;
    let now_ms = SystemClock::new().unix_ms();
    seed::fill(&store, now_ms)
        .await
        .map_err(|error| anyhow!("failed to fill the store: {error}"))?;
    let patterns = seed::products(now_ms);
    write(&store, move |tx| {
        (0..PIECES).try_for_each(|at| {
            let mut piece = patterns[at % patterns.len()].clone();
            let step = i64::try_from(at).unwrap_or_default();
            piece.id = format!("{}-{at:05}", piece.id);
            piece.slug = format!("{}-{at:05}", piece.slug);
            piece.price_cents = piece.price_cents.map(|cents| cents + step * 37 % 90_000);
            piece.bestseller_permille = step * 7_919 % 1_000;
            piece.created_at_ms -= step * 3_600_000;
            tx.insert_product(&piece)
        })
    })
    .await
}

/// The seed data, and orders until the file has a size; the answer is that size in bytes.
///
/// # Errors
/// When the store fails.
pub(super) async fn orders(folder: &Path, gigabytes: f64) -> anyhow::Result<u64> {
    catalogue(folder).await?;
    let store = open(folder)?;
    let now_ms = SystemClock::new().unix_ms();
    let pattern = seed::orders(now_ms)
        .into_iter()
        .find(|order| order.number == "GG-11982")
        .context("failed to find the pattern order")?;
    let pattern = Arc::new(pattern);
    let mut first = 0;
    loop {
        let bytes = std::fs::metadata(folder.join("concierge.db"))
            .context("failed to look at the store")?
            .len();
        if bytes as f64 >= gigabytes * 1e9 {
            return Ok(bytes);
        }
        let pattern = Arc::clone(&pattern);
        write(&store, move |tx| {
            (first..first + BATCH).try_for_each(|at| {
                let mut order = (*pattern).clone();
                order.number = format!("LD-{at:08}");
                if let Some(item) = order.items.first_mut() {
                    item.title = item.title.repeat(40);
                }
                tx.insert_order(&order)
            })
        })
        .await?;
        first += BATCH;
    }
}

fn open(folder: &Path) -> anyhow::Result<Store> {
    Store::open(&Settings::new(folder.join("concierge.db")))
        .map_err(|error| anyhow!("failed to {error}"))
}

async fn write(
    store: &Store,
    job: impl FnMut(&mut (dyn Tx + 'static)) -> Result<(), EngineError> + Send + 'static,
) -> anyhow::Result<()> {
    store
        .write(job)
        .await
        .map_err(|error| anyhow!("failed to fill the store: {error}"))
}
