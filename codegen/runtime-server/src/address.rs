//! The caller's address: the socket's, or the one that a trusted proxy states.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use http::HeaderMap;

use crate::Peer;

/// Whose forwarded headers are believed, and which header it is. Nobody's by default.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    networks: Vec<Network>,
    header: ForwardedBy,
}

/// The header in which a proxy states the caller's address. Only one is read, because a proxy hands the other on as the caller wrote it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ForwardedBy {
    /// `X-Forwarded-For`
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239)
    Forwarded,
}

impl Proxies {
    /// Believes what these networks state in this header.
    #[must_use]
    pub fn new(networks: Vec<Network>, header: ForwardedBy) -> Self {
        Self { networks, header }
    }

    /// The caller's address. Without a socket, as in tests, it is the loopback address.
    pub(crate) fn address(&self, peer: Option<Peer>, headers: &HeaderMap) -> IpAddr {
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |peer| {
            peer.0.to_canonical()
        });
        if !self.trusts(peer) {
            return peer;
        }
        // Each proxy appends what it saw, so the list is read from its end until an address that is no proxy of ours.
        let name = match self.header {
            ForwardedBy::XForwardedFor => "x-forwarded-for",
            ForwardedBy::Forwarded => "forwarded",
        };
        let mut last = peer;
        for value in headers.get_all(name).iter().rev() {
            let Ok(text) = value.to_str() else {
                return last;
            };
            for hop in pieces_from_end(text, b',') {
                let Some(address) = self.hop(hop.trim()) else {
                    return last;
                };
                last = address;
                if !self.trusts(address) {
                    return address;
                }
            }
        }
        last
    }

    fn trusts(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.holds(address))
    }

    fn hop(&self, text: &str) -> Option<IpAddr> {
        match self.header {
            ForwardedBy::XForwardedFor => node(text),
            ForwardedBy::Forwarded => {
                let pair = pieces_from_end(text, b';').map(str::trim).find(|pair| {
                    pair.get(..4)
                        .is_some_and(|name| name.eq_ignore_ascii_case("for="))
                })?;
                node(pair[4..].trim_matches('"'))
            }
        }
    }
}

/// The pieces of a list, the last one first; a delimiter in quotes is none (RFC 7239, 4). Read from its end, because the end is what our own
/// proxies wrote: quotes that a caller leaves open change nothing there.
fn pieces_from_end(text: &str, delimiter: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mut in_quotes = false;
        let found = text.bytes().enumerate().rev().find(|(at, byte)| {
            in_quotes ^= *byte == b'"' && !is_escaped(&text[..*at]);
            *byte == delimiter && !in_quotes
        });
        let (before, piece) =
            found.map_or((None, text), |(at, _)| (Some(&text[..at]), &text[at + 1..]));
        rest = before;
        Some(piece)
    })
}

/// Whether what follows a text is escaped by it.
fn is_escaped(before: &str) -> bool {
    let backslashes = before.len() - before.trim_end_matches('\\').len();
    backslashes % 2 == 1
}

/// An address with or without a port; IPv6 with a port stands in brackets.
fn node(text: &str) -> Option<IpAddr> {
    if let Some(rest) = text.strip_prefix('[') {
        return rest
            .split_once(']')
            .and_then(|(address, _)| address.parse::<IpAddr>().ok())
            .map(|address| address.to_canonical());
    }
    let address = text.parse::<IpAddr>().ok();
    let address = address.or_else(|| {
        text.split_once(':')
            .and_then(|(address, _)| address.parse().ok())
    });
    address.map(|address: IpAddr| address.to_canonical())
}

/// A network in CIDR notation, for example `10.0.0.0/8`; a bare address is a network of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u8,
}

/// A text that is no network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANetwork;

impl Network {
    /// Whether an address lies in it.
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
        match (self.base, address) {
            (IpAddr::V4(base), IpAddr::V4(address)) => same_prefix(
                base.to_bits().into(),
                address.to_bits().into(),
                32 - u32::from(self.prefix),
            ),
            (IpAddr::V6(base), IpAddr::V6(address)) => same_prefix(
                base.to_bits(),
                address.to_bits(),
                128 - u32::from(self.prefix),
            ),
            _ => false,
        }
    }
}

