//! Who looks into pictures.

use std::time::Duration;

use super::values::Values;
use super::{Faults, Kind, Setting};
use crate::scanner::ClamAv;

const CLAMAV: Setting = Setting {
    name: "scanner.clamav",
    flag: Some("clamav"),
    variable: "CONCIERGE_CLAMAV",
    kind: Kind::Text("127.0.0.1:3310"),
    default: "",
    meaning: "Host and port of a ClamAV daemon that looks into pictures; without one they wait for a person alone",
};

const TIMEOUT_MS: Setting = Setting {
    name: "scanner.timeout_ms",
    flag: Some("scan-timeout-ms"),
    variable: "CONCIERGE_SCAN_TIMEOUT_MS",
    kind: Kind::Number(1, 600_000),
    default: "30000",
    meaning: "How long the look into one picture may take, in milliseconds",
};

pub(super) const SETTINGS: &[Setting] = &[CLAMAV, TIMEOUT_MS];

pub(super) fn read(values: &Values, faults: &mut Faults) -> Option<ClamAv> {
    let address = values.text(&CLAMAV);
    if address.is_empty() {
        return None;
    }
    let port = address
        .rsplit_once(':')
        .map(|(_, port)| port.parse::<u16>());
    if !matches!(port, Some(Ok(_))) {
        values.fault(
            &CLAMAV,
            faults,
            "write host and port, for example 127.0.0.1:3310",
        );
    }
    Some(ClamAv {
        address: address.to_owned(),
        timeout: Duration::from_millis(values.number(&TIMEOUT_MS)),
    })
}
