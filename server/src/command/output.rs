//! What a command prints for whoever started it.

use std::io::Write as _;

use anyhow::Context as _;

/// Writes a line where a program that started this one reads it at once.
pub(super) fn say(line: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")
        .and_then(|()| out.flush())
        .context("failed to write to standard output")
}