fn same_prefix(a: u128, b: u128, free_bits: u32) -> bool {
    (a ^ b).checked_shr(free_bits).unwrap_or(0) == 0
}

impl FromStr for Network {
    type Err = NotANetwork;

    fn from_str(text: &str) -> Result<Self, NotANetwork> {
        let (base, prefix) = match text.split_once('/') {
            Some((base, prefix)) => (base, Some(prefix.parse::<u8>().map_err(|_| NotANetwork)?)),
            None => (text, None),
        };
        let base: IpAddr = base.parse().map_err(|_| NotANetwork)?;
        let widest = if base.is_ipv4() { 32 } else { 128 };
        let prefix = prefix.unwrap_or(widest);
        if prefix > widest {
            Err(NotANetwork)
        } else {
            Ok(Self { base, prefix })
        }
    }
}

impl fmt::Display for NotANetwork {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("read a network: write it like 10.0.0.0/8")
    }
}

impl std::error::Error for NotANetwork {}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(header: ForwardedBy, peer: &str, name: &'static str, value: &str) -> String {
        let proxies = Proxies::new(vec!["10.0.0.0/8".parse().expect("a network")], header);
        let mut headers = HeaderMap::new();
        headers.insert(name, value.parse().expect("a value"));
        proxies
            .address(Some(Peer(peer.parse().expect("an address"))), &headers)
            .to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let by = ForwardedBy::XForwardedFor;
        assert_eq!(
            address(by, "10.1.2.3", "x-forwarded-for", "203.0.113.9"),
            "203.0.113.9"
        );
        assert_eq!(
            address(by, "192.0.2.1", "x-forwarded-for", "203.0.113.9"),
            "192.0.2.1"
        );
        assert_eq!(
            address(by, "10.1.2.3", "forwarded", "for=203.0.113.9"),
            "10.1.2.3"
        );
    }

    #[test]
    fn what_the_caller_wrote_itself_is_not_believed() {
        let by = ForwardedBy::XForwardedFor;
        assert_eq!(
            address(
                by,
                "10.1.2.3",
                "x-forwarded-for",
                "1.1.1.1, 203.0.113.9, 10.9.9.9"
            ),
            "203.0.113.9"
        );
        assert_eq!(
            address(by, "10.1.2.3", "x-forwarded-for", "1.1.1.1, nonsense"),
            "10.1.2.3"
        );
    }

    #[test]
    fn the_standard_header_is_read_with_ports_and_brackets() {
        let by = ForwardedBy::Forwarded;
        assert_eq!(
            address(
                by,
                "10.1.2.3",
                "forwarded",
                "For=\"[2001:db8::7]:4711\";proto=https"
            ),
            "2001:db8::7"
        );
        assert_eq!(
            address(
                by,
                "10.1.2.3",
                "forwarded",
                "for=198.51.100.1:80, for=10.2.2.2"
            ),
            "198.51.100.1"
        );
    }

    #[test]
    fn what_stands_in_quotes_is_no_hop() {
        let by = ForwardedBy::Forwarded;
        for value in [
            r#"for=203.0.113.9;host="a,for=1.1.1.1""#,
            r#"host="a;for=1.1.1.1;b";for=203.0.113.9"#,
            r#"for=203.0.113.9;host="a\",for=1.1.1.1""#,
            r#"for="unbalanced, for=203.0.113.9"#,
        ] {
            assert_eq!(
                address(by, "10.1.2.3", "forwarded", value),
                "203.0.113.9",
                "{value}"
            );
        }
    }

    #[test]
    fn networks_have_edges() {
        let network: Network = "192.0.2.128/25".parse().expect("a network");
        assert!(network.holds("192.0.2.128".parse().expect("an address")));
        assert!(!network.holds("192.0.2.127".parse().expect("an address")));
        let all: Network = "0.0.0.0/0".parse().expect("a network");
        assert!(all.holds("255.255.255.255".parse().expect("an address")));
        assert_eq!("10.0.0.0/33".parse::<Network>(), Err(NotANetwork));
    }
}
