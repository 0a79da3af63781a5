//! The lines that read a body, by its media types.

use proc_macro2::TokenStream;
use quote::quote;

use super::request::{self, body_ident, choice_ident, choice_variant};
use super::rule::Rules;
use super::{loose, multipart, parameter};
use crate::ir::{Api, Content, MediaKind, Operation};

/// Reads the body into a variable; nothing where the operation has none.
pub(super) fn emit_reading(api: &Api, operation: &Operation, rules: &mut Rules) -> TokenStream {
    let body = body_ident(operation);
    match operation.body.as_slice() {
        [] => TokenStream::new(),
        [content] => {
            let value = if operation.body_required {
                emit_required(api, operation, content, rules)
            } else {
                emit_optional(api, operation, content, rules)
            };
            quote!(let #body = #value;)
        }
        several => {
            let value = emit_choice(api, operation, several, rules);
            quote!(let #body = #value;)
        }
    }
}

/// Each media type has an arm; the first one also takes a body that is missing, and refuses it in its own words.
fn emit_choice(
    api: &Api,
    operation: &Operation,
    several: &[Content],
    rules: &mut Rules,
) -> TokenStream {
    let choice = choice_ident(operation);
    let mut arms = Vec::new();
    for content in several {
        let variant = choice_variant(operation, content);
        let value = emit_required(api, operation, content, rules);
        let value = quote!(#choice::#variant(#value));
        arms.push((
            content.media_type.clone(),
            if operation.body_required {
                value
            } else {
                quote!(Some(#value))
            },
        ));
    }
    let (_, first) = arms.remove(0);
    let named = arms
        .iter()
        .map(|(media, value)| quote!(Some(#media) => #value));
    let absent = (!operation.body_required).then(|| quote!(None => None,));
    quote! {
        match call.media()? {
            #(#named,)*
            #absent
            _ => #first,
        }
    }
}

fn emit_required(
    api: &Api,
    operation: &Operation,
    content: &Content,
    rules: &mut Rules,
) -> TokenStream {
    match content.kind {
        MediaKind::Json => loose::emit_required(api, operation, content, rules),
        MediaKind::Form => loose::emit_form(api, operation, content, rules),
        MediaKind::Text => emit_text(api, operation, content, rules),
        MediaKind::Events | MediaKind::Bytes if operation.is_streamed(content) => {
            quote!(call.stream()?)
        }
        MediaKind::Events | MediaKind::Bytes => quote!(call.bytes().await?),
        MediaKind::Multipart => multipart::emit_parts(api, operation, content, rules),
    }
}

fn emit_optional(
    api: &Api,
    operation: &Operation,
    content: &Content,
    rules: &mut Rules,
) -> TokenStream {
    if content.kind == MediaKind::Json {
        return loose::emit_optional(api, operation, content, rules);
    }
    let value = emit_required(api, operation, content, rules);
    quote! {
        match call.media()? {
            Some(_) => Some(#value),
            None => None,
        }
    }
}

fn emit_text(
    api: &Api,
    operation: &Operation,
    content: &Content,
    rules: &mut Rules,
) -> TokenStream {
    let decoder = match &content.schema {
        Some(schema) => {
            let name = request::body_ident(operation).to_string();
            parameter::emit_decoder(api, operation, &name, schema, rules)
        }
        None => quote!(rts::decoder::text(&rt::Text::ANY)),
    };
    quote!(call.text(#decoder).await?)
}
