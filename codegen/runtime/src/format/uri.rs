//! RFC 3986 URIs and RFC 3987 IRIs, whole ones and references.

use std::net::Ipv6Addr;

/// Which letters may stand in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Letters {
    /// Those of ASCII.
    Uri,
    /// Those of every script.
    Iri,
}

/// A URI with a scheme; relative references are not URIs.
pub(super) fn is_uri(value: &str) -> bool {
    is_whole(value, Letters::Uri)
}

/// A URI, or a reference relative to one.
pub(super) fn is_uri_reference(value: &str) -> bool {
    is_whole(value, Letters::Uri) || is_relative(value, Letters::Uri)
}

/// An IRI with a scheme.
pub(super) fn is_iri(value: &str) -> bool {
    is_whole(value, Letters::Iri)
}

/// An IRI, or a reference relative to one.
pub(super) fn is_iri_reference(value: &str) -> bool {
    is_whole(value, Letters::Iri) || is_relative(value, Letters::Iri)
}

fn is_whole(value: &str, letters: Letters) -> bool {
    let Some((scheme, rest)) = value.split_once(':') else {
        return false;
    };
    is_scheme(scheme) && is_rest(rest, letters)
}

/// The first segment of a relative path holds no colon: it would end a scheme.
fn is_relative(value: &str, letters: Letters) -> bool {
    let end = value.find(['/', '?', '#']).unwrap_or(value.len());
    !value[..end].contains(':') && is_rest(value, letters)
}

/// What follows a scheme.
fn is_rest(rest: &str, letters: Letters) -> bool {
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (hierarchy, query) = rest.split_once('?').unwrap_or((rest, ""));
    is_hierarchy(hierarchy, letters)
        && is_run_of(query, b"/?:@", letters)
        && is_run_of(fragment, b"/?:@", letters)
}

fn is_scheme(scheme: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.starts_with(|first: char| first.is_ascii_alphabetic()) && scheme.bytes().all(inner)
}

fn is_hierarchy(hierarchy: &str, letters: Letters) -> bool {
    let Some(rest) = hierarchy.strip_prefix("//") else {
        return is_run_of(hierarchy, b"/:@", letters);
    };
    let (authority, path) = rest.find('/').map_or((rest, ""), |end| rest.split_at(end));
    is_authority(authority, letters) && is_run_of(path, b"/:@", letters)
}

fn is_authority(authority: &str, letters: Letters) -> bool {
    let (user, host_port) = authority.rsplit_once('@').unwrap_or(("", authority));
    if !is_run_of(user, b":", letters) {
        return false;
    }
    if let Some(rest) = host_port.strip_prefix('[') {
        return rest.split_once(']').is_some_and(|(literal, port)| {
            is_ip_literal(literal)
                && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port))
        });
    }
    let (host, port) = host_port.rsplit_once(':').unwrap_or((host_port, ""));
    is_run_of(host, b"", letters) && is_port(port)
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
                && is_run_of(address, b":", Letters::Uri)
        }
        None => literal.parse::<Ipv6Addr>().is_ok(),
    }
}

/// Unreserved characters, sub-delimiters, percent-encoded octets, and what `also` allows.
fn is_run_of(text: &str, also: &[u8], letters: Letters) -> bool {
    let mut rest = text.chars();
    while let Some(letter) = rest.next() {
        let fits = match letter {
            '%' => {
                let mut digit = || rest.next().is_some_and(|digit| digit.is_ascii_hexdigit());
                digit() && digit()
            }
            letter if letter.is_ascii() => {
                let byte = letter as u8;
                byte.is_ascii_alphanumeric()
                    || b"-._~!$&'()*+,;=".contains(&byte)
                    || also.contains(&byte)
            }
            letter => letters == Letters::Iri && is_beyond_ascii(letter),
        };
        if !fits {
            return false;
        }
    }
    true
}

/// `ucschar` and `iprivate`: letters beyond ASCII but for controls and code points that are no characters.
fn is_beyond_ascii(letter: char) -> bool {
    let code = u32::from(letter);
    code >= 0xa0 && !(0xfdd0..=0xfdef).contains(&code) && code & 0xfffe != 0xfffe
}
