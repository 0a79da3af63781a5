//! What the server shows beside its contract: the one list of such pages.

mod docs;
mod metrics;
mod yaml;

use std::sync::Arc;

use concierge_runtime_server::{Bytes, Page};
use concierge_spec::CONTRACT;
use serde_json::Value;

use crate::app::App;
use crate::config::Pages;
use crate::metrics::Metrics;

/// Every page beside the contract that a configuration wants.
#[must_use]
pub fn pages(config: &Pages, app: &Arc<App>, counted: &Arc<Metrics>) -> Vec<Page> {
    let mut pages = vec![metrics::page(
        config.metrics_from.clone(),
        Arc::clone(app),
        Arc::clone(counted),
    )];
    if config.docs {
        // The contract is what this program was compiled from, so it is JSON.
        let contract: Value = serde_json::from_str(CONTRACT).unwrap_or_default();
        pages.push(docs::page(&contract));
        pages.push(Page::fixed(
            "/openapi.json",
            "application/json",
            Bytes::from_static(CONTRACT.as_bytes()),
        ));
        pages.push(Page::fixed(
            "/openapi.yaml",
            "application/yaml",
            yaml::text(&contract).into(),
        ));
    }
    pages
}
