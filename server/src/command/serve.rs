//! `concierge-server serve`: from a configuration to a server that listens, until somebody says stop.

use anyhow::{Context as _, anyhow};
use clap::Args;
use concierge_server::config::Environment;
use concierge_server::host::{self, Host};
use concierge_server::{config, log};
use tokio::signal::unix::{SignalKind, signal};

use super::output::say;
use super::seed;

#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    settings: config::Arguments,
}

pub(super) async fn run(arguments: Serve) -> anyhow::Result<()> {
    // Before anything is announced, so that no signal finds the default, which ends the process at once.
    let mut terminate = signal(SignalKind::terminate()).context("failed to watch for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("failed to watch for SIGINT")?;
    let config = arguments
        .settings
        .read()
        .map_err(|faults| anyhow!("failed to {faults}"))?;
    let (log, _written_at_the_end) = log::open(&config.log);
    log::hide_panics(&log);
    let app = host::open(&config.keep)?;
    if config.keep.environment == Environment::Production {
        seed::refuse_leftovers(&app).await?;
    }
    if config.seed {
        seed::fill(&app).await?;
    }
    let host = Host::start(app, &config, log)?;
    say(&format!("listening http://{}", host.address()))?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    // Whoever asks twice doesn't want to wait.
    tokio::select! {
        closed = host.close() => closed,
        _ = terminate.recv() => Err(anyhow!("failed to wait for running requests: told to stop again")),
        _ = interrupt.recv() => Err(anyhow!("failed to wait for running requests: told to stop again")),
    }
}
