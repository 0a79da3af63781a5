//! What the server is run for. Stricter demands come with it.

use super::values::Values;
use super::{Kind, Setting};

const ENVIRONMENT: Setting = Setting {
    name: "environment",
    flag: Some("environment"),
    variable: "CONCIERGE_ENVIRONMENT",
    kind: Kind::Choice(&["development", "staging", "production"]),
    default: "development",
    meaning: "What the server is run for: development makes a secret of its own where there is none, staging demands one, production refuses whatever only tests need",
};

pub(super) const SETTINGS: &[Setting] = &[ENVIRONMENT];

/// What the server is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Environment {
    /// Somebody's own machine.
    Development,
    /// A rehearsal: secrets as in production, limits and data as a test needs them.
    Staging,
    /// Customers.
    Production,
}

impl Environment {
    pub(super) fn read(values: &Values) -> Self {
        match values.text(&ENVIRONMENT) {
            "production" => Self::Production,
            "staging" => Self::Staging,
            _ => Self::Development,
        }
    }
}
