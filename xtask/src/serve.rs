//! `cargo xtask serve`: the concierge on a local store.

use std::process::ExitCode;

use clap::Args;

use crate::{cargo, workspace};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Where to listen
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Further words for `concierge-server serve`
    #[arg(last = true)]
    rest: Vec<String>,
}

/// # Errors
/// When the server doesn't build or ends with an error.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let data = workspace::root().join("data");
    let mut command = cargo::cargo();
    command.args([
        "run",
        "--quiet",
        "--package",
        "concierge-server",
        "--bin",
        "concierge-server",
        "--",
        "serve",
        "--seed",
    ]);
    command
        .args(["--listen", &arguments.listen])
        .arg("--data-dir")
        .arg(data)
        .args(&arguments.rest);
    cargo::run(&mut command)?;
    Ok(ExitCode::SUCCESS)
}
