//! All that is wrong with a configuration.

use std::fmt;
use std::str::FromStr;

/// All that is wrong with a configuration; each line says what to do.
#[derive(Debug, Default)]
pub struct Faults(Vec<String>);

impl Faults {
    /// Notes something that is wrong with an option.
    pub fn push(&mut self, option: &str, advice: impl fmt::Display) {
        self.0.push(format!("--{option}: {advice}"));
    }

    /// Reads an option's text; what can't be read is noted and absent.
    pub fn parse<T: FromStr>(&mut self, option: &str, text: &str, advice: &str) -> Option<T> {
        let value = text.trim().parse().ok();
        if value.is_none() {
            self.push(option, advice);
        }
        value
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
