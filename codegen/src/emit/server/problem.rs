//! The contract's own error body, filled in by the names of its properties.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::names::ident;
use crate::ir::{Additional, Api, Field, Format, Presence, Shape, Struct, Type};

/// `render`, which writes a problem as the contract's error schema has it.
pub(super) fn emit_render(api: &Api) -> TokenStream {
    let body = api.problem.and_then(|id| {
        emit_body(
            api,
            &api.type_def(id).name,
            as_struct(api, &Type::Named(id))?,
        )
    });
    let Some(Body { value, detail }) = body else {
        return quote! {
            /// Writes a problem; the contract states no error body that has a place for all of it.
            fn render(problem: &rts::Problem) -> Vec<u8> {
                problem.to_json()
            }
        };
    };
    quote! {
        /// Writes a problem in the contract's own error schema.
        fn render(problem: &rts::Problem) -> Vec<u8> {
            let body = #value;
            serde_json::to_vec(&body).unwrap_or_default()
        }
        #detail
    }
}

struct Body {
    value: TokenStream,
    detail: Option<TokenStream>,
}

/// None when a required property has no counterpart in a problem.
fn emit_body(api: &Api, name: &str, shape: &Struct) -> Option<Body> {
    let mut detail = None;
    let mut fields = Vec::new();
    for field in &shape.fields {
        let value = match (field.wire.as_str(), &field.schema.ty) {
            ("code" | "error" | "type", Type::Text(_)) => Some(quote!(problem.code.to_string())),
            ("message" | "title" | "detail", Type::Text(_)) => {
                Some(quote!(problem.message.to_string()))
            }
            ("requestId" | "request_id", Type::Text(_)) => {
                Some(quote!(problem.request_id.to_string()))
            }
            ("status", Type::Integer(_)) => Some(quote!(problem.status.into())),
            ("details" | "errors" | "violations", Type::Array(items, _)) => {
                detail = emit_detail(api, &items.ty);
                detail
                    .as_ref()
                    .map(|_| quote!(problem.details.iter().map(detail).collect()))
            }
            _ => None,
        };
        fields.push(assign(field, value)?);
    }
    let name = ident(name);
    let rest = kept(shape);
    Some(Body {
        value: quote!(wire::#name { #(#fields,)* #rest }),
        detail,
    })
}

/// A list that is optional stands only when it says something.
fn assign(field: &Field, value: Option<TokenStream>) -> Option<TokenStream> {
    let name = ident(&field.name);
    let list = matches!(field.schema.ty, Type::Array(..));
    let value = match (field.presence, value) {
        (Presence::Required, Some(value)) => value,
        (Presence::Required, None) => return None,
        (Presence::Optional, Some(value)) if list => {
            quote!((!problem.details.is_empty()).then(|| #value))
        }
        (Presence::RequiredNullable | Presence::Optional, Some(value)) => quote!(Some(#value)),
        (Presence::RequiredNullable | Presence::Optional, None) => quote!(None),
        (Presence::OptionalNullable, Some(value)) => quote!(rt::Patch::Value(#value)),
        (Presence::OptionalNullable, None) => quote!(rt::Patch::Absent),
    };
    Some(quote!(#name: #value))
}

fn emit_detail(api: &Api, ty: &Type) -> Option<TokenStream> {
    let Type::Named(id) = ty else { return None };
    let shape = as_struct(api, ty)?;
    let mut fields = Vec::new();
    for field in &shape.fields {
        let value = match (field.wire.as_str(), is_text(&field.schema.ty)) {
            ("pointer" | "path" | "field", true) => Some(quote!(violation.pointer.clone())),
            ("in" | "location", _) => emit_place(api, &field.schema.ty),
            ("rule" | "code", true) => Some(quote!(violation.rule.to_owned())),
            ("message", true) => Some(quote!(violation.message.clone())),
            _ => None,
        };
        fields.push(assign(field, value)?);
    }
    let name = ident(&api.type_def(*id).name);
    let rest = kept(shape);
    Some(quote! {
        fn detail(violation: &rt::Violation) -> wire::#name {
            wire::#name { #(#fields,)* #rest }
        }
    })
}

/// The part of the request in the contract's words.
fn emit_place(api: &Api, ty: &Type) -> Option<TokenStream> {
    let arms = ["Body", "Path", "Query", "Header", "Cookie"].map(|name| {
        let place = ident(name);
        let wire = name.to_ascii_lowercase();
        let value = match ty {
            Type::Text(_) => quote!(#wire.to_owned()),
            Type::Named(id) => {
                let Shape::TextEnum(choices) = &api.type_def(*id).shape else {
                    return None;
                };
                let (ty, variant) = (
                    ident(&api.type_def(*id).name),
                    choices
                        .variants
                        .iter()
                        .find(|variant| variant.wire == wire)?,
                );
                let variant = ident(&variant.name);
                quote!(wire::#ty::#variant)
            }
            _ => return None,
        };
        Some(quote!(rt::Place::#place => #value))
    });
    let arms: Vec<TokenStream> = arms.into_iter().collect::<Option<_>>()?;
    Some(quote!(match violation.place { #(#arms),* }))
}

fn is_text(ty: &Type) -> bool {
    matches!(ty, Type::Text(rule) if !matches!(rule.format, Format::DateTime | Format::Date))
}

fn as_struct<'a>(api: &'a Api, ty: &Type) -> Option<&'a Struct> {
    let Type::Named(id) = ty else { return None };
    match &api.type_def(*id).shape {
        Shape::Struct(shape) => Some(shape),
        Shape::Alias(schema) => as_struct(api, &schema.ty),
        _ => None,
    }
}

fn kept(shape: &Struct) -> Option<TokenStream> {
    matches!(shape.additional, Additional::Kept(_))
        .then(|| quote!(additional: std::collections::BTreeMap::new()))
}
