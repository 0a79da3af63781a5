//! All that is wrong with a configuration.

use std::fmt;

use super::{Origin, Setting};

/// All that is wrong with a configuration; each line names the setting, where it came from, and what to do. No line holds a value.
#[derive(Debug, Default)]
pub struct Faults(Vec<String>);

impl Faults {
    /// Notes something that is wrong with a setting.
    pub(super) fn push(&mut self, setting: &Setting, origin: &Origin, advice: impl fmt::Display) {
        self.0
            .push(format!("{} ({origin}): {advice}", setting.name));
    }

    /// Notes something that is wrong before any setting is found.
    pub(super) fn push_at(&mut self, place: impl fmt::Display, advice: impl fmt::Display) {
        self.0.push(format!("{place}: {advice}"));
    }

    /// How many things are wrong.
    pub(super) fn count(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "read the configuration:\n  {}", self.0.join("\n  "))
    }
}

impl std::error::Error for Faults {}
