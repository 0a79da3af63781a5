//! The report for people: a line for each step.

use concierge_runtime_command::columns;

use super::Totals;
use crate::smoke::{Verdict, Walked};

pub(super) fn render(url: &str, walked: &[Walked]) -> String {
    let mut rows: Vec<[String; 5]> = Vec::new();
    for journey in walked {
        for step in &journey.steps {
            let (verdict, why) = match &step.verdict {
                Verdict::Passed => ("passed", ""),
                Verdict::Failed(why) => ("FAILED", why.as_str()),
                Verdict::Skipped(why) => ("skipped", why.as_str()),
            };
            let taken = step.taken.as_secs_f64() * 1e3;
            rows.push([
                journey.name.to_owned(),
                step.name.to_owned(),
                verdict.to_owned(),
                format!("{taken:>4.0} ms"),
                why.replace(char::is_control, "\u{fffd}"),
            ]);
        }
    }
    let Totals {
        passed,
        failed,
        skipped,
    } = Totals::of(walked);
    format!(
        "{url}\n\n{}\n{passed} passed, {failed} failed, {skipped} skipped\n",
        columns(&rows)
    )
}
