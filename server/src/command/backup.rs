//! `concierge-server backup` and `restore`.

use std::path::PathBuf;

use anyhow::anyhow;
use clap::Args;
use concierge_runtime_server::{Clock, SystemClock};
use concierge_server::backup::{self, Manifest};
use concierge_server::config::KeepArguments;

use super::output::say;

#[derive(Args)]
pub(crate) struct Backup {
    /// A new folder for it
    #[arg(long)]
    to: PathBuf,
    #[command(flatten)]
    keep: KeepArguments,
}

#[derive(Args)]
pub(crate) struct Restore {
    /// The backup's folder
    #[arg(long)]
    from: PathBuf,
    /// Check the backup and write nothing
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    keep: KeepArguments,
}

pub(super) fn take(arguments: &Backup) -> anyhow::Result<()> {
    let storage = arguments
        .keep
        .storage()
        .map_err(|faults| anyhow!("failed to {faults}"))?;
    let now_ms = SystemClock::new().unix_ms();
    let manifest = backup::take(&storage.data_dir, &arguments.to, now_ms)
        .map_err(|error| anyhow!("failed to {error}"))?;
    tell("backed up", &manifest)
}

pub(super) fn restore(arguments: &Restore) -> anyhow::Result<()> {
    if arguments.check {
        let manifest =
            backup::check(&arguments.from).map_err(|error| anyhow!("failed to {error}"))?;
        return tell("checked", &manifest);
    }
    let storage = arguments
        .keep
        .storage()
        .map_err(|faults| anyhow!("failed to {faults}"))?;
    let manifest = backup::restore(&arguments.from, &storage.data_dir)
        .map_err(|error| anyhow!("failed to {error}"))?;
    tell("restored", &manifest)
}

fn tell(done: &str, manifest: &Manifest) -> anyhow::Result<()> {
    let rows: i64 = manifest.rows.values().sum();
    let bytes: u64 = manifest.entries().map(|entry| entry.bytes).sum();
    let (files, at) = (manifest.files.len(), &manifest.taken_at);
    say(&format!(
        "{done} {rows} rows and {files} files, {bytes} bytes, as of {at}"
    ))
}
