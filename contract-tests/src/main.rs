//! The command `contract-tests`: exit code 0 when all passed, 1 for an unexpected error, 100 for findings.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args, Parser, Subcommand, ValueEnum};
use contract_tests::report::{render_human, render_json, render_junit};
use contract_tests::{Check, Contract, Options, Target};
use serde_json::Value;

/// Checks a running deployment against its contract, as a black box.
#[derive(Debug, Parser)]
#[command(name = "contract-tests", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Sends real requests and judges the answers. Writes really write: point it at a deployment that may be written to.
    Run(RunArgs),
    /// Lists the checks: ids and promises.
    Checks,
}

#[derive(Debug, Args)]
struct RunArgs {
    /// The root file of the contract.
    #[arg(long)]
    spec: PathBuf,
    /// The base URL of the deployment.
    #[arg(long)]
    url: String,
    /// A credential, from an environment variable. `default` has every scope, `unscoped` is valid and has none.
    #[arg(long = "token", value_name = "NAME=ENVVAR")]
    tokens: Vec<String>,
    /// Bodies that succeed on the data that the deployment holds, instead of the contract's examples: JSON, lists of bodies by operation.
    #[arg(long, value_name = "FILE")]
    bodies: Option<PathBuf>,
    /// The form of the report.
    #[arg(long, value_enum, default_value_t = Form::Human)]
    report: Form,
    /// Only operations with this tag; may be repeated.
    #[arg(long = "tag")]
    tags: Vec<String>,
    /// Only this operation; may be repeated.
    #[arg(long = "operation", value_name = "ID")]
    operations: Vec<String>,
    /// Also ends with 100 when a check did not run.
    #[arg(long)]
    complete: bool,
    /// The seed of generated values.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many seconds an answer may take.
    #[arg(long, default_value_t = 30)]
    timeout_s: u64,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Form {
    Human,
    Json,
    Junit,
}

/// Some check failed.
const FINDINGS: u8 = 100;

#[tokio::main]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // the terminal may be gone, and there is nobody left to tell
            let _ = error.print();
            return if error.use_stderr() {
                ExitCode::FAILURE
            } else {
                ExitCode::SUCCESS
            };
        }
    };
    let ended = match cli.command {
        Command::Run(args) => run(&args).await,
        Command::Checks => list_checks(),
    };
    ended.unwrap_or_else(|error| {
        eprintln!("failed to {error:#}");
        ExitCode::FAILURE
    })
}

async fn run(args: &RunArgs) -> anyhow::Result<ExitCode> {
    let contract = Contract::load(&args.spec)?;
    let target = target(args)?;
    let options = Options {
        tags: args.tags.clone(),
        operations: args.operations.clone(),
        bodies: args
            .bodies
            .as_deref()
            .map(bodies)
            .transpose()?
            .unwrap_or_default(),
        seed: args.seed,
        timeout_s: args.timeout_s,
        ..Options::default()
    };
    let report = contract_tests::run(&contract, &target, &options).await?;
    let text = match args.report {
        Form::Human => render_human(&report),
        Form::Json => render_json(&report),
        Form::Junit => render_junit(&report),
    };
    print!("{text}");
    let is_complete = !args.complete || report.not_run().next().is_none();
    Ok(if report.is_clean() && is_complete {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FINDINGS)
    })
}

fn bodies(path: &Path) -> anyhow::Result<BTreeMap<String, Vec<Value>>> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("read the bodies in {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| {
        format!(
            "read the bodies in {}; write {{\"operation_id\": [body, ..]}}",
            path.display()
        )
    })
}

fn target(args: &RunArgs) -> anyhow::Result<Target> {
    let mut target = Target::new(&args.url);
    for token in &args.tokens {
        let Some((name, variable)) = token.split_once('=') else {
            bail!("read --token; write NAME=ENVVAR, for example default=CONCIERGE_TOKEN");
        };
        let value = std::env::var(variable).with_context(|| {
            format!("read the environment variable {variable} of --token {name}")
        })?;
        target = target.with_token_of(name, value.trim(), variable);
    }
    Ok(target)
}

fn list_checks() -> anyhow::Result<ExitCode> {
    for check in Check::ALL {
        println!("{:<22} {}", check.id(), check.summary());
    }
    Ok(ExitCode::SUCCESS)
}
