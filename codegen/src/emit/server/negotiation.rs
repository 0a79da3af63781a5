//! Which media type an answer gets, where a status has several: the method is told what the caller likes best.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::doc;
use super::owned;
use crate::emit::media::content_word;
use crate::emit::names::ident;
use crate::ir::{Content, Operation};

/// The media types of the first success that has several; none where there is nothing to choose.
fn choices(operation: &Operation) -> Vec<&Content> {
    owned::successes(operation)
        .map(|response| owned::given_contents(response).collect::<Vec<_>>())
        .find(|contents| contents.len() > 1)
        .unwrap_or_default()
}

/// The field that holds the choice; none where there is nothing to choose.
pub(super) fn field_name(operation: &Operation) -> Option<&'static str> {
    if choices(operation).is_empty() {
        return None;
    }
    let is_free =
        |name: &&str| !owned::given_parameters(operation).any(|known| known.name == **name);
    ["accept", "accepted_media"].into_iter().find(is_free)
}

/// The field in the request.
pub(super) fn emit_field(operation: &Operation) -> Option<TokenStream> {
    let (name, ty) = (ident(field_name(operation)?), media_ident(operation));
    Some(quote!(#[doc = " The media type that the caller likes best."] pub #name: #ty))
}

/// The field's value.
pub(super) fn emit_value(operation: &Operation) -> Option<TokenStream> {
    let name = ident(field_name(operation)?);
    Some(quote!(#name: accepted))
}

/// The enum of the media types.
pub(super) fn emit_media(operation: &Operation) -> Option<TokenStream> {
    field_name(operation)?;
    let contents = choices(operation);
    let name = media_ident(operation);
    let docs = doc([format!(
        "The media types that `{}` answers with.",
        operation.method_name
    )]);
    let variants = contents.iter().map(|content| {
        let variant = format_ident!("{}", content_word(&contents, content));
        let docs = doc([format!("`{}`", content.media_type)]);
        quote!(#docs #variant)
    });
    Some(quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum #name { #(#variants),* }
    })
}

/// The line that chooses.
pub(super) fn emit_choice(operation: &Operation) -> Option<TokenStream> {
    field_name(operation)?;
    let contents = choices(operation);
    let name = media_ident(operation);
    let (media, variants): (Vec<&str>, Vec<Ident>) = contents
        .iter()
        .map(|content| {
            let variant = format_ident!("{}", content_word(&contents, content));
            (content.media_type.as_str(), variant)
        })
        .unzip();
    Some(quote! {
        let accepted = [#(#name::#variants),*][call.preferred(&[#(#media),*])];
    })
}

fn media_ident(operation: &Operation) -> Ident {
    format_ident!("{}Media", operation.stem)
}
