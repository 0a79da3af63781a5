//! An idempotent operation keeps its answer beside the key, so that it cannot answer events without an end.

use super::context::Context;
use crate::ir::{MediaKind, Operation};

/// Reports events that an idempotent operation answers.
pub(super) fn check(cx: &mut Context<'_>, operations: &[Operation]) {
    for operation in operations
        .iter()
        .filter(|operation| operation.idempotency.is_some())
    {
        let contents = operation
            .responses
            .iter()
            .flat_map(|response| &response.contents);
        for content in contents.filter(|content| content.kind == MediaKind::Events) {
            cx.error_at(
                "idempotent-stream",
                content.place.clone(),
                format!(
                    "`{}` is idempotent, so that its answer is kept and cannot be a stream of events",
                    operation.id
                ),
                "answer the stream from an operation of its own, or leave `x-idempotency` out",
            );
        }
    }
}
