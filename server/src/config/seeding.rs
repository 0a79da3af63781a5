//! Whether the store is filled with data to try things with.

use super::values::Values;
use super::{Kind, Setting};

pub(super) const AT_START: Setting = Setting {
    name: "seed.at_start",
    flag: Some("seed"),
    variable: "CONCIERGE_SEED",
    kind: Kind::Switch,
    default: "false",
    meaning: "Fill the store at the start, as the command `seed` does; refused in production",
};

pub(super) const SETTINGS: &[Setting] = &[AT_START];

pub(super) fn read(values: &Values) -> bool {
    values.is_on(&AT_START)
}
