//! Models: one public type per schema, the table of operations, the contract itself.

use super::{EmittedFile, Names};
use crate::ir::Api;

/// The models of a contract, ready to be planned.
#[must_use]
pub fn emit_models(_api: &Api, _names: &Names) -> Vec<EmittedFile> {
    Vec::new()
}
