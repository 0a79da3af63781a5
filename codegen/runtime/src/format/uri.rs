//! RFC 3986 URIs.

use std::net::Ipv6Addr;

/// A URI with a scheme; relative references are not URIs.
pub(super) fn is_uri(value: &str) -> bool {
    let Some((scheme, rest)) = value.split_once(':') else {
        return false;
    };
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    is_scheme(scheme)
        && is_hierarchy(hierarchy)
        && is_run_of(query, b"/?:@")
        && is_run_of(fragment, b"/?:@")
}

fn is_scheme(scheme: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(inner)
}

fn is_hierarchy(hierarchy: &str) -> bool {
    let Some(rest) = hierarchy.strip_prefix("//") else {
        return is_run_of(hierarchy, b"/:@");
    };
    let (authority, path) = rest.find('/').map_or((rest, ""), |end| rest.split_at(end));
    is_authority(authority) && is_run_of(path, b"/:@")
}

fn is_authority(authority: &str) -> bool {
    let (user, host_port) = authority.rsplit_once('@').unwrap_or(("", authority));
    if !is_run_of(user, b":") {
        return false;
    }
    if let Some(rest) = host_port.strip_prefix('[') {
        return rest.split_once(']').is_some_and(|(literal, port)| {
            is_ip_literal(literal)
                && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
        });
    }
    let (host, port) = host_port.rsplit_once(':').unwrap_or((host_port, ""));
    is_run_of(host, b"") && is_port(port)
}

fn is_port(port: &str) -> bool {
    port.bytes().all(|byte| byte.is_ascii_digit())
}

/// `v1.something` stands for addresses yet to come.
fn is_ip_literal(literal: &str) -> bool {
    match literal
        .strip_prefix(['v', 'V'])
        .and_then(|rest| rest.split_once('.'))
    {
        Some((version, address)) => {
            !version.is_empty()
                && version.bytes().all(|byte| byte.is_ascii_hexdigit())
                && !address.is_empty()
                && is_run_of(address, b":")
        }
        None => literal.parse::<Ipv6Addr>().is_ok(),
    }
}

/// Unreserved characters, sub-delimiters, percent-encoded octets, and what `also` allows.
fn is_run_of(text: &str, also: &[u8]) -> bool {
    let bytes = text.as_bytes();
    let mut index = 0;
    while index < bytes.len() {
        let byte = bytes[index];
        if byte == b'%' {
            let octet = bytes.get(index + 1..index + 3);
            if !octet.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)) {
                return false;
            }
            index += 3;
            continue;
        }
        if !byte.is_ascii_alphanumeric()
            && !b"-._~!$&'()*+,;=".contains(&byte)
            && !also.contains(&byte)
        {
            return false;
        }
        index += 1;
    }
    true
}
