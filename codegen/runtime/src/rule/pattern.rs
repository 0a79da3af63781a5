//! ECMA-262 patterns, compiled once, when they are first needed.

use std::sync::OnceLock;

use super::steps::Steps;

/// A pattern of the contract. A static of this type is compiled once in a process.
#[derive(Debug)]
pub struct Pattern {
    source: &'static str,
    matcher: OnceLock<Matcher>,
}

#[derive(Debug)]
enum Matcher {
    /// A run of character classes: no engine needed.
    Steps(Steps),
    /// Everything else.
    Engine(Box<regress::Regex>),
    /// Not an expression. The compiler of contracts refuses it, so only hand-written rules get here; they accept everything.
    Unreadable,
}

impl Pattern {
    /// A pattern as the contract writes it.
    #[must_use]
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            matcher: OnceLock::new(),
        }
    }

    /// The text of the pattern.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// True when the value holds a match.
    #[must_use]
    #[inline]
    pub fn matches(&self, value: &str) -> bool {
        match self.matcher.get_or_init(|| Matcher::of(self.source)) {
            Matcher::Steps(steps) => steps.matches(value.as_bytes()),
            Matcher::Engine(regex) => regex.find(value).is_some(),
            Matcher::Unreadable => true,
        }
    }
}

impl Matcher {
    fn of(source: &str) -> Self {
        if let Some(steps) = Steps::read(source) {
            return Self::Steps(steps);
        }
        // JSON Schema asks for Unicode mode; many published patterns carry escapes that only the older mode takes.
        regress::Regex::with_flags(source, "u")
            .or_else(|_| regress::Regex::new(source))
            .map_or(Self::Unreadable, |regex| Self::Engine(Box::new(regex)))
    }
}
