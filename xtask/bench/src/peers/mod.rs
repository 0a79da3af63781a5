//! Side by side with peers: progenitor, openapi-generator, the `jsonschema` crate. What is not installed is said to be not measured.

mod checking;
mod corpus;
mod cost;
mod generation;
mod java;
mod large;
mod unchanged;
mod validation;

use crate::report::Report;

/// Runs every comparison whose name contains the filter.
pub(crate) fn run(report: &mut Report, filter: &str) -> anyhow::Result<()> {
    let wanted = |name: &str| "peers".contains(filter) || name.contains(filter);
    if wanted("peers-generation") {
        generation::run(report);
    }
    if wanted("peers-java") {
        java::run(report)?;
    }
    if wanted("peers-check") {
        checking::run(report)?;
    }
    if wanted("peers-large") {
        large::run(report)?;
    }
    if wanted("peers-unchanged") {
        unchanged::run(report)?;
    }
    if wanted("peers-validation") {
        validation::run(report)?;
    }
    Ok(())
}

/// Whether a filter asks for any of these; no other filter is answered by minutes of work.
pub(crate) fn is_wanted(filter: &str) -> bool {
    filter.starts_with("peers")
}
