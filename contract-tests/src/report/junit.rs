//! The report for continuous integration: JUnit XML, a suite per operation and a case per check.

use std::fmt::Write as _;

use crate::{Finding, Outcome, Report, Verdict};

/// The report as JUnit XML.
#[must_use]
pub fn render_junit(report: &Report) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(
        out,
        "<testsuites name=\"{}\" {}>",
        escaped(&report.title),
        counts(&report.outcomes)
    );
    for suite in report
        .outcomes
        .chunk_by(|one, other| one.operation == other.operation)
    {
        write_suite(&mut out, report, suite);
    }
    out.push_str("</testsuites>\n");
    out
}

fn write_suite(out: &mut String, report: &Report, suite: &[Outcome]) {
    let name = suite
        .first()
        .and_then(|outcome| outcome.operation.as_deref())
        .unwrap_or("contract");
    let _ = writeln!(
        out,
        "  <testsuite name=\"{}\" {}>",
        escaped(name),
        counts(suite)
    );
    for outcome in suite {
        let _ = write!(
            out,
            "    <testcase classname=\"{}\" name=\"{}\"",
            escaped(name),
            outcome.check.id()
        );
        match &outcome.verdict {
            Verdict::Passed { .. } => out.push_str("/>\n"),
            Verdict::NotRun { reason } => {
                let _ = write!(
                    out,
                    ">\n      <skipped message=\"{}\"/>\n    </testcase>\n",
                    escaped(reason)
                );
            }
            Verdict::Failed { .. } => {
                out.push_str(">\n");
                let findings = report.findings.iter().filter(|finding| {
                    finding.check == outcome.check && finding.operation == outcome.operation
                });
                findings.for_each(|finding| write_failure(out, finding));
                out.push_str("    </testcase>\n");
            }
        }
    }
    out.push_str("  </testsuite>\n");
}

fn write_failure(out: &mut String, finding: &Finding) {
    let message = format!("expected {}, seen {}", finding.expected, finding.seen);
    let place = &finding.place;
    let text = format!(
        "{}:{}:{}\n{}\n{}",
        place.file, place.line, place.column, finding.answer, finding.curl
    );
    let _ = writeln!(
        out,
        "      <failure type=\"{}\" message=\"{}\">{}</failure>",
        finding.check.id(),
        escaped(&message),
        escaped(&text)
    );
}

fn counts(outcomes: &[Outcome]) -> String {
    let count = |wanted: fn(&Verdict) -> bool| {
        outcomes
            .iter()
            .filter(|outcome| wanted(&outcome.verdict))
            .count()
    };
    let failures = count(|verdict| matches!(verdict, Verdict::Failed { .. }));
    let skipped = count(|verdict| matches!(verdict, Verdict::NotRun { .. }));
    format!(
        "tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"",
        outcomes.len()
    )
}

/// XML 1.0 has no way to write most control characters, so they are replaced.
fn escaped(text: &str) -> String {
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, letter| {
            match letter {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                '"' => out.push_str("&quot;"),
                '\n' => out.push_str("&#10;"),
                '\t' => out.push('\t'),
                letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {
                    out.push('\u{fffd}')
                }
                letter => out.push(letter),
            }
            out
        })
}
