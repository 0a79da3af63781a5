//! The contract's own error body, filled in by the names of its properties.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::names::ident;
use crate::ir::{Additional, Api, Field, Format, Presence, Shape, Struct, Type, TypeId};

/// `render`, which writes a problem as the contract's error schema has it.
pub(super) fn emit_render(api: &Api) -> TokenStream {
    let mut filling = Filling {
        api,
        detail: None,
        is_filled: false,
    };
    let value = api
        .problem
        .and_then(|id| filling.value(&Type::Named(id), 0));
    let Some(value) = value.filter(|_| filling.is_filled) else {
        return emit_plain_render();
    };
    let detail = filling.detail;
    quote! {
        /// Writes a problem in the contract's own error schema.
        fn render(problem: &rts::Problem) -> Vec<u8> {
            let body = #value;
            serde_json::to_vec(&body).unwrap_or_default()
        }
        #detail
    }
}

fn emit_plain_render() -> TokenStream {
    quote! {
        /// Writes a problem; the contract states no error body that has a place for it.
        fn render(problem: &rts::Problem) -> Vec<u8> {
            let body = serde_json::json!({
                "code": problem.code,
                "message": problem.message,
                "requestId": *problem.request_id,
                "details": problem.details,
            });
            serde_json::to_vec(&body).unwrap_or_default()
        }
    }
}

/// Error bodies lie in each other at most this deep.
const MAX_DEPTH: usize = 3;

/// Fills the error body in.
struct Filling<'a> {
    api: &'a Api,
    /// The function that writes a violation.
    detail: Option<TokenStream>,
    /// Something of the problem found its place.
    is_filled: bool,
}

impl Filling<'_> {
    /// None when a required property has no counterpart in a problem.
    fn value(&mut self, ty: &Type, depth: usize) -> Option<TokenStream> {
        let api = self.api;
        let (id, shape) = as_struct(api, ty).filter(|_| depth < MAX_DEPTH)?;
        let mut fields = Vec::new();
        for field in &shape.fields {
            let value = self.property(field, depth);
            fields.push(assign(field, value)?);
        }
        let name = ident(&api.type_def(id).name);
        let rest = kept(shape);
        Some(quote!(wire::#name { #(#fields,)* #rest }))
    }

    fn property(&mut self, field: &Field, depth: usize) -> Option<TokenStream> {
        let is_required = field.presence == Presence::Required;
        let value = match (field.wire.as_str(), &field.schema.ty) {
            ("code" | "error" | "type" | "error_code", ty) if is_text(ty) => {
                quote!(problem.code.to_string())
            }
            ("requestId" | "request_id", ty) if is_text(ty) => {
                quote!(problem.request_id.to_string())
            }
            ("message" | "title" | "detail" | "error_description", ty) if is_text(ty) => {
                quote!(problem.message.to_string())
            }
            ("status" | "code", Type::Integer(_)) => quote!(problem.status.into()),
            ("details" | "errors" | "violations", Type::Array(items, _)) => {
                self.detail = Some(emit_detail(self.api, &items.ty)?);
                quote!(problem.details.iter().map(detail).collect())
            }
            (_, ty) if is_required && is_text(ty) => quote!(problem.message.to_string()),
            (_, ty @ Type::Named(_)) if is_required => return self.value(ty, depth + 1),
            _ => return None,
        };
        self.is_filled = true;
        Some(value)
    }
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
    let (id, shape) = as_struct(api, ty)?;
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
    let name = ident(&api.type_def(id).name);
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

fn as_struct<'a>(api: &'a Api, ty: &Type) -> Option<(TypeId, &'a Struct)> {
    let Type::Named(id) = ty else { return None };
    match &api.type_def(*id).shape {
        Shape::Struct(shape) => Some((*id, shape)),
        Shape::Alias(schema) => as_struct(api, &schema.ty),
        _ => None,
    }
}

/// The map of further properties, which stays empty.
fn kept(shape: &Struct) -> Option<TokenStream> {
    let is_taken = shape.fields.iter().any(|field| field.name == "additional");
    let name = ident(if is_taken {
        "additional_properties"
    } else {
        "additional"
    });
    matches!(shape.additional, Additional::Kept(_))
        .then(|| quote!(#name: std::collections::BTreeMap::new()))
}
