//! One document through the compiler, as a user would run it: a process of its own, so that nothing can take the others along.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
    time::Instant,
};

use anyhow::Context as _;

use super::{document::Document, table::Row};
use crate::workspace;

/// What the command ends with when a document is at fault.
const FAILED: i32 = 100;

/// Generates the crates of a document into a folder of its name.
pub(super) fn generate(compiler: &Path, crates: &Path, document: Document) -> anyhow::Result<Row> {
    let out = crates.join(&document.name);
    let started = Instant::now();
    let output = Command::new(compiler)
        .args(["gen", "--crate", &format!("doc-{}", document.name)])
        .arg("--spec")
        .arg(&document.path)
        .arg("--out")
        .arg(&out)
        .arg("--cache")
        .arg(crates.join("stamps"))
        .arg("--runtime-path")
        .arg(workspace::root().join("codegen"))
        .output()
        .context("failed to start the compiler")?;
    let ms = started.elapsed().as_millis();
    let told = String::from_utf8_lossy(&output.stderr);
    let count = |start: &str| told.lines().filter(|line| line.starts_with(start)).count();
    let row = Row {
        errors: count("error["),
        warnings: count("warning["),
        raw: count("warning[fallback-any]"),
        lowered: count("warning[client-lowered]"),
        generated: output.status.success(),
        crashed: crashed(&output),
        operations: operations(&out),
        lines: lines(&out),
        ms,
        ..Row::of(document)
    };
    if row.generated {
        // The crates become members of one workspace.
        fs::remove_file(out.join("Cargo.toml")).context("failed to remove a manifest")?;
    }
    Ok(row)
}

/// Neither crates nor findings: a panic, or a signal.
fn crashed(output: &Output) -> bool {
    !output.status.success() && output.status.code() != Some(FAILED)
}

/// The operations in the generated table.
fn operations(out: &Path) -> usize {
    let table = fs::read_to_string(out.join("models/src/generated/operations.rs"));
    let is_one = |line: &&str| {
        line.contains(": OperationSpec = ") || line.contains(": rt::OperationSpec = ")
    };
    table.map_or(0, |text| text.lines().filter(is_one).count())
}

/// The lines of all Rust files.
fn lines(folder: &Path) -> usize {
    let mut count = 0;
    let mut folders = vec![folder.to_path_buf()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(here).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                count += fs::read_to_string(&path).map_or(0, |text| text.lines().count());
            }
        }
    }
    count
}
