//! Rust names and types for what the contract says.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::models::integer_type;
use crate::emit::names::ident;
use crate::ir::{Api, Format, Schema, Shape, Type};

/// The Rust type of a value, as the models spell it.
pub(super) fn rust_type(api: &Api, schema: &Schema) -> TokenStream {
    let ty = bare_type(api, &schema.ty);
    if is_nullable(api, schema) {
        quote!(Option<#ty>)
    } else {
        ty
    }
}

/// The Rust type of a value that is not null.
pub(super) fn bare_type(api: &Api, ty: &Type) -> TokenStream {
    match ty {
        Type::Named(id) => {
            let name = ident(&api.type_def(*id).name);
            quote!(wire::#name)
        }
        Type::Text(text) => match text.format {
            Format::DateTime => quote!(rt::DateTime),
            Format::Date => quote!(rt::Date),
            Format::Binary => quote!(rts::Bytes),
            _ => quote!(String),
        },
        Type::Integer(integer) => integer_type(integer),
        Type::Number(number) if number.exact => quote!(rt::Decimal),
        Type::Number(_) => quote!(f64),
        Type::Boolean => quote!(bool),
        Type::Array(items, _) => {
            let items = rust_type(api, items);
            quote!(Vec<#items>)
        }
        Type::Map(values, _) => {
            let values = rust_type(api, values);
            quote!(std::collections::BTreeMap<String, #values>)
        }
        Type::Any => quote!(serde_json::Value),
    }
}

/// Null is allowed here or by the alias that stands here.
pub(super) fn is_nullable(api: &Api, schema: &Schema) -> bool {
    let by_alias = |ty: &Type| match ty {
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Alias(alias) => is_nullable(api, alias),
            _ => false,
        },
        _ => false,
    };
    schema.nullable || by_alias(&schema.ty)
}
