//! The report for people: findings first, then what did not run, then the totals.

use crate::{Finding, Report, Verdict};

/// The report as text.
#[must_use]
pub fn render_human(report: &Report) -> String {
    let mut out = format!("{} {} at {}\n\n", report.title, report.version, report.url);
    for finding in &report.findings {
        out.push_str(&told(finding));
        out.push('\n');
    }
    out.push_str(&not_run(report));
    out.push_str(&totals(report));
    out
}

fn told(finding: &Finding) -> String {
    let subject = finding.operation.as_deref().unwrap_or("the whole contract");
    let mut out = format!(
        "finding[{}] {subject}: {}\n",
        finding.check.id(),
        finding.check.summary()
    );
    if finding.place.line > 0 {
        out.push_str(&format!(
            "  --> {}:{}:{}\n",
            finding.place.file, finding.place.line, finding.place.column
        ));
    }
    for (name, text) in [
        ("expected", &finding.expected),
        ("seen", &finding.seen),
        ("answer", &finding.answer),
        ("again", &finding.curl),
    ] {
        if !text.is_empty() {
            out.push_str(&format!("  {name:<8}  {text}\n"));
        }
    }
    if finding.repeats > 0 {
        out.push_str(&format!("  and {} more like it\n", finding.repeats));
    }
    out
}

/// Reasons that many checks share are told once.
fn not_run(report: &Report) -> String {
    let mut reasons: Vec<(&str, Vec<String>)> = Vec::new();
    for (outcome, reason) in report.not_run() {
        let subject = outcome.operation.as_deref().map_or_else(
            || outcome.check.id().to_owned(),
            |id| format!("{id} {}", outcome.check.id()),
        );
        match reasons.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, subjects)) => subjects.push(subject),
            None => reasons.push((reason, vec![subject])),
        }
    }
    let mut out = String::new();
    for (reason, subjects) in reasons {
        out.push_str(&format!(
            "not run: {reason}\n  {}\n\n",
            subjects.join("\n  ")
        ));
    }
    out
}

fn totals(report: &Report) -> String {
    let count = |wanted: fn(&Verdict) -> bool| {
        report
            .outcomes
            .iter()
            .filter(|outcome| wanted(&outcome.verdict))
            .count()
    };
    format!(
        "{} checks passed, {} failed with {} findings, {} not run (seed {})\n",
        count(|verdict| matches!(verdict, Verdict::Passed { .. })),
        count(|verdict| matches!(verdict, Verdict::Failed { .. })),
        report.findings.len(),
        count(|verdict| matches!(verdict, Verdict::NotRun { .. })),
        report.seed,
    )
}
