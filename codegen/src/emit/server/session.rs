//! The property of a body that a session limit counts by.

use proc_macro2::TokenStream;
use quote::quote;

use super::request::body_ident;
use crate::emit::names::ident;
use crate::ir::{Api, LimitKey, MediaKind, Operation, Presence, Shape, Type};

/// Counts the call against the limits of its session; nothing where the contract states none.
pub(super) fn emit_count(api: &Api, operation: &Operation) -> TokenStream {
    let mut pointers = operation
        .limits
        .iter()
        .filter_map(|limit| match &limit.key {
            LimitKey::Session(pointer) => Some(pointer.as_str()),
            LimitKey::Address => None,
        });
    let Some(session) = pointers
        .next()
        .and_then(|pointer| emit_session(api, operation, pointer))
    else {
        return TokenStream::new();
    };
    match session {
        Session::Always(text) => quote!(call.session(&#text)?;),
        Session::Sometimes(text) => {
            quote!(if let Some(session) = #text { call.session(session)?; })
        }
    }
}

enum Session {
    Always(TokenStream),
    Sometimes(TokenStream),
}

fn emit_session(api: &Api, operation: &Operation, pointer: &str) -> Option<Session> {
    let [content] = operation.body.as_slice() else {
        return None;
    };
    let body = body_ident(operation);
    if !operation.body_required {
        return None;
    }
    let steps: Vec<&str> = pointer.trim_start_matches('/').split('/').collect();
    if content.kind == MediaKind::Multipart {
        let part = content.parts.iter().find(|part| part.wire == steps[0])?;
        let name = ident(&part.name);
        return Some(if part.required {
            Session::Always(quote!(#body.#name))
        } else {
            Session::Sometimes(quote!(&#body.#name))
        });
    }
    let mut ty = &content.schema.as_ref()?.ty;
    let mut place = quote!(#body);
    for (index, step) in steps.iter().enumerate() {
        let Type::Named(id) = ty else { return None };
        let Shape::Struct(shape) = &api.type_def(*id).shape else {
            return None;
        };
        let field = shape.fields.iter().find(|field| field.wire == *step)?;
        let name = ident(&field.name);
        place = quote!(#place.#name);
        ty = &field.schema.ty;
        match field.presence {
            Presence::Required => {}
            // A session behind an optional object would need a chain; contracts put it at the top.
            _ if index + 1 < steps.len() => return None,
            Presence::RequiredNullable | Presence::Optional => {
                return Some(Session::Sometimes(quote!(&#place)));
            }
            Presence::OptionalNullable => return Some(Session::Sometimes(quote!(#place.value()))),
        }
    }
    Some(Session::Always(place))
}
