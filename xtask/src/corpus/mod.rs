//! `cargo xtask corpus`: what the compiler makes of documents from elsewhere, and what rustc says to that.

mod check;
mod document;
mod generate;
mod table;

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::Context as _;
use clap::Args;

use crate::{cargo, workspace};

#[derive(Args)]
pub(crate) struct Arguments {
    /// Only the document of this name, without its extension; may be given several times
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Leave out documents that are larger
    #[arg(long, value_name = "N")]
    max_bytes: Option<u64>,
    /// Where the table goes
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where the crates and `messages.txt`, what rustc said, go; the folder is emptied first
    #[arg(long, value_name = "DIR")]
    crates: Option<PathBuf>,
    /// How the compiler is built; times mean something in `release` only
    #[arg(long, value_name = "NAME", default_value = "release")]
    profile: String,
}

/// Ends with 1 when a document gives neither findings nor crates that compile without a warning, or when there are no documents.
///
/// # Errors
/// When the compiler doesn't build, or a file can't be written.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let Some(documents) = document::documents(&arguments.only, arguments.max_bytes)? else {
        eprintln!("{}", workspace::NO_DOCUMENTS);
        return Ok(ExitCode::FAILURE);
    };
    let compiler = cargo::build("concierge-codegen", "concierge-codegen", &arguments.profile)?;
    let crates = match &arguments.crates {
        Some(crates) => crates.clone(),
        None => workspace::target().join("corpus"),
    };
    if crates.exists() {
        fs::remove_dir_all(&crates).context("failed to empty the folder of crates")?;
    }
    let mut rows = Vec::new();
    for document in documents {
        eprintln!("{:>12} {}", "Generating", document.name);
        rows.push(generate::generate(&compiler, &crates, document)?);
    }
    check::check(&crates, &mut rows)?;
    let table = table::table(&rows);
    let out = arguments
        .out
        .clone()
        .unwrap_or_else(|| crates.join("corpus.md"));
    fs::write(&out, &table).with_context(|| format!("failed to write {}", out.display()))?;
    print!("{table}");
    eprintln!("{:>12} {}", "Wrote", out.display());
    if rows.iter().all(table::Row::is_good) {
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}
