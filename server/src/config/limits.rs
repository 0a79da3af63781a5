//! Which of the contract's rate limits are in force.

use concierge_runtime_server::Profile;

use super::values::Values;
use super::{Kind, Setting};

pub(super) const PROFILE: Setting = Setting {
    name: "limits.profile",
    flag: Some("limits"),
    variable: "CONCIERGE_LIMITS",
    kind: Kind::Choice(&["contract", "scaled", "open"]),
    default: "contract",
    meaning: "Rate limits: contract (as the contract states them), scaled (those times `limits.factor`), or open (none, for tests and measurements; refused in production)",
};

const FACTOR: Setting = Setting {
    name: "limits.factor",
    flag: Some("limits-factor"),
    variable: "CONCIERGE_LIMITS_FACTOR",
    kind: Kind::Factor,
    default: "1",
    meaning: "What the profile scaled multiplies the number of requests by; at least one stays",
};

const SUBJECTS_MAX: Setting = Setting {
    name: "limits.subjects_max",
    flag: Some("limits-subjects-max"),
    variable: "CONCIERGE_LIMITS_SUBJECTS_MAX",
    kind: Kind::Number(1024, 1 << 28),
    default: "1048576",
    meaning: "How many accounts of addresses and sessions are remembered at most, about 50 bytes each; beyond that those go first that have used least of their limit",
};

pub(super) const SETTINGS: &[Setting] = &[PROFILE, FACTOR, SUBJECTS_MAX];

/// Which rate limits are in force.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The contract's, scaled, or none.
    pub profile: Profile,
    /// How many accounts of addresses and sessions are remembered at most.
    pub subjects_max: usize,
}

impl Limits {
    pub(super) fn read(values: &Values) -> Self {
        Self {
            profile: match values.text(&PROFILE) {
                "open" => Profile::Open,
                "scaled" => Profile::Scaled(values.factor(&FACTOR)),
                _ => Profile::Declared,
            },
            subjects_max: usize::try_from(values.number(&SUBJECTS_MAX)).unwrap_or(usize::MAX),
        }
    }
}
