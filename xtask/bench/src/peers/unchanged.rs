//! Generating again from a document that did not change.

use tempfile::TempDir;

use super::{corpus, cost, java};
use crate::{measure::quantile, report::Report};

/// From small to large.
const DOCUMENTS: &[&str] = &[
    "petstore-304.yaml",
    "polaris-management.yaml",
    "ory-kratos.json",
    "omicron-nexus.json",
];
/// Runs after the first; the median counts.
const ROUNDS: usize = 7;

/// Every document.
pub(crate) fn run(report: &mut Report) -> anyhow::Result<()> {
    let title = "gen of an unchanged document";
    let (Some(compiler), Some(folder)) = (java::compiler(), corpus::folder()) else {
        report.figure(title, "not measured: no documents", "");
        return Ok(());
    };
    for document in DOCUMENTS {
        let out = TempDir::new()?;
        let path = folder.join(document);
        let run = || cost::of_process(&mut java::generate(&compiler, &path, out.path()));
        let first = match run() {
            Ok(first) => first,
            Err(_) => {
                report.figure(
                    &format!("{title}, {document}"),
                    "not measured: it does not compile",
                    "",
                );
                continue;
            }
        };
        let mut wall = Vec::new();
        for _ in 0..ROUNDS {
            wall.push(run()?.wall.as_secs_f64() * 1e3);
        }
        let value = format!(
            "{:.0} ms; the first time {} ms",
            quantile(&wall, 0.5),
            first.wall.as_millis()
        );
        report.figure(&format!("{title}, {document}"), &value, "100 ms");
    }
    Ok(())
}
