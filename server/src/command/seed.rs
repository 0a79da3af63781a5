//! `concierge-server seed`: a store to try things with.

use anyhow::{anyhow, bail};
use clap::Args;
use concierge_runtime::DateTime;
use concierge_runtime_server::{Clock, SystemClock};
use concierge_server::app::App;
use concierge_server::auth::Order;
use concierge_server::config::{Environment, KeepArguments};
use concierge_server::domain::DAY_MS;
use concierge_server::seed::Growth;
use concierge_server::{host, seed};

use super::output::say;

#[derive(Args)]
pub(crate) struct Seed {
    /// How many further pieces are made up
    #[arg(long, default_value_t = 0)]
    products: u32,
    /// How many further orders are made up; they need at least one further piece
    #[arg(long, default_value_t = 0, requires = "products")]
    orders: u32,
    /// The number that made-up pieces and orders follow from; another number gives others
    #[arg(long, default_value_t = 1)]
    seed_number: u64,
    /// The moment that all times are counted from, for example 2026-11-20T12:00:00Z; now, unless it is given
    #[arg(long, value_name = "MOMENT")]
    at: Option<DateTime>,
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
    let now_ms = arguments
        .at
        .map_or_else(|| SystemClock::new().unix_ms(), |at| at.unix_ms());
    fill_at(&app, now_ms).await?;
    let growth = Growth {
        products: arguments.products,
        orders: arguments.orders,
        seed_number: arguments.seed_number,
    };
    seed::grow(app.store(), growth, now_ms)
        .await
        .map_err(|error| anyhow!("failed to {error}"))
}

/// Fills a store, and prints a key that opens everything unless there was one already.
pub(super) async fn fill(app: &App) -> anyhow::Result<()> {
    fill_at(app, SystemClock::new().unix_ms()).await
}

async fn fill_at(app: &App, now_ms: i64) -> anyhow::Result<()> {
    seed::fill(app.store(), now_ms)
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

/// Refuses a store in which the key of seeding still opens everything.
pub(super) async fn refuse_leftovers(app: &App) -> anyhow::Result<()> {
    let now_ms = SystemClock::new().unix_ms();
    let made = app
        .store()
        .write(|tx| tx.keys_named(DEVELOPMENT))
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    match made.iter().find(|key| key.is_valid_at(now_ms)) {
        Some(key) => bail!(
            "failed to serve: production takes no store whose development key is valid; end it with `keys revoke {}`",
            key.id
        ),
        None => Ok(()),
    }
}
