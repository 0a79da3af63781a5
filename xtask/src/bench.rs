//! `cargo xtask bench`: both sides of every comparison in one run, and their ratio.

use std::process::{Command, ExitCode};

use clap::Args;

use crate::cargo;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Only benchmarks whose name contains this
    #[arg(default_value = "")]
    filter: String,
}

/// # Errors
/// When a benchmark doesn't build or fails.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let program = cargo::build("concierge-bench", "concierge-bench", "release")?;
    cargo::run(Command::new(program).arg(&arguments.filter))?;
    Ok(ExitCode::SUCCESS)
}
