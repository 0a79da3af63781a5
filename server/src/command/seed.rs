//! `concierge-server seed`: a store to try things with.

use anyhow::{anyhow, bail};
use clap::Args;
use concierge_runtime_server::{Clock, SystemClock};
use concierge_server::app::App;
use concierge_server::auth::Order;
use concierge_server::config::{Environment, KeepArguments};
use concierge_server::domain::DAY_MS;
use concierge_server::{host, seed};

use super::output::say;

#[derive(Args)]
pub(crate) struct Seed {
    #[command(flatten)]
    keep: KeepArguments,
}

/// The name of the key that seeding prints.
const DEVELOPMENT: &str = "development";

pub(super) async fn run(arguments: Seed) -> anyhow::Result<()> {
    let keep = arguments
        .keep
        .read()
        .map_err(|faults| anyhow!("failed to {faults}"))?;
    if keep.environment == Environment::Production {
        bail!("failed to seed: production takes no made-up orders and no development key");
    }
    let app = host::open(&keep)?;
    fill(&app).await
}

/// Fills a store, and prints a key that opens everything unless there was one already.
pub(super) async fn fill(app: &App) -> anyhow::Result<()> {
    seed::fill(app.store(), SystemClock::new().unix_ms())
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    let made = app
        .store()
        .write(|tx| tx.keys_named(DEVELOPMENT))
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    if !made.is_empty() {
        return Ok(());
    }
    let order = Order {
        name: DEVELOPMENT.to_owned(),
        scopes: vec!["*".to_owned()],
        roles: vec!["admin".to_owned()],
        lifetime_ms: Some(90 * DAY_MS),
    };
    let token = app
        .keys()
        .create(order)
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    say(&format!("development key, shown this once: {token}"))
}
