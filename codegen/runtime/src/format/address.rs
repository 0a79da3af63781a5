//! Host names and e-mail addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::label::is_label;

/// RFC 1123: labels of letters, digits and inner hyphens.
pub(super) fn is_hostname(value: &str) -> bool {
    const NAME_MAX: usize = 253;
    const LABEL_MAX: usize = 63;
    let bytes = value.as_bytes();
    let mut label = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let at_edge = label == 0 || matches!(bytes.get(index + 1), None | Some(b'.'));
        match byte {
            b'.' if label > 0 => label = 0,
            b'-' if !at_edge => label += 1,
            byte if byte.is_ascii_alphanumeric() => label += 1,
            _ => return false,
        }
        if label > LABEL_MAX {
            return false;
        }
    }
    label > 0 && bytes.len() <= NAME_MAX && value.split('.').all(is_label)
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
    let mut after_atom = false;
    for byte in local.bytes() {
        after_atom = match byte {
            b'.' if after_atom => false,
            byte if ATOM[usize::from(byte)] => true,
            _ => return false,
        };
    }
    after_atom
}

/// RFC 5322 `atext`
static ATOM: [bool; 256] = {
    let mut table = [false; 256];
    let marks = b"!#$%&'*+-/=?^_`{|}~";
    let mut index = 0;
    while index < marks.len() {
        table[marks[index] as usize] = true;
        index += 1;
    }
    let mut byte = 0;
    while byte < 128 {
        table[byte as usize] |= (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    table
};

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
