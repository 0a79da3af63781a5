//! Brings the data into a store.

use concierge_runtime_server::EngineError;

use super::{journey, orders, products, shortlists};
use crate::store::Store;

/// Fills a store; times are relative to `now_ms`.
///
/// # Errors
/// When the store fails; nothing was kept then.
pub async fn fill(store: &Store, now_ms: i64) -> Result<(), EngineError> {
    let (products, orders, shortlists) = (products(now_ms), orders(now_ms), shortlists(now_ms));
    store
        .write(move |tx| {
            for product in &products {
                tx.insert_product(product)?;
            }
            for order in &orders {
                tx.insert_order(order)?;
                tx.insert_journey(&order.number, &journey(&order.number, now_ms))?;
            }
            for shortlist in &shortlists {
                if tx.session_shortlist(&shortlist.session_id)?.is_none() {
                    tx.save_shortlist(shortlist)?;
                }
            }
            Ok(())
        })
        .await
}
