//! The registry of shapes that generated code doesn't carry as the contract states them: what happens instead, and what to do.

mod allowed;
mod guide;
mod shapes;

pub use allowed::{Allowed, NotAllowable};
pub use guide::{entry, guide};
pub use shapes::SHAPES;

use crate::finding::{Findings, Severity};

/// A shape by the id of its findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// The rule of the findings, for example `fallback-any`.
    pub id: &'static str,
    /// Which shape it is, and why it isn't carried.
    pub what: &'static str,
    /// How to state the same in another way.
    pub remedy: &'static str,
    /// What is generated instead.
    pub fallback: Fallback,
}

/// What is generated for a shape, and whether somebody has to ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fallback {
    /// Always this: nothing is lost that a caller could abuse. Each place is a warning, and counted.
    Always(&'static str),
    /// This with `--allow ID`, since less is enforced than the contract says; an error otherwise.
    OnRequest(&'static str),
    /// Nothing, for this reason; an error.
    Never(&'static str),
}

/// A shape by its id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Shape> {
    SHAPES.iter().find(|shape| shape.id == id)
}

/// How grave a finding is, given what is allowed: what is no shape of the registry stays a warning.
pub(crate) fn severity(id: &str, allowed: &Allowed) -> Severity {
    match find(id).map(|shape| shape.fallback) {
        Some(Fallback::Never(_)) => Severity::Error,
        Some(Fallback::OnRequest(_)) if !allowed.holds(id) => Severity::Error,
        _ => Severity::Warning,
    }
}

/// How often each shape was met, in the order of the registry.
#[must_use]
pub fn count(findings: &Findings) -> Vec<(&'static str, usize)> {
    let of = |id: &str| findings.iter().filter(|finding| finding.rule == id).count();
    SHAPES
        .iter()
        .map(|shape| (shape.id, of(shape.id)))
        .filter(|(_, count)| *count > 0)
        .collect()
}
