//! Defaults of parameters: constants where Rust can write them, otherwise JSON that is read when it is needed.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::emit::names::ident;
use crate::ir::{Api, Format, Parameter, Shape, Type};

/// How an optional parameter with a default gets its value.
pub(super) enum Default {
    /// A value that costs nothing.
    Constant(TokenStream),
    /// A value that has to be made.
    Made(TokenStream),
    /// JSON text that is decoded.
    Stated(String),
}

impl Default {
    /// The default of a parameter that may be absent; none where its type cannot hold it.
    pub(super) fn of(api: &Api, parameter: &Parameter) -> Option<Self> {
        if parameter.required {
            return None;
        }
        let stated = parameter.schema.default.as_ref()?;
        of_type(api, &parameter.schema.ty, stated)
    }

    /// What is read, or the default.
    pub(super) fn or(&self, read: &TokenStream) -> TokenStream {
        match self {
            Self::Constant(value) => quote!(#read.unwrap_or(#value)),
            Self::Made(value) => quote!(#read.unwrap_or_else(|| #value)),
            Self::Stated(json) => quote! {
                match #read {
                    Some(value) => value,
                    None => rts::stated(#json)?,
                }
            },
        }
    }
}

fn of_type(api: &Api, ty: &Type, value: &Value) -> Option<Default> {
    match (ty, value) {
        (Type::Integer(_), Value::Number(number)) => {
            let literal = match (number.as_i64(), number.as_u64()) {
                (Some(number), _) => Literal::i64_unsuffixed(number),
                (None, Some(number)) => Literal::u64_unsuffixed(number),
                (None, None) => return None,
            };
            Some(Default::Constant(quote!(#literal)))
        }
        (Type::Number(number), Value::Number(value)) if !number.exact => {
            let literal = Literal::f64_suffixed(value.as_f64()?);
            Some(Default::Constant(quote!(#literal)))
        }
        (Type::Boolean, Value::Bool(value)) => Some(Default::Constant(quote!(#value))),
        (Type::Text(text), Value::String(value)) => match text.format {
            Format::Date | Format::DateTime => Some(Default::Stated(quoted(value))),
            Format::Binary => None,
            _ => Some(Default::Made(quote!(#value.to_owned()))),
        },
        (Type::Named(id), value) => match &api.type_def(*id).shape {
            Shape::TextEnum(choices) => {
                let name = ident(&api.type_def(*id).name);
                let variant = choices
                    .variants
                    .iter()
                    .find(|variant| variant.to_json(choices) == *value)?;
                let variant = ident(&variant.name);
                Some(Default::Constant(quote!(wire::#name::#variant)))
            }
            Shape::Alias(alias) => of_type(api, &alias.ty, value),
            Shape::Struct(_) if value.is_object() => Some(Default::Stated(value.to_string())),
            Shape::Union(_) if !value.is_null() => Some(Default::Stated(value.to_string())),
            Shape::Struct(_) | Shape::Union(_) => None,
        },
        (Type::Number(_), Value::Number(_))
        | (Type::Array(..), Value::Array(_))
        | (Type::Map(..), Value::Object(_)) => Some(Default::Stated(value.to_string())),
        _ => None,
    }
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
