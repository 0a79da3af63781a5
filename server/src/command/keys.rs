//! `concierge-server keys`: callers' keys.

use anyhow::anyhow;
use clap::{Args, Subcommand};
use concierge_runtime::DateTime;
use concierge_runtime_server::{Clock, SystemClock};
use concierge_server::auth::Order;
use concierge_server::config::KeepArguments;
use concierge_server::domain::DAY_MS;
use concierge_server::host;

use super::output::say;

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Make a key and print it; it is shown this once
    Create(Create),
    /// List keys, never a key itself: id, state, name, scopes, roles, last day
    List(KeepArguments),
    /// Make a key that replaces another one, and print it; both are valid until the old one ends by itself
    Rotate(Rotate),
    /// End a key's validity; a server that runs refuses it within a second
    Revoke(Revoke),
}

#[derive(Args)]
pub(crate) struct Create {
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
pub(crate) struct Rotate {
    /// The id of the key that is replaced, as `keys list` shows it
    id: String,
    /// For how many days the new key is valid
    #[arg(long, default_value_t = 90)]
    days: u32,
    /// For how many days the old key stays valid at most
    #[arg(long, default_value_t = 90)]
    overlap_days: u32,
    #[command(flatten)]
    keep: KeepArguments,
}

#[derive(Args)]
pub(crate) struct Revoke {
    /// The key's id, as `keys list` shows it
    id: String,
    #[command(flatten)]
    keep: KeepArguments,
}

pub(super) async fn run(verb: Verb) -> anyhow::Result<()> {
    match verb {
        Verb::Create(create) => make(create).await,
        Verb::List(keep) => list(&keep).await,
        Verb::Rotate(arguments) => rotate(arguments).await,
        Verb::Revoke(arguments) => revoke(arguments).await,
    }
}

async fn make(create: Create) -> anyhow::Result<()> {
    let app = host::open_kept(&create.keep)?;
    let order = Order {
        name: create.name,
        scopes: words(&create.scopes),
        roles: words(&create.roles),
        lifetime_ms: Some(i64::from(create.days) * DAY_MS),
    };
    let token = app
        .keys()
        .create(order)
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    say(&token)
}

fn words(list: &[String]) -> Vec<String> {
    let words = list.iter().map(|word| word.trim());
    words
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

async fn list(keep: &KeepArguments) -> anyhow::Result<()> {
    let app = host::open_kept(keep)?;
    let now_ms = SystemClock::new().unix_ms();
    let keys = app
        .store()
        .read(|reads| reads.keys())
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    for key in keys {
        let end = key.expires_at_ms.and_then(DateTime::from_unix_ms);
        let words = [
            key.id.clone(),
            key.state_at(now_ms).to_owned(),
            key.name.clone(),
            key.scopes.join(","),
            key.roles.join(","),
            end.map_or_else(|| "never".to_owned(), |end| end.to_string()),
        ];
        say(&words
            .map(|word| {
                if word.is_empty() {
                    "-".to_owned()
                } else {
                    word
                }
            })
            .join("  "))?;
    }
    Ok(())
}

async fn rotate(arguments: Rotate) -> anyhow::Result<()> {
    let app = host::open_kept(&arguments.keep)?;
    let days_ms = |days: u32| i64::from(days) * DAY_MS;
    let token = app
        .keys()
        .rotate(
            &arguments.id,
            days_ms(arguments.days),
            days_ms(arguments.overlap_days),
        )
        .await
        .map_err(|error| anyhow!("failed to {error}"))?;
    say(&token)
}

async fn revoke(arguments: Revoke) -> anyhow::Result<()> {
    let app = host::open_kept(&arguments.keep)?;
    let found = app
        .keys()
        .revoke(&arguments.id)
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
