//! What the client does not carry over from the contract, as warnings.

use crate::{
    finding::{Finding, Findings},
    ir::Operation,
};

/// The rule of every warning of this emitter.
const LOWERED: &str = "client-lowered";

/// Something of an operation that its method does not carry.
pub(super) fn lost(operation: &Operation, what: &str) -> Finding {
    let message = format!("the client lowers `{}`: {what}", operation.id);
    Finding::warning(LOWERED, operation.place.clone(), message, "")
}

/// An operation that no client can call as it is declared.
pub(super) fn uncallable(operation: &Operation, why: &str, fix: &str) -> Finding {
    let message = format!("`{}` cannot be called: {why}", operation.id);
    Finding::error("client-uncallable", operation.place.clone(), message, fix)
}

/// All losses of an operation.
pub(super) fn push_all<'a>(
    findings: &mut Findings,
    operation: &Operation,
    losses: impl IntoIterator<Item = &'a String>,
) {
    for what in losses {
        findings.push(lost(operation, what));
    }
}
