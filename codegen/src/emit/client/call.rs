//! An operation with everything that its builder needs.

use std::collections::BTreeSet;

use crate::ir::{Api, Location, Operation};

use super::{
    body::Bodies,
    outcome::Outcome,
    parameter::{Given, given, split_path},
    title::Title,
};

/// An operation as its caller sees it.
#[derive(Clone, Debug)]
pub(in crate::emit) struct Call<'a> {
    pub(in crate::emit) operation: &'a Operation,
    pub(super) title: Title,
    pub(in crate::emit) parameters: Vec<Given<'a>>,
    pub(in crate::emit) bodies: Bodies<'a>,
    pub(super) outcome: Outcome,
}

impl<'a> Call<'a> {
    pub(in crate::emit) fn of(api: &Api, operation: &'a Operation, title: Title) -> Self {
        Self {
            operation,
            title,
            parameters: given(api, operation),
            bodies: Bodies::of(api, operation),
            outcome: Outcome::of(api, operation),
        }
    }

    /// Variables of the path that no parameter fills.
    pub(super) fn unfilled(&self) -> Vec<&str> {
        let paths = self
            .parameters
            .iter()
            .filter(|given| given.location == Location::Path);
        let filled: BTreeSet<&str> = paths.map(|given| given.wire).collect();
        let (variables, _) = split_path(&self.operation.path);
        variables
            .into_iter()
            .filter(|name| !filled.contains(name))
            .collect()
    }

    /// Everything of it that the client does not carry, one fragment each.
    pub(super) fn losses(&self) -> impl Iterator<Item = &String> {
        self.bodies.losses.iter().chain(&self.outcome.losses)
    }
}
