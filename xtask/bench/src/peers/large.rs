//! A document of more than 13 MB, made of a large one whose paths are repeated: how long checking and generating take.

use std::fs;
use std::process::Command;

use anyhow::Context as _;
use serde_json::{Map, Value};
use tempfile::TempDir;

use super::{corpus, cost, java};
use crate::report::Report;

/// The largest published document, 3.7 MB.
const DOCUMENT: &str = "github-2021.json";
/// How often its paths stand in the document that is measured.
const COPIES: usize = 6;

/// Both commands, once.
///
/// # Errors
/// When the document is not there, or does not compile any more.
pub(crate) fn run(report: &mut Report) -> anyhow::Result<()> {
    let title = "a large document";
    let (Some(compiler), Some(folder)) = (java::compiler(), corpus::folder()) else {
        report.figure(title, "not measured: no documents", "");
        return Ok(());
    };
    let text = fs::read_to_string(folder.join(DOCUMENT)).context("failed to read the document")?;
    let (text, operations) = repeated(serde_json::from_str(&text)?)?;
    let scratch = TempDir::new()?;
    let path = scratch.path().join("large.json");
    fs::write(&path, &text)?;
    let title = format!("{title}, {} bytes, {operations} operations", text.len());
    let check = cost::of_process(
        Command::new(&compiler)
            .arg("check")
            .arg("--spec")
            .arg(&path),
    )?;
    let out = scratch.path().join("out");
    let generate = cost::of_process(&mut java::generate(&compiler, &path, &out))?;
    for (verb, cost) in [("check", check), ("gen", generate)] {
        let value = format!(
            "{:.1} s wall, {:.1} s processor",
            cost.wall.as_secs_f64(),
            cost.processor.as_secs_f64()
        );
        report.figure(&format!("{verb} of {title}"), &value, "");
    }
    Ok(())
}

/// The document with copies of its paths, and how many operations it has.
fn repeated(mut document: Value) -> anyhow::Result<(String, usize)> {
    let paths = document["paths"]
        .as_object()
        .cloned()
        .context("failed to find the paths")?;
    let mut all = Map::new();
    let mut operations = 0;
    for copy in 0..COPIES {
        for (path, item) in &paths {
            let mut item = item.clone();
            for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
                if let Some(id) = operation.get("operationId").and_then(Value::as_str) {
                    operation["operationId"] = format!("{id}-{copy}").into();
                    operations += 1;
                }
            }
            all.insert(format!("/{copy}{path}"), item);
        }
    }
    document["paths"] = all.into();
    Ok((serde_json::to_string_pretty(&document)?, operations))
}
