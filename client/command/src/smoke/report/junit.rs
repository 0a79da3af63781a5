//! The report for continuous integration: JUnit XML.

use std::fmt::Write as _;

use super::Totals;
use crate::smoke::{Step, Verdict, Walked};

pub(super) fn render(walked: &[Walked]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "<testsuites name=\"smoke\" {}>",
        counts(Totals::of(walked))
    );
    for journey in walked {
        let name = escaped(journey.name);
        let _ = writeln!(
            out,
            "  <testsuite name=\"{name}\" {}>",
            counts(Totals::of([journey]))
        );
        for step in &journey.steps {
            write_step(&mut out, &name, step);
        }
        out.push_str("  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn write_step(out: &mut String, journey: &str, step: &Step) {
    let (name, seconds) = (escaped(step.name), step.taken.as_secs_f64());
    let _ = write!(
        out,
        "    <testcase classname=\"{journey}\" name=\"{name}\" time=\"{seconds:.3}\""
    );
    let outcome = match &step.verdict {
        Verdict::Passed => return out.push_str("/>\n"),
        Verdict::Failed(why) => format!("<failure message=\"{}\"/>", escaped(why)),
        Verdict::Skipped(why) => format!("<skipped message=\"{}\"/>", escaped(why)),
    };
    let _ = write!(out, ">\n      {outcome}\n    </testcase>\n");
}

fn counts(totals: Totals) -> String {
    let Totals {
        failed, skipped, ..
    } = totals;
    format!(
        "tests=\"{}\" failures=\"{failed}\" errors=\"0\" skipped=\"{skipped}\"",
        totals.all()
    )
}

/// XML 1.0 has no way to write most control characters, so they are replaced.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {
                out.push('\u{fffd}');
            }
            letter => out.push(letter),
        }
    }
    out
}
