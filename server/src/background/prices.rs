//! Pieces without a price: no search shows them, so somebody has to be told.

use std::collections::BTreeSet;

use concierge_runtime_server::EngineError;
use slog::{Logger, warn};

use crate::app::App;

/// How many are told of at most; more than that is one mistake, not many.
const TOLD_MAX: u32 = 1000;

/// The pieces that were told of already.
#[derive(Default)]
pub struct Unpriced {
    told: BTreeSet<String>,
}

impl Unpriced {
    /// Logs the id of each piece without a price, once.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tell(&mut self, app: &App, log: &Logger) -> Result<(), EngineError> {
        let ids = app
            .means
            .store
            .read(|reads| reads.unpriced_products(TOLD_MAX))
            .await?;
        for id in ids {
            if self.told.insert(id.clone()) {
                warn!(log, "product.price_missing"; "product" => id);
            }
        }
        Ok(())
    }
}
