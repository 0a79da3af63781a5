//! `Debug` that hides personal data.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::scope::Scope;
use crate::emit::names::{ident, plain};
use crate::ir::{Field, Format, Pii, Presence, Schema, Struct, Type};

/// True when some property must not be shown.
pub(super) fn has_masks(scope: &Scope<'_>, shape: &Struct) -> bool {
    shape
        .fields
        .iter()
        .any(|field| mask_of(scope, &field.schema).is_some())
}

/// `Debug` for a struct with such properties.
pub(super) fn emit_debug(
    scope: &Scope<'_>,
    name: &Ident,
    shape: &Struct,
    kept: Option<&Ident>,
) -> TokenStream {
    scope.uses_fmt.set(true);
    let fields = shape.fields.iter().map(|field| {
        let (label, value) = (plain(&field.name), shown(scope, field));
        quote!(.field(#label, #value))
    });
    let kept = kept.map(|kept| {
        let label = kept.to_string();
        quote!(.field(#label, &self.#kept))
    });
    let label = name.to_string();
    quote! {
        impl fmt::Debug for #name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(#label) #(#fields)* #kept .finish()
            }
        }
    }
}

fn shown(scope: &Scope<'_>, field: &Field) -> TokenStream {
    let name = ident(&field.name);
    let Some(kind) = mask_of(scope, &field.schema) else {
        return quote!(&self.#name);
    };
    match field.presence {
        Presence::Required => quote!(&rt::mask(&self.#name, #kind)),
        Presence::RequiredNullable | Presence::Optional | Presence::OptionalNullable => {
            quote!(&self.#name.as_ref().map(|value| rt::mask(value, #kind)))
        }
    }
}

/// The mark of a value, of the alias it stands for, or of its elements.
fn mask_of(scope: &Scope<'_>, schema: &Schema) -> Option<TokenStream> {
    if let Some(pii) = schema.pii {
        return Some(kind(pii));
    }
    match &schema.ty {
        Type::Text(text) if text.format == Format::Password => Some(quote!(rt::Pii::Secret)),
        Type::Array(inner, _) | Type::Map(inner, _) => mask_of(scope, inner),
        Type::Named(_) => scope
            .alias_of(&schema.ty)
            .and_then(|(_, aliased)| mask_of(scope, aliased)),
        _ => None,
    }
}

/// The runtime's word for a kind of personal data.
pub(in crate::emit) fn kind(pii: Pii) -> TokenStream {
    let name = ident(match pii {
        Pii::Email => "Email",
        Pii::Phone => "Phone",
        Pii::Name => "Name",
        Pii::Address => "Address",
        Pii::Freetext => "Freetext",
        Pii::Order => "Order",
    });
    quote!(rt::Pii::#name)
}
