//! The contract's own error body: what most of its refusals carry.

use crate::ir::{MediaKind, Operation, Response, StatusKey, Type, TypeDef, TypeId};

/// The type that most 4xx and 5xx answers carry as JSON; of equals the first in the contract.
pub(super) fn of(operations: &[Operation], types: &[TypeDef]) -> Option<TypeId> {
    most_common(operations, types, is_refusal)
        .or_else(|| most_common(operations, types, |status| status == StatusKey::Default))
}

fn most_common(
    operations: &[Operation],
    types: &[TypeDef],
    wanted: impl Fn(StatusKey) -> bool,
) -> Option<TypeId> {
    let mut counts = vec![0_usize; types.len()];
    let responses = operations.iter().flat_map(|operation| &operation.responses);
    for id in responses
        .filter(|response| wanted(response.status))
        .filter_map(body_type)
    {
        counts[id.0] += 1;
    }
    let most = counts.iter().copied().max().filter(|most| *most > 0)?;
    counts.iter().position(|count| *count == most).map(TypeId)
}

fn is_refusal(status: StatusKey) -> bool {
    matches!(status, StatusKey::Code(400..=599) | StatusKey::Range(4 | 5))
}

/// The named type of an answer's first JSON body.
fn body_type(response: &Response) -> Option<TypeId> {
    let content = response
        .contents
        .iter()
        .find(|content| content.kind == MediaKind::Json)?;
    match content.schema.as_ref()?.ty {
        Type::Named(id) => Some(id),
        _ => None,
    }
}
