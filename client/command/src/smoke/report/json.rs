//! The report for programs: one JSON document.

use serde_json::{Value, json};

use super::Totals;
use crate::smoke::{Step, Verdict, Walked};

pub(super) fn render(url: &str, walked: &[Walked]) -> String {
    let Totals {
        passed,
        failed,
        skipped,
    } = Totals::of(walked);
    let journeys: Vec<Value> = walked
        .iter()
        .map(|journey| {
            let steps: Vec<Value> = journey.steps.iter().map(step).collect();
            json!({ "name": journey.name, "steps": steps })
        })
        .collect();
    let document = json!({
        "url": url,
        "totals": { "passed": passed, "failed": failed, "skipped": skipped },
        "journeys": journeys,
    });
    format!("{document:#}\n")
}

fn step(step: &Step) -> Value {
    let (verdict, why) = match &step.verdict {
        Verdict::Passed => ("passed", None),
        Verdict::Failed(why) => ("failed", Some(why)),
        Verdict::Skipped(why) => ("skipped", Some(why)),
    };
    json!({
        "name": step.name,
        "verdict": verdict,
        "why": why,
        "milliseconds": step.taken.as_secs_f64() * 1e3,
    })
}
