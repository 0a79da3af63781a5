//! `cargo xtask gen`: writes or checks every `generated/` folder. One plan, two verbs.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use concierge_codegen::{
    compile::{Failed, Target, plan_target},
    plan::Change,
};

use crate::workspace;

/// Exit code when generated files don't match their contract.
const STALE: u8 = 4;
/// Exit code when a contract can't be compiled.
const FAILED: u8 = 100;

#[derive(Args)]
pub(crate) struct Arguments {
    /// Write nothing; show what would change and exit with 4 if anything would
    #[arg(long)]
    check: bool,
    /// Also print the warnings: what was simplified, and where
    #[arg(long)]
    warnings: bool,
    /// Another checkout of this workspace
    #[arg(long)]
    root: Option<PathBuf>,
}

/// # Errors
/// When a folder can't be read or written.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    for target in workspace::targets(&arguments.root.clone().unwrap_or_else(workspace::root)) {
        match one(&target, arguments)? {
            Outcome::Fresh => {}
            Outcome::Stale => code = ExitCode::from(STALE),
            Outcome::Failed => return Ok(ExitCode::from(FAILED)),
        }
    }
    Ok(code)
}

/// Checks every folder as `gen --check` does.
///
/// # Errors
/// When a folder can't be read.
pub(crate) fn check() -> anyhow::Result<ExitCode> {
    run(&Arguments { check: true, warnings: false, root: None })
}

enum Outcome {
    Fresh,
    Stale,
    Failed,
}

fn one(target: &Target, arguments: &Arguments) -> anyhow::Result<Outcome> {
    let (plan, warnings) = match plan_target(target) {
        Ok(planned) => planned,
        Err(Failed { findings, document }) => {
            eprint!("{}", findings.render(document.as_ref()));
            return Ok(Outcome::Failed);
        }
    };
    let spec = target.spec.strip_prefix(workspace::root()).unwrap_or(&target.spec).display().to_string();
    if arguments.warnings {
        eprint!("{}", warnings.render(None));
    }
    let changes = if arguments.check { plan.check()? } else { plan.apply()? };
    for change in &changes {
        report(change, arguments.check);
    }
    let warned = if warnings.is_empty() { String::new() } else { format!(", {} warnings", warnings.len()) };
    if changes.is_empty() {
        eprintln!("{:>12} {spec}{warned}", "Fresh");
    } else if arguments.check {
        eprintln!("{:>12} {spec}: {} files{warned}\n{:>12} cargo xtask gen", "Stale", changes.len(), "fix:");
        return Ok(Outcome::Stale);
    } else {
        eprintln!("{:>12} {spec}: {} files{warned}", "Generated", changes.len());
    }
    Ok(Outcome::Fresh)
}

fn report(change: &Change, check: bool) {
    eprintln!("{:>12} {}", change.kind.verb(check), change.path.display());
    if let (true, Some(diff)) = (check, change.kind.diff()) {
        println!("{diff}");
    }
}
