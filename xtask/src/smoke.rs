//! `cargo xtask smoke`: the acceptance journeys against a concierge of its own.

use std::process::{Command, ExitCode};

use anyhow::Context as _;
use clap::Args;

use crate::{cargo, local::Local};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Further words for `concierge smoke`, for example `-- --journey track-order --report junit`
    #[arg(last = true)]
    rest: Vec<String>,
}

/// # Errors
/// When the server or the command doesn't build, or the server doesn't start. Journeys that fail are the exit code's to tell.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let local = Local::build()?;
    let concierge = cargo::build("concierge-command", "concierge", "dev")?;
    let token = local.create_key("smoke", "*")?;
    let running = local.serve()?;
    let status = Command::new(concierge)
        // A server of one's own has no limits.
        .args(["smoke", "--pace", "0"])
        .args(&arguments.rest)
        .env("CONCIERGE_URL", &running.url)
        .env("CONCIERGE_TOKEN", token)
        .status()
        .context("failed to start `concierge smoke`")?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
