//! Runs cargo and what it built.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

use anyhow::{Context as _, bail};

use crate::workspace;

/// `cargo` in the workspace's root, with the same cargo that runs this program.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace::root());
    command
}

/// Runs a command to its end; its output is the user's to see.
///
/// # Errors
/// When it can't be started or ends with another status than 0.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let shown = shown(command);
    let status = command
        .status()
        .with_context(|| format!("failed to start `{shown}`"))?;
    if !status.success() {
        bail!("`{shown}` ended with {status}");
    }
    Ok(())
}

/// Builds a binary and returns its path, as cargo names it.
///
/// # Errors
/// When it doesn't build.
pub(crate) fn build(package: &str, binary: &str, profile: &str) -> anyhow::Result<PathBuf> {
    let mut command = cargo();
    command.args([
        "build",
        "--quiet",
        "--package",
        package,
        "--bin",
        binary,
        "--profile",
        profile,
    ]);
    command
        .args(["--message-format", "json-render-diagnostics"])
        .stdout(Stdio::piped());
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .context("failed to start cargo")?;
    if !output.status.success() {
        bail!("`{}` ended with {}", shown(&command), output.status);
    }
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["target"]["name"] == binary)
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .with_context(|| format!("failed to find the binary {binary} in cargo's messages"))
}

fn shown(command: &Command) -> String {
    let mut words = vec![
        PathBuf::from(command.get_program())
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
    ];
    words.extend(
        command
            .get_args()
            .map(|word| word.to_string_lossy().into_owned()),
    );
    words.join(" ")
}
