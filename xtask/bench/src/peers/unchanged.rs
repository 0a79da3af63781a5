//! Generating again from a document that did not change.

use anyhow::Context as _;
use tempfile::TempDir;

use super::{corpus, cost, java};
use crate::{measure::quantile, report::Report};

/// From small to large; all of them compile.
const DOCUMENTS: &[&str] = &[
    "petstore-304.yaml",
    "polaris-management.yaml",
    "azure-apimanagement.json",
    "omicron-nexus.json",
    "github-2021.json",
];
/// Runs after the first; the median counts for the clock on the wall, the mean for the processor's, whose ticks are coarse.
const ROUNDS: u32 = 7;

/// Every document.
///
/// # Errors
/// When one of them is not there, or does not compile any more.
pub(crate) fn run(report: &mut Report) -> anyhow::Result<()> {
    let title = "gen of an unchanged document";
    let (Some(compiler), Some(folder)) = (java::compiler(), corpus::folder()) else {
        report.figure(title, "not measured: no documents", "");
        return Ok(());
    };
    for document in DOCUMENTS {
        let out = TempDir::new()?;
        let path = folder.join(document);
        let run = || {
            cost::of_process(&mut java::generate(&compiler, &path, out.path()))
                .with_context(|| format!("failed to generate from {document}"))
        };
        let first = run()?;
        let (mut wall, mut processor) = (Vec::new(), 0.0);
        for _ in 0..ROUNDS {
            let cost = run()?;
            wall.push(cost.wall.as_secs_f64() * 1e3);
            processor += cost.processor.as_secs_f64() * 1e3;
        }
        let value = format!(
            "{:.0} ms wall [{:.0}..{:.0}], {:.0} ms processor; the first time {} and {} ms",
            quantile(&wall, 0.5),
            quantile(&wall, 0.0),
            quantile(&wall, 1.0),
            processor / f64::from(ROUNDS),
            first.wall.as_millis(),
            first.processor.as_millis()
        );
        report.figure(&format!("{title}, {document}"), &value, "100 ms");
    }
    Ok(())
}
