//! `cargo xtask bench`: both sides of every comparison in one run, and their ratio.

use std::process::ExitCode;

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
    for bench in ["decode", "in_process", "loopback", "writes"] {
        if bench.contains(&arguments.filter) {
            cargo::run(cargo::cargo().args([
                "bench",
                "--quiet",
                "--package",
                "concierge-server",
                "--bench",
                bench,
            ]))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
