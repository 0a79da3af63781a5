//! Limits by session count by something that the body must have.

use super::context::Context;
use crate::ir::{Additional, Content, LimitKey, MediaKind, Operation, Shape, Type, TypeDef};

/// Reports limits whose session stands nowhere.
pub(super) fn check(cx: &mut Context<'_>, operations: &[Operation], types: &[TypeDef]) {
    for operation in operations {
        for limit in &operation.limits {
            let LimitKey::Session(pointer) = &limit.key else {
                continue;
            };
            let first = pointer
                .split('/')
                .nth(1)
                .unwrap_or_default()
                .replace("~1", "/")
                .replace("~0", "~");
            if operation.body.is_empty()
                || !operation
                    .body
                    .iter()
                    .all(|content| may_hold(content, &first, types))
            {
                let message = format!(
                    "a limit of `{}` counts by `{pointer}`, which its body does not have",
                    operation.id
                );
                cx.error_at(
                    "rate-limit-pointer",
                    operation.place.clone(),
                    message,
                    "point at a property of the body, or count by address",
                );
            }
        }
    }
}

fn may_hold(content: &Content, property: &str, types: &[TypeDef]) -> bool {
    match content.kind {
        MediaKind::Multipart => content.parts.iter().any(|part| part.wire == property),
        MediaKind::Json | MediaKind::Form => content
            .schema
            .as_ref()
            .is_none_or(|schema| type_may_hold(&schema.ty, property, types)),
        MediaKind::Text | MediaKind::Events | MediaKind::Bytes => false,
    }
}

fn type_may_hold(ty: &Type, property: &str, types: &[TypeDef]) -> bool {
    let Type::Named(id) = ty else {
        return matches!(ty, Type::Any | Type::Map(..));
    };
    match &types[id.0].shape {
        Shape::Struct(object) => {
            object.fields.iter().any(|field| field.wire == property)
                || matches!(object.additional, Additional::Kept(_))
        }
        Shape::Union(_) => true,
        Shape::TextEnum(_) => false,
        Shape::Alias(schema) => type_may_hold(&schema.ty, property, types),
    }
}
