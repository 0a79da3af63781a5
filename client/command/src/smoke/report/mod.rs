//! What came of the journeys: for people, for programs, for continuous integration.

mod json;
mod junit;
mod table;

use super::{Verdict, Walked};

/// The form of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Report {
    /// A line for each step.
    Table,
    /// One JSON document.
    Json,
    /// JUnit XML: a suite for each journey, a case for each step.
    Junit,
}

/// The report as text, its last line ended.
#[must_use]
pub fn render(form: Report, url: &str, walked: &[Walked]) -> String {
    match form {
        Report::Table => table::render(url, walked),
        Report::Json => json::render(url, walked),
        Report::Junit => junit::render(walked),
    }
}

/// How many steps have a verdict.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Totals {
    fn of<'a>(walked: impl IntoIterator<Item = &'a Walked>) -> Self {
        let mut totals = Self::default();
        for step in walked.into_iter().flat_map(|walked| &walked.steps) {
            match step.verdict {
                Verdict::Passed => totals.passed += 1,
                Verdict::Failed(_) => totals.failed += 1,
                Verdict::Skipped(_) => totals.skipped += 1,
            }
        }
        totals
    }

    const fn all(self) -> usize {
        self.passed + self.failed + self.skipped
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Report, render};
    use crate::smoke::{Step, Verdict, Walked};

    fn walked() -> Vec<Walked> {
        let step = |name, verdict| Step {
            name,
            verdict,
            taken: Duration::from_micros(1500),
        };
        vec![Walked {
            name: "track-order",
            steps: vec![
                step("it is found", Verdict::Passed),
                step(
                    "it is <told>",
                    Verdict::Failed("expected \"a\", seen\u{7} b".to_owned()),
                ),
                step("it is late", Verdict::Skipped("there is none".to_owned())),
            ],
        }]
    }

    #[test]
    fn a_table_for_people() {
        assert_eq!(
            render(Report::Table, "http://localhost", &walked()),
            "http://localhost\n\n\
            track-order  it is found   passed      2 ms\n\
            track-order  it is <told>  FAILED      2 ms  expected \"a\", seen\u{fffd} b\n\
            track-order  it is late    skipped     2 ms  there is none\n\n\
            1 passed, 1 failed, 1 skipped\n"
        );
    }

    #[test]
    fn a_document_for_programs() {
        let text = render(Report::Json, "http://localhost", &walked());
        let document: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(document["totals"]["failed"], 1);
        assert_eq!(document["journeys"][0]["steps"][1]["verdict"], "failed");
        assert_eq!(document["journeys"][0]["steps"][2]["why"], "there is none");
    }

    #[test]
    fn suites_for_continuous_integration() {
        let text = render(Report::Junit, "http://localhost", &walked());
        assert!(
            text.contains("<testsuite name=\"track-order\" tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\">"),
            "{text}"
        );
        assert!(text.contains("name=\"it is &lt;told&gt;\""), "{text}");
        assert!(
            text.contains("<failure message=\"expected &quot;a&quot;, seen\u{fffd} b\"/>"),
            "{text}"
        );
    }
}
