//! Rust types of what operations take and give, as the models spell them, by their full path.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::{
    emit::{models::integer_type, names::ident},
    ir::{Api, Format, Schema, Shape, Type},
};

/// A Rust type. Two are equal when they are spelled alike.
#[derive(Clone, Debug)]
pub(super) struct RustType(TokenStream);

impl RustType {
    /// The type of a value that is there.
    pub(super) fn of(api: &Api, ty: &Type) -> Self {
        Self(match ty {
            Type::Named(id) => {
                let name = ident(&api.type_def(*id).name);
                quote!(wire::#name)
            }
            Type::Text(text) => match text.format {
                Format::DateTime => quote!(concierge_runtime::DateTime),
                Format::Date => quote!(concierge_runtime::Date),
                Format::Binary => quote!(bytes::Bytes),
                _ => quote!(String),
            },
            Type::Integer(integer) => integer_type(integer),
            Type::Number(number) if number.exact => quote!(concierge_runtime::Decimal),
            Type::Number(_) => quote!(f64),
            Type::Boolean => quote!(bool),
            Type::Array(items, _) => {
                let items = Self::of_schema(api, items);
                quote!(Vec<#items>)
            }
            Type::Map(values, _) => {
                let values = Self::of_schema(api, values);
                quote!(std::collections::BTreeMap<String, #values>)
            }
            Type::Any => quote!(serde_json::Value),
        })
    }

    /// The type of a value that may be null where the contract says so.
    pub(super) fn of_schema(api: &Api, schema: &Schema) -> Self {
        let Self(ty) = Self::of(api, &schema.ty);
        Self(if schema.nullable {
            quote!(Option<#ty>)
        } else {
            ty
        })
    }

    /// The same without aliases, so that two types are equal when they are one; a type that holds itself ends where it is named again.
    pub(super) fn bare(api: &Api, schema: &Schema) -> Self {
        let Self(ty) = match resolve(api, &schema.ty) {
            Type::Array(items, _) if !matches!(items.ty, Type::Named(_)) => {
                let items = Self::bare(api, items);
                Self(quote!(Vec<#items>))
            }
            other => Self::of(api, other),
        };
        Self(if schema.nullable {
            quote!(Option<#ty>)
        } else {
            ty
        })
    }

    /// The type of a body of text: a scalar where the contract names one.
    pub(super) fn of_text(api: &Api, schema: Option<&Schema>) -> Self {
        match schema.map(|schema| resolve(api, &schema.ty)) {
            Some(ty @ (Type::Text(_) | Type::Integer(_) | Type::Number(_) | Type::Boolean))
                if !matches!(ty, Type::Text(text) if text.format == Format::Binary) =>
            {
                Self::of(api, ty)
            }
            _ => Self(quote!(String)),
        }
    }

    /// Any JSON value.
    pub(super) fn any() -> Self {
        Self(quote!(serde_json::Value))
    }

    /// A type by its tokens.
    pub(super) fn new(tokens: TokenStream) -> Self {
        Self(tokens)
    }

    /// How it is spelled.
    pub(super) fn text(&self) -> String {
        self.0.to_string()
    }
}

impl PartialEq for RustType {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl ToTokens for RustType {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.0.to_tokens(tokens);
    }
}

/// What an alias stands for in the end.
pub(in crate::emit) fn resolve<'a>(api: &'a Api, mut ty: &'a Type) -> &'a Type {
    // More steps than types would be a circle, which stands for nothing.
    for _ in 0..=api.types.len() {
        let Type::Named(id) = ty else {
            break;
        };
        let Shape::Alias(schema) = &api.type_def(*id).shape else {
            break;
        };
        ty = &schema.ty;
    }
    ty
}
