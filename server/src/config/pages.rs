//! What is shown beside the contract.

use concierge_runtime_server::Network;

use super::values::Values;
use super::{Faults, Kind, Setting};

const DOCS: Setting = Setting {
    name: "pages.docs",
    flag: Some("docs"),
    variable: "CONCIERGE_DOCS",
    kind: Kind::Switch,
    default: "true",
    meaning: "Whether /docs, /openapi.json and /openapi.yaml show the contract to anybody",
};

const METRICS_FROM: Setting = Setting {
    name: "pages.metrics_from",
    flag: Some("metrics-from"),
    variable: "CONCIERGE_METRICS_FROM",
    kind: Kind::List("10.1.0.0/16"),
    default: "127.0.0.0/8,::1",
    meaning: "Networks whose addresses may read /metrics; everybody else finds nothing there",
};

pub(super) const SETTINGS: &[Setting] = &[DOCS, METRICS_FROM];

/// What is shown beside the contract.
#[derive(Clone, Debug)]
pub struct Pages {
    /// Whether the contract is shown.
    pub docs: bool,
    /// Who may read what is counted.
    pub metrics_from: Vec<Network>,
}

impl Pages {
    pub(super) fn read(values: &Values, faults: &mut Faults) -> Self {
        Self {
            docs: values.is_on(&DOCS),
            metrics_from: values.networks(&METRICS_FROM, faults),
        }
    }
}
