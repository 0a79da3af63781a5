//! The lines that read a body, by its media types.

use proc_macro2::TokenStream;
use quote::quote;

use super::request::{self, body_ident, choice_ident, choice_variant};
use super::rule::{self, Ruled, Rules};
use super::{loose, multipart};
use crate::ir::{Api, Content, MediaKind, Operation, Type};

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
        MediaKind::Text => emit_text(operation, content, rules),
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

fn emit_text(operation: &Operation, content: &Content, rules: &mut Rules) -> TokenStream {
    let Some(rule) = text_rule(content) else {
        return quote!(call.text().await?);
    };
    let name = request::body_ident(operation).to_string();
    let rule = rules.place(operation, &name, &rule);
    quote!(super::service::checked(call.text().await?, &#rule)?)
}

/// Whether some body of text has to keep a rule.
pub(super) fn has_ruled_text(api: &Api) -> bool {
    let mut contents = api.operations.iter().flat_map(|operation| &operation.body);
    contents.any(|content| content.kind == MediaKind::Text && text_rule(content).is_some())
}

fn text_rule(content: &Content) -> Option<Ruled> {
    match content.schema.as_ref().map(|schema| &schema.ty) {
        Some(Type::Text(text)) => Some(rule::text(text)).filter(Ruled::demands),
        _ => None,
    }
}
