//! `concierge-server`: serves the concierge, fills its store, hands out keys.

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use clap::{Args, Parser, Subcommand};
use concierge_runtime_server::{Clock, SystemClock};
use concierge_server::app::App;
use concierge_server::auth::Order;
use concierge_server::config::{Arguments, KeepArguments, Log};
use concierge_server::domain::DAY_MS;
use concierge_server::host::{self, Host};
use concierge_server::seed;
use dropshot::{ConfigLogging, ConfigLoggingLevel};
use tokio::signal::unix::{SignalKind, signal};

/// The support concierge of a jewellery shop
#[derive(Parser)]
#[command(version)]
struct Line {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Serve until told to stop; prints `listening URL` once it does
    Serve(Serve),
    /// Fill the store with orders and pieces to try things with; the first time it prints a development key
    Seed(KeepArguments),
    /// Callers' keys
    #[command(subcommand)]
    Keys(KeysVerb),
}

#[derive(Args)]
struct Serve {
    /// Fill the store first, as `seed` does
    #[arg(long)]
    seed: bool,
    #[command(flatten)]
    arguments: Arguments,
}

#[derive(Subcommand)]
enum KeysVerb {
    /// Make a key and print it; it is shown this once
    Create(CreateKey),
    /// List keys: id, name, scopes and state, never a key itself
    List(KeepArguments),
    /// End a key's validity
    Revoke(RevokeKey),
}

#[derive(Args)]
struct CreateKey {
    /// Who will use it; two keys of a name are valid at once, so that one can replace the other
    #[arg(long)]
    name: String,
    /// What it opens, separated by commas; `*` is everything
    #[arg(long, value_delimiter = ',')]
    scopes: Vec<String>,
    /// Roles that ride on it, separated by commas
    #[arg(long, value_delimiter = ',')]
    roles: Vec<String>,
    /// For how many days it is valid
    #[arg(long, default_value_t = 90)]
    days: u32,
    #[command(flatten)]
    keep: KeepArguments,
}

#[derive(Args)]
struct RevokeKey {
    /// The key's id, as `keys list` shows it
    id: String,
    #[command(flatten)]
    keep: KeepArguments,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Line::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(line: Line) -> anyhow::Result<()> {
    match line.verb {
        Verb::Serve(serve) => serve_until_told(serve).await,
        Verb::Seed(keep) => fill(&*open(&keep)?).await,
        Verb::Keys(KeysVerb::Create(create)) => create_key(create).await,
        Verb::Keys(KeysVerb::List(keep)) => list_keys(&*open(&keep)?).await,
        Verb::Keys(KeysVerb::Revoke(revoke)) => revoke_key(revoke).await,
    }
}

async fn serve_until_told(serve: Serve) -> anyhow::Result<()> {
    // Before anything is announced, so that no signal finds the default, which ends the process at once.
    let mut terminate = signal(SignalKind::terminate()).context("failed to watch for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("failed to watch for SIGINT")?;
    let config = serve
        .arguments
        .read()
        .map_err(|faults| anyhow!("failed to {faults}"))?;
    let level = if config.log == Log::Nothing {
        ConfigLoggingLevel::Error
    } else {
        ConfigLoggingLevel::Info
    };
    let log = ConfigLogging::StderrTerminal { level }
        .to_logger("concierge")
        .context("failed to open the log")?;
    let app = host::open(&config.storage, config.secrets.master.clone())?;
    if serve.seed {
        fill(&app).await?;
    }
    let host = Host::start(app, &config, log)?;
    say(&format!("listening http://{}", host.address()))?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    host.close().await
}

fn open(keep: &KeepArguments) -> anyhow::Result<Arc<App>> {
    let (storage, secrets) = keep
        .read()
        .map_err(|faults| anyhow!("failed to {faults}"))?;
    host::open(&storage, secrets.master)
}

/// The name of the key that seeding prints.
const DEVELOPMENT: &str = "development";

async fn fill(app: &App) -> anyhow::Result<()> {
    seed::fill(app.store(), SystemClock::new().unix_ms())
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    let made = app
        .store()
        .write(|tx| tx.keys_named(DEVELOPMENT))
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    if made.is_empty() {
        let order = key_order(
            DEVELOPMENT.to_owned(),
            vec!["*".to_owned()],
            vec!["admin".to_owned()],
            90,
        );
        let token = app
            .keys()
            .create(order)
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
        say(&format!("development key, shown this once: {token}"))?;
    }
    Ok(())
}

async fn create_key(create: CreateKey) -> anyhow::Result<()> {
    let order = key_order(create.name, create.scopes, create.roles, create.days);
    let app = open(&create.keep)?;
    let token = app
        .keys()
        .create(order)
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    say(&token)
}

fn key_order(name: String, scopes: Vec<String>, roles: Vec<String>, days: u32) -> Order {
    let words = |list: Vec<String>| {
        list.into_iter()
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect()
    };
    Order {
        name,
        scopes: words(scopes),
        roles: words(roles),
        lifetime_ms: Some(i64::from(days) * DAY_MS),
    }
}

async fn list_keys(app: &App) -> anyhow::Result<()> {
    let now_ms = SystemClock::new().unix_ms();
    let keys = app
        .store()
        .read(|reads| reads.keys())
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    for key in keys {
        let state = if key.is_valid_at(now_ms) {
            "valid"
        } else {
            "ended"
        };
        say(&format!(
            "{}  {}  {}  {}",
            key.id,
            state,
            key.name,
            key.scopes.join(",")
        ))?;
    }
    Ok(())
}

async fn revoke_key(revoke: RevokeKey) -> anyhow::Result<()> {
    let app = open(&revoke.keep)?;
    let found = app
        .keys()
        .revoke(&revoke.id)
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    if found {
        Ok(())
    } else {
        Err(anyhow!(
            "failed to revoke the key: there is none with this id; `keys list` shows them"
        ))
    }
}

/// Writes a line where a program that started this one reads it at once.
fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .context("failed to write to standard output")
}
