//! Host names and e-mail addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

/// RFC 1123: labels of letters, digits and inner hyphens.
pub(super) fn is_hostname(value: &str) -> bool {
    const LENGTH_MAX: usize = 253;
    !value.is_empty() && value.len() <= LENGTH_MAX && value.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    const LENGTH_MAX: usize = 63;
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=LENGTH_MAX).contains(&label.len())
        && label.bytes().all(inner)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

/// RFC 5321: a local part of atoms or in quotes, then a host name or an address in brackets.
pub(super) fn is_email(value: &str) -> bool {
    const LOCAL_MAX: usize = 64;
    let Some((local, domain)) = value.rsplit_once('@') else {
        return false;
    };
    local.len() <= LOCAL_MAX
        && (is_dotted_atoms(local) || is_quoted(local))
        && is_mail_domain(domain)
}

fn is_dotted_atoms(local: &str) -> bool {
    let is_atom_byte =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    local
        .split('.')
        .all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_byte))
}

fn is_quoted(local: &str) -> bool {
    let Some(inner) = local
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
    else {
        return false;
    };
    let mut escaped = false;
    for byte in inner.bytes() {
        let printable = (b' '..=b'~').contains(&byte);
        if !printable || (byte == b'"' && !escaped) {
            return false;
        }
        escaped = byte == b'\\' && !escaped;
    }
    !escaped
}

fn is_mail_domain(domain: &str) -> bool {
    match domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        Some(literal) => match literal.strip_prefix("IPv6:") {
            Some(address) => address.parse::<Ipv6Addr>().is_ok(),
            None => literal.parse::<Ipv4Addr>().is_ok(),
        },
        None => is_hostname(domain),
    }
}
