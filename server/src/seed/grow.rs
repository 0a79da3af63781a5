//! A catalogue and an order book of any size.

use concierge_runtime_server::EngineError;

use super::generated_orders::order;
use super::generated_products::product;
use crate::store::Store;

/// How many pieces or orders are made and written at once: what is in memory at a time.
const BATCH: u32 = 500;

/// How much is to be made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// How many pieces.
    pub products: u32,
    /// How many orders, of these pieces.
    pub orders: u32,
    /// The number that all of it follows from.
    pub seed_number: u64,
}

/// Makes pieces and orders up and adds them to a store, batch by batch; times are relative to `now_ms`. The same growth and the same moment give the
/// same rows; those that are there already stay, so that a run that was cut off can be run again.
///
/// # Errors
/// When the store fails; whole batches that were written by then stay.
pub async fn grow(store: &Store, growth: Growth, now_ms: i64) -> Result<(), EngineError> {
    for first in (0..growth.products).step_by(BATCH as usize) {
        let batch = first..growth.products.min(first.saturating_add(BATCH));
        let products: Vec<_> = batch
            .map(|at| product(growth.seed_number, at, now_ms))
            .collect();
        store
            .write(move |tx| {
                products
                    .iter()
                    .try_for_each(|product| tx.insert_product(product))
            })
            .await?;
    }
    for first in (0..growth.orders).step_by(BATCH as usize) {
        let batch = first..growth.orders.min(first.saturating_add(BATCH));
        let orders: Vec<_> = batch.map(|at| order(growth, at, now_ms)).collect();
        store
            .write(move |tx| {
                orders.iter().try_for_each(|(order, journey)| {
                    tx.insert_order(order)?;
                    tx.insert_journey(&order.number, journey)
                })
            })
            .await?;
    }
    Ok(())
}
