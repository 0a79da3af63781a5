//! `Debug` of what a caller gave, with personal data hidden.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::emit::models::pii_kind;
use crate::emit::names::{ident, plain};
use crate::ir::{Api, Format, Schema, Shape, Type};

/// A field of a struct of the request; without a schema it shows itself.
pub(super) struct Given<'a> {
    pub(super) name: &'a str,
    pub(super) schema: Option<&'a Schema>,
    pub(super) presence: Presence,
}

/// Whether a field's type is an `Option`.
#[derive(Clone, Copy)]
pub(super) enum Presence {
    Always,
    Perhaps,
}

/// `Debug` for a struct with such fields; nothing where a derived one does.
pub(super) fn emit_debug(api: &Api, name: &Ident, given: &[Given<'_>]) -> Option<TokenStream> {
    if !given.iter().any(|field| mask_of(api, field).is_some()) {
        return None;
    }
    let label = name.to_string();
    let fields = given.iter().map(|field| {
        let (label, value) = (plain(field.name), shown(api, field));
        quote!(.field(#label, #value))
    });
    Some(quote! {
        impl std::fmt::Debug for #name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_struct(#label) #(#fields)* .finish()
            }
        }
    })
}

fn shown(api: &Api, field: &Given<'_>) -> TokenStream {
    let name = ident(field.name);
    match (mask_of(api, field), field.presence) {
        (None, _) => quote!(&self.#name),
        (Some(kind), Presence::Always) => quote!(&rt::mask(&self.#name, #kind)),
        (Some(kind), Presence::Perhaps) => {
            quote!(&self.#name.as_ref().map(|value| rt::mask(value, #kind)))
        }
    }
}

fn mask_of(api: &Api, field: &Given<'_>) -> Option<TokenStream> {
    field.schema.and_then(|schema| mark_of(api, schema))
}

/// The mark of a value, of the alias it stands for, or of its elements.
fn mark_of(api: &Api, schema: &Schema) -> Option<TokenStream> {
    if let Some(pii) = schema.pii {
        return Some(pii_kind(pii));
    }
    match &schema.ty {
        Type::Text(text) if text.format == Format::Password => Some(quote!(rt::Pii::Secret)),
        Type::Array(inner, _) | Type::Map(inner, _) => mark_of(api, inner),
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Alias(aliased) => mark_of(api, aliased),
            _ => None,
        },
        _ => None,
    }
}
