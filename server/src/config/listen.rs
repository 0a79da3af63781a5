//! Where and how the server listens.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use concierge_runtime_server::{ForwardedBy, Proxies};

use super::values::Values;
use super::{Faults, Kind, Setting};

pub(super) const ADDRESS: Setting = Setting {
    name: "listen.address",
    flag: Some("listen"),
    variable: "CONCIERGE_LISTEN",
    kind: Kind::Text("127.0.0.1:8080"),
    default: "127.0.0.1:8080",
    meaning: "Address and port; port 0 takes a free one. The server speaks plain HTTP: TLS ends at a proxy before it",
};

const MOUNT: Setting = Setting {
    name: "listen.mount",
    flag: Some("mount"),
    variable: "CONCIERGE_MOUNT",
    kind: Kind::Choice(&["whole", "native"]),
    default: "whole",
    meaning: "How the service stands behind dropshot: whole (every answer is the contract's own) or native (one endpoint per operation)",
};

pub(super) const TRUSTED_PROXIES: Setting = Setting {
    name: "listen.trusted_proxies",
    flag: Some("trusted-proxies"),
    variable: "CONCIERGE_TRUSTED_PROXIES",
    kind: Kind::List("10.0.0.0/8"),
    default: "",
    meaning: "Networks of proxies whose word on the caller's address is believed",
};

const FORWARDED_HEADER: Setting = Setting {
    name: "listen.forwarded_header",
    flag: Some("forwarded-header"),
    variable: "CONCIERGE_FORWARDED_HEADER",
    kind: Kind::Choice(&["x-forwarded-for", "forwarded"]),
    default: "x-forwarded-for",
    meaning: "The one header in which those proxies state it; the other is handed on as a caller wrote it, so it is never read",
};

const BODY_TIMEOUT_MS: Setting = Setting {
    name: "listen.body_timeout_ms",
    flag: Some("body-timeout-ms"),
    variable: "CONCIERGE_BODY_TIMEOUT_MS",
    kind: Kind::Number(1, 3_600_000),
    default: "30000",
    meaning: "How long a request's whole body may take to arrive, in milliseconds",
};

const DRAIN_MS: Setting = Setting {
    name: "listen.drain_ms",
    flag: Some("drain-ms"),
    variable: "CONCIERGE_DRAIN_MS",
    kind: Kind::Number(0, 600_000),
    default: "0",
    meaning: "How long the server says that it is not ready before it stops listening, in milliseconds; give load balancers time to notice",
};

const SHUTDOWN_MS: Setting = Setting {
    name: "listen.shutdown_ms",
    flag: Some("shutdown-ms"),
    variable: "CONCIERGE_SHUTDOWN_MS",
    kind: Kind::Number(0, 600_000),
    default: "10000",
    meaning: "How long running requests may take to finish when the server stops, in milliseconds",
};

pub(super) const SETTINGS: &[Setting] = &[
    ADDRESS,
    MOUNT,
    TRUSTED_PROXIES,
    FORWARDED_HEADER,
    BODY_TIMEOUT_MS,
    DRAIN_MS,
    SHUTDOWN_MS,
];

/// Where and how the server listens.
#[derive(Clone, Debug)]
pub struct Listen {
    /// Address and port; port 0 takes a free one.
    pub address: SocketAddr,
    /// How the service stands behind dropshot.
    pub mount: Mount,
    /// Whose forwarded headers are believed.
    pub proxies: Proxies,
    /// How long a whole body may take to arrive, in milliseconds.
    pub body_timeout_ms: u64,
    /// How long the server says that it is not ready before it stops listening.
    pub drain: Duration,
    /// How long running requests may take to finish when the server stops.
    pub shutdown: Duration,
}

/// How the service stands behind dropshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mount {
    /// One wildcard route: every answer is the contract's own.
    Whole,
    /// One endpoint per operation: dropshot knows the paths.
    Native,
}

impl Listen {
    pub(super) fn read(values: &Values, faults: &mut Faults) -> Self {
        Self {
            address: address(values, faults),
            mount: match values.text(&MOUNT) {
                "native" => Mount::Native,
                _ => Mount::Whole,
            },
            proxies: proxies(values, faults),
            body_timeout_ms: values.number(&BODY_TIMEOUT_MS),
            drain: Duration::from_millis(values.number(&DRAIN_MS)),
            shutdown: Duration::from_millis(values.number(&SHUTDOWN_MS)),
        }
    }
}

fn address(values: &Values, faults: &mut Faults) -> SocketAddr {
    values.text(&ADDRESS).parse().unwrap_or_else(|_| {
        values.fault(
            &ADDRESS,
            faults,
            "write an address and a port, for example 127.0.0.1:8080",
        );
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
    })
}

fn proxies(values: &Values, faults: &mut Faults) -> Proxies {
    let networks = values.networks(&TRUSTED_PROXIES, faults);
    let header = match values.text(&FORWARDED_HEADER) {
        "forwarded" => ForwardedBy::Forwarded,
        _ => ForwardedBy::XForwardedFor,
    };
    Proxies::new(networks, header)
}
