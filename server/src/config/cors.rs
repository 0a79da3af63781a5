//! Which pages of other origins may call.

use concierge_runtime_server::Cors;

use super::values::Values;
use super::{Faults, Kind, Setting};

pub(super) const ORIGINS: Setting = Setting {
    name: "cors.origins",
    flag: Some("origins"),
    variable: "CONCIERGE_ORIGINS",
    kind: Kind::List("https://www.glowglitch.com"),
    default: "",
    meaning: "Origins whose pages may call, exactly as browsers send them; without any, no other origin's page may. In production only https",
};

const MAX_AGE_S: Setting = Setting {
    name: "cors.max_age_s",
    flag: Some("cors-max-age-s"),
    variable: "CONCIERGE_CORS_MAX_AGE_S",
    kind: Kind::Number(0, 86_400),
    default: "600",
    meaning: "How long a browser may remember a preflight, in seconds",
};

pub(super) const SETTINGS: &[Setting] = &[ORIGINS, MAX_AGE_S];

/// Reads them; absent when no other origin's page may call.
pub(super) fn read(values: &Values, faults: &mut Faults) -> Option<Cors> {
    let origins = values.list(&ORIGINS);
    if origins.iter().any(|origin| !is_origin(origin)) {
        values.fault(
            &ORIGINS,
            faults,
            "write scheme, host and port in lower case as browsers send them, for example https://www.glowglitch.com",
        );
    }
    if origins.is_empty() {
        return None;
    }
    let mut cors = Cors::new(origins.to_vec());
    cors.max_age_s = u32::try_from(values.number(&MAX_AGE_S)).unwrap_or(u32::MAX);
    Some(cors)
}

/// A scheme and a host, perhaps a port that is not the scheme's own, and nothing behind it. Any other text would never match, or, as `null`, match
/// whom nobody knows.
fn is_origin(text: &str) -> bool {
    let (host, own_port) = match text.split_once("://") {
        Some(("https", host)) => (host, ":443"),
        Some(("http", host)) => (host, ":80"),
        _ => return false,
    };
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._:[]".contains(&byte);
    !host.is_empty() && host.bytes().all(is_plain) && !host.ends_with(own_port)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_browser_sends_is_an_origin() {
        for text in [
            "https://www.glowglitch.com",
            "http://localhost:3000",
            "http://[::1]:3000",
        ] {
            assert!(is_origin(text), "{text}");
        }
        for text in [
            "null",
            "*",
            "https://",
            "https://*.glowglitch.com",
            "https://www.glowglitch.com/",
            "https://www.glowglitch.com:443",
            "https://WWW.glowglitch.com",
            "ftp://www.glowglitch.com",
            "www.glowglitch.com",
        ] {
            assert!(!is_origin(text), "{text}");
        }
    }
}
