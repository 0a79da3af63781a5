//! `cargo xtask bench`: both sides of every comparison in one run, and their ratio.

use std::process::{Command, ExitCode};

use clap::Args;

use crate::{cargo, workspace};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Only benchmarks whose name contains this; `peers` and what begins so run by name alone, since they take minutes
    #[arg(default_value = "")]
    filter: String,
}

/// # Errors
/// When a benchmark doesn't build or fails.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let program = cargo::build("concierge-bench", "concierge-bench", "release")?;
    let mut command = Command::new(program);
    if arguments.filter.starts_with("peers") {
        let compiler = cargo::build("concierge-codegen", "concierge-codegen", "release")?;
        command.env("CONCIERGE_CODEGEN", compiler);
        if let Some(corpus) = workspace::shared("corpus") {
            command.env("CONCIERGE_CORPUS", corpus);
        }
    }
    cargo::run(command.arg(&arguments.filter))?;
    Ok(ExitCode::SUCCESS)
}
