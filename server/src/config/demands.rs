//! What an environment demands beyond each setting being right by itself.

use super::values::Values;
use super::{Environment, Faults, Listen, cors, limits, listen, seeding};

/// Notes what production refuses. Secrets are demanded where they are read, since without one there is no configuration at all.
pub(super) fn check(
    environment: Environment,
    listen: &Listen,
    values: &Values,
    faults: &mut Faults,
) {
    if environment < Environment::Production {
        return;
    }
    if values.text(&limits::PROFILE) == "open" {
        values.fault(
            &limits::PROFILE,
            faults,
            "production does not open the limits; write contract or scaled",
        );
    }
    if values.is_on(&seeding::AT_START) {
        values.fault(
            &seeding::AT_START,
            faults,
            "production takes no made-up orders and no development key; leave it off",
        );
    }
    let proxies = values.list(&listen::TRUSTED_PROXIES);
    if !listen.address.ip().is_loopback() && proxies.is_empty() {
        values.fault(
            &listen::ADDRESS,
            faults,
            "production speaks plain HTTP only to a proxy that ends TLS: listen on a loopback address, or name the proxy's network in listen.trusted_proxies",
        );
    }
    if proxies.iter().any(|network| network.ends_with("/0")) {
        values.fault(
            &listen::TRUSTED_PROXIES,
            faults,
            "a network of everybody lets every caller state its own address; name the proxies' networks",
        );
    }
    let origins = values.list(&cors::ORIGINS);
    if origins.iter().any(|origin| origin.starts_with("http://")) {
        values.fault(
            &cors::ORIGINS,
            faults,
            "production takes calls only from pages that came over https",
        );
    }
}
