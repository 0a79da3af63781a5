//! `concierge-server events`: what the outbox holds.

use anyhow::{anyhow, bail};
use clap::{Args, Subcommand};
use concierge_runtime::DateTime;
use concierge_server::app::App;
use concierge_server::config::KeepArguments;
use concierge_server::domain::event::Recorded;
use concierge_server::host;

use super::output::say;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// List events in the order of their commits: sequence, id, state, tries in vain, moment, type, key, cause of the last failure
    List(List),
    /// List dead letters: events that were given up
    Dead(Dead),
    /// Have events delivered once more, as if they had never been tried
    Replay(Replay),
}

#[derive(Args)]
pub(crate) struct List {
    /// Only events behind this sequence
    #[arg(long, default_value_t = 0)]
    after: i64,
    /// How many at most
    #[arg(long, default_value_t = 100)]
    limit: u32,
    #[command(flatten)]
    keep: KeepArguments,
}

#[derive(Args)]
pub(crate) struct Dead {
    /// How many at most
    #[arg(long, default_value_t = 100)]
    limit: u32,
    #[command(flatten)]
    keep: KeepArguments,
}

#[derive(Args)]
#[command(group = clap::ArgGroup::new("which").required(true))]
pub(crate) struct Replay {
    /// Their ids
    #[arg(group = "which")]
    ids: Vec<String>,
    /// All dead letters
    #[arg(long, group = "which")]
    dead: bool,
    #[command(flatten)]
    keep: KeepArguments,
}

/// How many dead letters are looked up at once.
const PAGE: u32 = 200;

pub(super) async fn run(verb: Verb) -> anyhow::Result<()> {
    match verb {
        Verb::List(List { after, limit, keep }) => {
            let app = host::open_kept(&keep)?;
            let read = app
                .store()
                .read(move |reads| reads.events_after(after, limit));
            show(&read.await.map_err(|error| anyhow!("failed to {error}"))?)
        }
        Verb::Dead(Dead { limit, keep }) => {
            let app = host::open_kept(&keep)?;
            let read = app.store().read(move |reads| reads.dead_events(limit));
            show(&read.await.map_err(|error| anyhow!("failed to {error}"))?)
        }
        Verb::Replay(Replay { ids, dead, keep }) => {
            let app = host::open_kept(&keep)?;
            if dead {
                revive(&app).await
            } else {
                replay(&app, ids).await.map(drop)
            }
        }
    }
}

fn show(events: &[Recorded]) -> anyhow::Result<()> {
    for event in events {
        let at = DateTime::from_unix_ms(event.at_ms).map(|at| at.to_string());
        let words = [
            event.position.to_string(),
            event.id.clone(),
            event.state.code().to_owned(),
            event.tries.to_string(),
            at.unwrap_or_default(),
            event.name.clone(),
            event.subject.clone(),
            event.cause.clone().unwrap_or_default(),
        ];
        say(words.join("  ").trim_end())?;
    }
    Ok(())
}

async fn revive(app: &App) -> anyhow::Result<()> {
    loop {
        let read = app.store().read(|reads| reads.dead_events(PAGE));
        let dead = read.await.map_err(|error| anyhow!("failed to {error}"))?;
        if dead.is_empty() {
            return Ok(());
        }
        replay(app, dead.into_iter().map(|event| event.id).collect()).await?;
    }
}

async fn replay(app: &App, ids: Vec<String>) -> anyhow::Result<()> {
    let write = app.store().write(move |tx| {
        let mut unknown = None;
        for id in &ids {
            if !tx.replay_event(id)? {
                unknown = Some(id.clone());
            }
        }
        Ok(unknown)
    });
    match write.await.map_err(|error| anyhow!("failed to {error}"))? {
        None => Ok(()),
        Some(id) => bail!(
            "failed to find the event {id}; `events list` shows them. The others are replayed"
        ),
    }
}
