//! What is printed: one line a figure, with what was aimed at.

use crate::measure::Comparison;

/// Prints as it goes.
#[derive(Default)]
pub(crate) struct Report;

impl Report {
    /// A comparison in nanoseconds per call.
    pub(crate) fn ratio(&mut self, name: &str, comparison: &Comparison, aim: &str) {
        let (ours, theirs) = comparison.nanoseconds;
        let value = format!(
            "ratio {:.2} [{:.2}..{:.2}]   ours {ours:.0} ns, theirs {theirs:.0} ns",
            comparison.ratio, comparison.spread.0, comparison.spread.1
        );
        self.figure(name, &value, aim);
    }

    /// A figure that stands alone.
    pub(crate) fn figure(&mut self, name: &str, value: &str, aim: &str) {
        let aim = if aim.is_empty() {
            String::new()
        } else {
            format!("   aim {aim}")
        };
        println!("{name}\n    {value}{aim}");
    }
}
