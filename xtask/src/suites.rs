//! `cargo xtask test`: everything that must hold, and by name the suites that take minutes.

use std::process::{Command, ExitCode, Stdio};

use clap::{Args, ValueEnum};

use crate::{cargo, generate, schemathesis, stubs};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Run one of the long suites instead; the default run holds a small sample of each
    #[arg(long)]
    suite: Option<Suite>,
}

/// Suites that take minutes.
#[derive(Clone, Copy, ValueEnum)]
enum Suite {
    /// Kills, loss of power, a full disk, cut connections, jumping clocks, crowds
    Faults,
    /// Adding an operation in a copy of the workspace
    Change,
    /// Generated checks against the JSON-Schema-Test-Suite and, over the corpus, against an independent judge
    Schemas,
    /// Requests made up by schemathesis, a tool from PyPI, against the running server; needs Python
    Schemathesis,
    /// Stubs of published documents, served and called, every operation
    Stubs,
}

/// # Errors
/// At the first step that fails.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    match arguments.suite {
        None => everything(),
        Some(Suite::Faults) => by_name(
            "concierge-server",
            "it",
            &["faults"],
            "CONCIERGE_SUITE",
            "faults",
        ),
        Some(Suite::Change) => by_name("xtask", "it", &["change"], "CONCIERGE_SUITE", "change"),
        Some(Suite::Schemas) => by_name(
            "concierge-codegen",
            "schemas",
            &[],
            "CODEGEN_SUITE",
            "schemas",
        ),
        Some(Suite::Schemathesis) => {
            schemathesis::run()?;
            Ok(ExitCode::SUCCESS)
        }
        Some(Suite::Stubs) => {
            stubs::run()?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Runs one test program whole, with what it prints.
fn by_name(
    package: &str,
    program: &str,
    filter: &[&str],
    variable: &str,
    value: &str,
) -> anyhow::Result<ExitCode> {
    let mut command = cargo::cargo();
    command.args(["test", "--package", package, "--test", program]);
    command.args(filter).args(["--", "--nocapture"]);
    cargo::run(command.env(variable, value))?;
    Ok(ExitCode::SUCCESS)
}

fn everything() -> anyhow::Result<ExitCode> {
    step("generated code is fresh");
    if generate::check()? != ExitCode::SUCCESS {
        return Ok(ExitCode::FAILURE);
    }
    step("format");
    cargo::run(cargo::cargo().args(["fmt", "--all", "--check"]))?;
    step("lints");
    cargo::run(cargo::cargo().args([
        "clippy",
        "--quiet",
        "--workspace",
        "--all-targets",
        "--",
        "--deny",
        "warnings",
    ]))?;
    step("licences, sources, bans");
    deny()?;
    step("tests");
    cargo::run(cargo::cargo().args(["test", "--quiet", "--workspace", "--all-targets"]))?;
    step("examples in the documentation");
    cargo::run(cargo::cargo().args(["test", "--quiet", "--workspace", "--doc"]))?;
    step("documentation");
    cargo::run(
        cargo::cargo()
            .args(["doc", "--quiet", "--workspace", "--no-deps"])
            .env("RUSTDOCFLAGS", "--deny warnings"),
    )?;
    step("all of it holds");
    Ok(ExitCode::SUCCESS)
}

fn deny() -> anyhow::Result<()> {
    let known = Command::new("cargo-deny")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if known.is_ok_and(|status| status.success()) {
        return cargo::run(cargo::cargo().args(["deny", "check", "bans", "licenses", "sources"]));
    }
    if std::env::var_os("CI").is_some() {
        anyhow::bail!("cargo-deny is missing; run `cargo install --locked cargo-deny`");
    }
    eprintln!("not tested: cargo-deny is missing; run `cargo install --locked cargo-deny`");
    Ok(())
}

fn step(name: &str) {
    eprintln!("{:>12} {name}", "Testing");
}
