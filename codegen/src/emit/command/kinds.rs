//! How the text of a flag becomes a value.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::client::resolve,
    ir::{Api, Schema, Shape, Type},
};

/// The runtime's word for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Choice(Vec<String>),
    Integer,
    Number,
    Boolean,
    Json,
    File,
}

impl Kind {
    /// The kind of a value, and whether it is a list whose items are given one by one.
    pub(super) fn of(api: &Api, schema: &Schema) -> (Self, bool) {
        match resolve(api, &schema.ty) {
            Type::Array(items, _) => (Self::of_one(api, &items.ty), true),
            other => (Self::of_one(api, other), false),
        }
    }

    fn of_one(api: &Api, ty: &Type) -> Self {
        match resolve(api, ty) {
            Type::Text(_) => Self::Text,
            Type::Integer(_) => Self::Integer,
            Type::Number(_) => Self::Number,
            Type::Boolean => Self::Boolean,
            Type::Named(id) => match &api.type_def(*id).shape {
                Shape::TextEnum(list) if list.is_integer => Self::Integer,
                Shape::TextEnum(list) => Self::Choice(
                    list.variants
                        .iter()
                        .map(|variant| variant.wire.clone())
                        .collect(),
                ),
                _ => Self::Json,
            },
            Type::Array(..) | Type::Map(..) | Type::Any => Self::Json,
        }
    }

    /// What both are: the values of two lists together, JSON where they differ otherwise.
    pub(super) fn joined(self, other: Self) -> Self {
        match (self, other) {
            (Self::Choice(mut values), Self::Choice(others)) => {
                let more: Vec<String> = { others.into_iter() }
                    .filter(|value| !values.contains(value))
                    .collect();
                values.extend(more);
                Self::Choice(values)
            }
            (one, other) if one == other => one,
            _ => Self::Json,
        }
    }

    pub(super) fn tokens(&self) -> TokenStream {
        match self {
            Self::Text => quote!(rtcmd::Kind::Text),
            Self::Choice(values) => quote!(rtcmd::Kind::Choice(&[#(#values),*])),
            Self::Integer => quote!(rtcmd::Kind::Integer),
            Self::Number => quote!(rtcmd::Kind::Number),
            Self::Boolean => quote!(rtcmd::Kind::Boolean),
            Self::Json => quote!(rtcmd::Kind::Json),
            Self::File => quote!(rtcmd::Kind::File),
        }
    }
}
