//! The subcommands of `concierge-server`, one file each.

mod backup;
mod check_config;
mod events;
mod keys;
mod output;
mod seed;
mod serve;

use clap::Subcommand;

/// What the program can be asked to do.
#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Serve until told to stop; prints `listening URL` once it does
    Serve(serve::Serve),
    /// Check the settings that `serve` would run with, and print them
    CheckConfig(check_config::CheckConfig),
    /// Fill the store with orders and pieces to try things with; the first time it prints a development key
    Seed(seed::Seed),
    /// Copy everything that is kept into a new folder, while the server may run
    Backup(backup::Backup),
    /// Bring a backup back into an empty data folder; the secret is not in it
    Restore(backup::Restore),
    /// Callers' keys
    #[command(subcommand)]
    Keys(keys::Verb),
    /// Events that wait in the outbox, were delivered, or were given up
    #[command(subcommand)]
    Events(events::Verb),
}

impl Verb {
    pub(crate) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Serve(arguments) => serve::run(arguments).await,
            Self::CheckConfig(arguments) => check_config::run(&arguments),
            Self::Seed(arguments) => seed::run(arguments).await,
            Self::Backup(arguments) => backup::take(&arguments),
            Self::Restore(arguments) => backup::restore(&arguments),
            Self::Keys(verb) => keys::run(verb).await,
            Self::Events(verb) => events::run(verb).await,
        }
    }
}
