//! `cargo xtask bench`: both sides of every comparison in one run, and their ratio.

use std::process::{Command, ExitCode};

use clap::Args;

use crate::{cargo, python, workspace};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Only benchmarks whose name contains this; `peers`, `load` and what begins so run by name alone, since they take minutes
    #[arg(default_value = "")]
    filter: String,
    /// How long the mixed load of `load` lasts
    #[arg(long)]
    minutes: Option<f64>,
    /// How large the store is that `load` starts again
    #[arg(long)]
    gigabytes: Option<f64>,
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
    if arguments.filter.starts_with("load") {
        let server = cargo::build("concierge-server", "concierge-server", "release")?;
        command.env("CONCIERGE_SERVER", server);
        let home = workspace::target().join("fastapi");
        let versions = workspace::root().join("xtask/bench/peers/fastapi/requirements.txt");
        match python::environment(&home, &versions) {
            Ok(()) => drop(command.env("CONCIERGE_FASTAPI", home)),
            Err(error) => eprintln!("not measured beside FastAPI: {error:#}"),
        }
    }
    for (name, value) in [
        ("--minutes", arguments.minutes),
        ("--gigabytes", arguments.gigabytes),
    ] {
        if let Some(value) = value {
            command.args([name, &value.to_string()]);
        }
    }
    cargo::run(command.arg(&arguments.filter))?;
    Ok(ExitCode::SUCCESS)
}
