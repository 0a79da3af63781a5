//! `cargo xtask test --suite schemathesis`: requests that a tool of others makes up from the contract, against the running server.
//!
//! What it may find stands in `schemathesis/known.json`, each with the exchange and the line of the contract that says so. A finding that is not there
//! fails the suite, and so does an entry that was not met.

use std::{collections::BTreeSet, fs, path::PathBuf, process::Command};

use anyhow::{Context as _, ensure};
use serde_json::Value;

use crate::{cargo, local::Local, python, workspace};

/// Cases of each operation and phase.
const EXAMPLES: &str = "200";
const SEED: &str = "1";
/// How many entries the list may have.
const KNOWN_MAX: usize = 3;

/// # Errors
/// When Python is missing, the server doesn't build, or something is found that is not known.
pub(crate) fn run() -> anyhow::Result<()> {
    let known = known()?;
    let tool = install()?;
    let local = Local::build()?;
    let token = local.create_key("schemathesis", "*")?;
    let running = local.serve()?;
    let data = tempfile::tempdir().context("failed to make a folder for the reports")?;
    let met = data.path().join("met.txt");
    let mut command = Command::new(tool);
    command
        .arg("run")
        .arg(workspace::root().join("spec/src/generated/contract.json"))
        .args(["--url", &running.url])
        // A check in our hooks stands for the one that is left out, and knows the list.
        .args([
            "--checks",
            "all",
            "--exclude-checks",
            "positive_data_acceptance",
        ])
        .args([
            "--max-examples",
            EXAMPLES,
            "--seed",
            SEED,
            "--continue-on-failure",
        ])
        .arg("--no-color");
    command
        .current_dir(data.path())
        .env("SCHEMATHESIS_HOOKS", "hooks")
        .env("PYTHONPATH", room())
        .env("CONCIERGE_TOKEN", &token)
        .env("CONCIERGE_KNOWN", room().join("known.json"))
        .env("CONCIERGE_MET", &met);
    cargo::run(&mut command)?;
    let met = fs::read_to_string(met).unwrap_or_default();
    let met: BTreeSet<&str> = met.lines().collect();
    let stale: Vec<&String> = known
        .iter()
        .filter(|code| !met.contains(code.as_str()))
        .collect();
    ensure!(
        stale.is_empty(),
        "these are no longer found, take them out of known.json: {stale:?}"
    );
    println!("0 findings beside the {} that are known", known.len());
    Ok(())
}

/// Where the hooks, the list and the versions stand.
fn room() -> PathBuf {
    workspace::root().join("xtask/src/schemathesis")
}

/// The codes of the entries.
fn known() -> anyhow::Result<Vec<String>> {
    let text =
        fs::read_to_string(room().join("known.json")).context("failed to read known.json")?;
    let entries: Vec<Value> = serde_json::from_str(&text).context("failed to read known.json")?;
    ensure!(
        entries.len() <= KNOWN_MAX,
        "known.json may hold {KNOWN_MAX} entries"
    );
    let code = |entry: &Value| Some(entry["code"].as_str()?.to_owned());
    let codes: Option<Vec<String>> = entries.iter().map(code).collect();
    codes.context("failed to read known.json: an entry has no code")
}

/// The tool, in an environment of its own below the target folder; made anew when the versions change.
fn install() -> anyhow::Result<PathBuf> {
    let versions = room().join("requirements.txt");
    let home = workspace::target().join("schemathesis");
    python::environment(&home, &versions).context(
        "not tested: schemathesis needs Python 3.11 with venv, and a package index to install from",
    )?;
    Ok(home.join("bin/schemathesis"))
}
