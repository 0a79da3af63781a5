//! The report for programs: one JSON document.

use serde_json::json;

use crate::{Report, Verdict};

/// The report as pretty JSON: the report's own fields and a `totals` object.
#[must_use]
pub fn render_json(report: &Report) -> String {
    let count = |wanted: fn(&Verdict) -> bool| {
        report
            .outcomes
            .iter()
            .filter(|outcome| wanted(&outcome.verdict))
            .count()
    };
    let document = json!({
        "contract": { "title": report.title, "version": report.version },
        "url": report.url,
        "seed": report.seed,
        "totals": {
            "passed": count(|verdict| matches!(verdict, Verdict::Passed { .. })),
            "failed": count(|verdict| matches!(verdict, Verdict::Failed { .. })),
            "notRun": count(|verdict| matches!(verdict, Verdict::NotRun { .. })),
            "findings": report.findings.len(),
        },
        "outcomes": report.outcomes,
        "findings": report.findings,
    });
    format!("{document:#}\n")
}
