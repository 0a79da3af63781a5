//! All crates of all documents in one workspace, so that cargo builds what they share once; its messages tell whose is which.

use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
};

use anyhow::Context as _;
use serde_json::Value;

use super::table::{Part, Row};
use crate::{cargo, workspace};

/// Checks every crate, and notes in each row what the compiler said. The messages themselves go to `messages.txt`.
pub(super) fn check(crates: &Path, rows: &mut [Row]) -> anyhow::Result<()> {
    write_workspace(crates, rows).context("failed to write the workspace of crates")?;
    let mut command = cargo::cargo();
    cargo_arguments(&mut command);
    let mut child = command
        .current_dir(crates)
        .stdout(Stdio::piped())
        .spawn()
        .context("failed to start cargo")?;
    let stdout = child.stdout.take().context("failed to read from cargo")?;
    let mut messages = String::new();
    for line in BufReader::new(stdout).lines() {
        let line = line.context("failed to read from cargo")?;
        if let Ok(message) = serde_json::from_str::<Value>(&line) {
            note(&message, rows, &mut messages);
        }
    }
    child.wait().context("failed to wait for cargo")?;
    fs::write(crates.join("messages.txt"), messages).context("failed to write messages.txt")
}

fn write_workspace(crates: &Path, rows: &[Row]) -> std::io::Result<()> {
    let members: Vec<String> = rows
        .iter()
        .filter(|row| row.generated)
        .flat_map(|row| Part::ALL.map(|part| format!("    \"{}/{}\",\n", row.name, part.as_str())))
        .collect();
    fs::create_dir_all(crates)?;
    fs::write(
        crates.join("Cargo.toml"),
        format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n",
            members.concat()
        ),
    )?;
    // The versions of this workspace, which are at hand.
    fs::copy(
        workspace::root().join("Cargo.lock"),
        crates.join("Cargo.lock"),
    )?;
    Ok(())
}

/// With the profile of this workspace, so that compiled dependencies are shared with it.
fn cargo_arguments(command: &mut Command) {
    command.args(["check", "--offline", "--workspace", "--keep-going"]);
    command.args(["--message-format", "json"]);
    command.args(["--config", "profile.dev.debug='line-tables-only'"]);
    command.args(["--config", "profile.dev.package.'*'.debug=false"]);
    command.env("CARGO_TARGET_DIR", workspace::target());
    command.env("CARGO_INCREMENTAL", "0");
}

fn note(message: &Value, rows: &mut [Row], messages: &mut String) {
    let manifest = message["manifest_path"].as_str().map(Path::new);
    let folder = manifest.and_then(Path::parent);
    let part = folder
        .and_then(Path::file_name)
        .and_then(|name| Part::ALL.into_iter().find(|part| name == part.as_str()));
    let name = folder.and_then(Path::parent).and_then(Path::file_name);
    let row = rows
        .iter_mut()
        .find(|row| name.is_some_and(|name| name == row.name.as_str()));
    let (Some(part), Some(row)) = (part, row) else {
        return;
    };
    let verdict = row.verdict(part);
    match message["reason"].as_str() {
        Some("compiler-artifact") => verdict.compiled = true,
        Some("compiler-message") => {
            match message["message"]["level"].as_str() {
                Some("warning") => verdict.warnings += 1,
                Some("error") => verdict.errors += 1,
                _ => {}
            }
            messages.push_str(&format!("== {} {}\n", row.name, part.as_str()));
            messages.push_str(message["message"]["rendered"].as_str().unwrap_or_default());
        }
        _ => {}
    }
}
