//! Where and how the server listens.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use clap::Args;
use concierge_runtime_server::{Cors, ForwardedBy, Network, Proxies};

use super::Faults;

/// Where and how the server listens, as text.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Listening")]
pub struct ListenArguments {
    /// Address and port; port 0 takes a free one
    #[arg(long, env = "CONCIERGE_LISTEN", default_value = "127.0.0.1:8080")]
    listen: String,
    /// How the service stands behind dropshot: whole (every answer is the contract's own) or native (one endpoint per operation)
    #[arg(long, env = "CONCIERGE_MOUNT", default_value = "whole")]
    mount: String,
    /// Networks whose X-Forwarded-For is believed, for example 10.0.0.0/8
    #[arg(long, env = "CONCIERGE_TRUSTED_PROXIES", value_delimiter = ',')]
    trusted_proxies: Vec<String>,
    /// Origins whose pages may call, for example `https://www.glowglitch.com`; without any, no other origin's page may
    #[arg(long, env = "CONCIERGE_ORIGINS", value_delimiter = ',')]
    origins: Vec<String>,
    /// How long a request's whole body may take to arrive, in milliseconds
    #[arg(long, env = "CONCIERGE_BODY_TIMEOUT_MS", default_value = "30000")]
    body_timeout_ms: String,
    /// How long the server says that it is not ready before it stops listening, in milliseconds; give load balancers time to notice
    #[arg(long, env = "CONCIERGE_DRAIN_MS", default_value = "0")]
    drain_ms: String,
    /// How long running requests may take to finish when the server stops, in milliseconds
    #[arg(long, env = "CONCIERGE_SHUTDOWN_MS", default_value = "10000")]
    shutdown_ms: String,
}

/// Where and how the server listens.
#[derive(Clone, Debug)]
pub struct Listen {
    /// Address and port; port 0 takes a free one.
    pub address: SocketAddr,
    /// How the service stands behind dropshot.
    pub mount: Mount,
    /// Whose forwarded headers are believed.
    pub proxies: Proxies,
    /// Whose pages may call; absent when no other origin's page may.
    pub cors: Option<Cors>,
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

impl ListenArguments {
    /// Reads the text; what is wrong is noted.
    pub fn read(&self, faults: &mut Faults) -> Listen {
        let address = faults.parse(
            "listen",
            &self.listen,
            "write an address and a port, for example 127.0.0.1:8080",
        );
        let body_timeout_ms = faults.parse(
            "body-timeout-ms",
            &self.body_timeout_ms,
            "write a number of milliseconds",
        );
        let drain_ms = faults.parse("drain-ms", &self.drain_ms, "write a number of milliseconds");
        let shutdown_ms = faults.parse(
            "shutdown-ms",
            &self.shutdown_ms,
            "write a number of milliseconds",
        );
        Listen {
            address: address.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
            mount: self.mount(faults),
            proxies: self.proxies(faults),
            cors: self.cors(faults),
            body_timeout_ms: body_timeout_ms.unwrap_or_default(),
            drain: Duration::from_millis(drain_ms.unwrap_or_default()),
            shutdown: Duration::from_millis(shutdown_ms.unwrap_or_default()),
        }
    }

    fn mount(&self, faults: &mut Faults) -> Mount {
        match self.mount.as_str() {
            "whole" => Mount::Whole,
            "native" => Mount::Native,
            _ => {
                faults.push("mount", "write whole or native");
                Mount::Whole
            }
        }
    }

    fn proxies(&self, faults: &mut Faults) -> Proxies {
        let texts = self
            .trusted_proxies
            .iter()
            .filter(|text| !text.trim().is_empty());
        let networks: Vec<Network> = texts
            .filter_map(|text| {
                faults.parse(
                    "trusted-proxies",
                    text,
                    "write networks, for example 10.0.0.0/8,::1",
                )
            })
            .collect();
        Proxies::new(networks, ForwardedBy::XForwardedFor)
    }

    fn cors(&self, faults: &mut Faults) -> Option<Cors> {
        let origins: Vec<String> = self
            .origins
            .iter()
            .map(|text| text.trim().to_owned())
            .filter(|text| !text.is_empty())
            .collect();
        if origins.iter().any(|origin| !is_origin(origin)) {
            faults.push("origins", "write scheme, host and port as browsers send them, for example https://www.glowglitch.com");
        }
        (!origins.is_empty()).then(|| Cors::new(origins))
    }
}

/// A scheme and a host, perhaps a port, and nothing behind it.
fn is_origin(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty() && !host.contains(['/', '?', '#', '@', '*', ' ']))
}
