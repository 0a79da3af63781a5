//! The command `concierge`: every operation from a shell, and a smoke test of any server.

#[rustfmt::skip] // its formatting is pinned by the generator
mod generated;
pub mod smoke;

use clap::{ArgMatches, Command};
use concierge_client::Client;
use concierge_runtime_command::{Exit, Program};

pub use generated::{OPERATIONS, program};

/// The whole tree: the contract's operations and the smoke test.
#[must_use]
pub fn command(program: &Program<Client>) -> Command {
    program.command().subcommand(smoke::command())
}

/// Runs what was asked for.
pub async fn run(program: &Program<Client>, matches: &ArgMatches) -> Exit {
    match matches.subcommand() {
        Some((smoke::NAME, matches)) => smoke::run(program, matches).await,
        _ => program.run(command(program), matches).await,
    }
}
