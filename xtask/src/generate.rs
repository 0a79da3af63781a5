//! `cargo xtask gen`: writes or checks every `generated/` folder. One plan, two verbs.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use concierge_codegen::{
    compile::{Target, TargetError},
    generate::{Outcome, Verb, generate},
    plan::{Change, ChangeKind},
    stamp::Stamps,
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
    /// Count the warnings instead of printing what was simplified, and where
    #[arg(long)]
    quiet: bool,
    /// Another checkout of this workspace
    #[arg(long)]
    root: Option<PathBuf>,
}

/// # Errors
/// When a folder can't be read or written.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut code = ExitCode::SUCCESS;
    // Another checkout keeps its own stamps, and takes them along when it goes.
    let (root, target) = match &arguments.root {
        Some(root) => (root.clone(), root.join("target")),
        None => (workspace::root(), workspace::target()),
    };
    let stamps = Stamps::new(target.join("stamps"));
    for target in workspace::targets(&root) {
        match one(&target, &stamps, arguments)? {
            Verdict::Fresh => {}
            Verdict::Stale => code = ExitCode::from(STALE),
            Verdict::Failed => return Ok(ExitCode::from(FAILED)),
        }
    }
    Ok(code)
}

/// Checks every folder as `gen --check` does.
///
/// # Errors
/// When a folder can't be read.
pub(crate) fn check() -> anyhow::Result<ExitCode> {
    run(&Arguments {
        check: true,
        quiet: true,
        root: None,
    })
}

enum Verdict {
    Fresh,
    Stale,
    Failed,
}

fn one(target: &Target, stamps: &Stamps, arguments: &Arguments) -> anyhow::Result<Verdict> {
    let verb = if arguments.check {
        Verb::Compare
    } else {
        Verb::Write
    };
    let Outcome {
        warned, changes, ..
    } = match generate(target, verb, Some(stamps)) {
        Ok(outcome) => outcome,
        Err(TargetError::Contract(failed)) => {
            eprint!("{}", failed.render());
            return Ok(Verdict::Failed);
        }
        Err(TargetError::Plan(error)) => return Err(error.into()),
    };
    if !arguments.quiet {
        eprint!("{}", warned.text);
    }
    for change in &changes {
        report(change, arguments.check);
    }
    let spec = target
        .spec
        .strip_prefix(&target.root)
        .unwrap_or(&target.spec)
        .display();
    let warned = match warned.count {
        0 => String::new(),
        count => format!(", {count} warnings"),
    };
    if changes.is_empty() {
        status("Fresh", &format!("{spec}{warned}"));
    } else if arguments.check {
        status("Stale", &format!("{spec}: {} files{warned}", changes.len()));
        status("fix:", "cargo xtask gen");
        return Ok(Verdict::Stale);
    } else {
        status(
            "Generated",
            &format!("{spec}: {} files{warned}", changes.len()),
        );
    }
    Ok(Verdict::Fresh)
}

/// What happened goes to stderr; a diff is data, so it goes to stdout.
fn report(change: &Change, check: bool) {
    status(change.kind.as_str(), &change.path);
    if let (true, ChangeKind::Changed { diff }) = (check, &change.kind) {
        println!("{diff}");
    }
}

/// Same width as cargo's own output.
fn status(verb: &str, text: &str) {
    eprintln!("{verb:>12} {text}");
}
