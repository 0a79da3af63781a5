//! Closed lists of strings.

use crate::{At, Violations};

/// The values that a string may have, in contract order.
#[derive(Clone, Copy, Debug)]
pub struct Enumeration(pub &'static [&'static str]);

impl Enumeration {
    /// True for a declared value.
    #[must_use]
    pub fn accepts(&self, value: &str) -> bool {
        self.0.contains(&value)
    }

    /// Reports a value that is not declared.
    #[inline]
    pub fn check(&self, value: &str, at: &At<'_>, out: &mut Violations) {
        if !self.accepts(value) {
            self.report(at, out);
        }
    }

    /// Reports that the value is not declared, without another look at it.
    #[cold]
    pub fn report(&self, at: &At<'_>, out: &mut Violations) {
        const SHOWN_MAX: usize = 20;
        let shown = self.0.len().min(SHOWN_MAX);
        let mut list = self.0[..shown].join(", ");
        if shown < self.0.len() {
            list.push_str(", ..");
        }
        out.report(at, "enum", format!("must be one of: {list}"));
    }
}
