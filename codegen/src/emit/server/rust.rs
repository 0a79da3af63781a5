//! Rust names and types for what the contract says.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use crate::ir::{Api, Format, Schema, Type};

/// An identifier; keywords come as `r#type`.
pub(super) fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(raw) => format_ident!("r#{raw}"),
        None => format_ident!("{name}"),
    }
}

/// The Rust type of a value, as the models spell it.
pub(super) fn rust_type(api: &Api, schema: &Schema) -> TokenStream {
    let ty = bare_type(api, &schema.ty);
    if schema.nullable {
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
        Type::Integer(integer) if integer.narrow => quote!(i32),
        Type::Integer(_) => quote!(i64),
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
