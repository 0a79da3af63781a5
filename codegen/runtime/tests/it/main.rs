//! Values, rules, and the two ways of reading a body.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on must stop")]

mod assertions;
mod dates;
mod decimals;
mod decoding;
mod emitted;
mod formats;
#[rustfmt::skip]
#[expect(unreachable_pub, dead_code, reason = "a library would make all of it public")]
mod generated;
mod models;
mod parameters;
mod patterns;
mod presence;
mod rules;
mod unions;

use concierge_runtime::{At, Place, Violation, Violations, decode};

/// What a check reports for a whole body, as rule names.
fn rules_of(check: impl FnOnce(&At<'_>, &mut Violations)) -> Vec<&'static str> {
    let mut out = Violations::new();
    check(&At::root(Place::Body), &mut out);
    out.iter().map(|violation| violation.rule).collect()
}

/// Pointer and rule of everything that a refused body breaks.
fn broken<T: std::fmt::Debug>(read: Result<T, decode::Refused>) -> Vec<(String, &'static str)> {
    match read {
        Err(decode::Refused::Invalid(found)) => found
            .into_iter()
            .map(|Violation { pointer, rule, .. }| (pointer, rule))
            .collect(),
        other => panic!("expected violations, got {other:?}"),
    }
}
