//! What a trait method is asked: the parameters and the body, typed and checked.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::answer::body_type;
use super::docs::doc;
use super::masks::{Given, Presence};
use super::rust::{bare_type, rust_type};
use super::{masks, negotiation, owned, parameter};
use crate::emit::media::content_word;
use crate::emit::names::ident;
use crate::ir::{Api, Content, MediaKind, Operation, Part, PartKind};

/// `XRequest`, and `XBody` where the body has more than one shape or several parts.
pub(super) fn emit_request(api: &Api, operation: &Operation) -> TokenStream {
    let name = format_ident!("{}Request", operation.stem);
    let parameters =
        owned::given_parameters(operation).map(|parameter| parameter::emit_field(api, parameter));
    let accept = negotiation::emit_field(operation);
    let body = body_field(api, operation);
    let fields: Vec<TokenStream> = parameters.chain(accept).chain(body).collect();
    let debug = masks::emit_debug(api, &name, &given(api, operation));
    let derives = derives(operation, debug.as_ref());
    let docs = doc([format!("What `{}` is asked.", operation.method_name)]);
    let shapes = emit_body_shapes(api, operation);
    let media = negotiation::emit_media(operation);
    if fields.is_empty() {
        return quote!(#docs #derives pub struct #name {});
    }
    quote! {
        #docs
        #derives
        pub struct #name { #(#fields),* }
        #debug
        #media
        #shapes
    }
}

/// The fields of the request; bodies hide by themselves what must be hidden.
fn given<'a>(api: &Api, operation: &'a Operation) -> Vec<Given<'a>> {
    let parameters = owned::given_parameters(operation).map(|parameter| Given {
        name: &parameter.name,
        schema: Some(&parameter.schema),
        presence: parameter::presence(api, parameter),
    });
    let body = body_name(operation).map(|name| Given {
        name,
        schema: None,
        presence: Presence::Always,
    });
    let accept = negotiation::field_name(operation).map(|name| Given {
        name,
        schema: None,
        presence: Presence::Always,
    });
    parameters.chain(accept).chain(body).collect()
}

/// The field that holds the body; none where the operation has no body.
pub(super) fn body_ident(operation: &Operation) -> Ident {
    ident(body_name(operation).unwrap_or("body"))
}

fn body_name(operation: &Operation) -> Option<&'static str> {
    if operation.body.is_empty() {
        return None;
    }
    let is_taken =
        |name: &&str| owned::given_parameters(operation).any(|parameter| parameter.name == **name);
    let name = ["body", "content", "payload"]
        .into_iter()
        .find(|name| !is_taken(name));
    Some(name.unwrap_or("request_body"))
}

/// The type of a media type's body in the request.
pub(super) fn content_type(api: &Api, operation: &Operation, content: &Content) -> TokenStream {
    match (content.kind, &content.schema) {
        (MediaKind::Multipart, _) => {
            let name = parts_ident(operation);
            quote!(#name)
        }
        (MediaKind::Form, Some(schema)) => rust_type(api, schema),
        (MediaKind::Form, None) => quote!(serde_json::Value),
        _ => body_type(api, operation, content),
    }
}

/// The struct of a multipart body's parts.
pub(super) fn parts_ident(operation: &Operation) -> Ident {
    format_ident!("{}Parts", operation.stem)
}

/// The enum of a body with several media types.
pub(super) fn choice_ident(operation: &Operation) -> Ident {
    format_ident!("{}Body", operation.stem)
}

/// The variant of a media type in the enum.
pub(super) fn choice_variant(operation: &Operation, content: &Content) -> Ident {
    let among: Vec<&Content> = operation.body.iter().collect();
    format_ident!("{}", content_word(&among, content))
}

fn body_field(api: &Api, operation: &Operation) -> Option<TokenStream> {
    let ty = match operation.body.as_slice() {
        [] => return None,
        [content] => content_type(api, operation, content),
        _ => {
            let name = choice_ident(operation);
            quote!(#name)
        }
    };
    let ty = if operation.body_required {
        ty
    } else {
        quote!(Option<#ty>)
    };
    let name = body_ident(operation);
    Some(quote!(#[doc = " The body."] pub #name: #ty))
}

fn emit_body_shapes(api: &Api, operation: &Operation) -> TokenStream {
    let parts = operation
        .body
        .iter()
        .find(|content| content.kind == MediaKind::Multipart);
    let parts = parts.map(|content| emit_parts(api, operation, content));
    let choice = (operation.body.len() > 1).then(|| emit_choice(api, operation));
    quote!(#choice #parts)
}

fn emit_choice(api: &Api, operation: &Operation) -> TokenStream {
    let name = choice_ident(operation);
    let docs = doc([format!(
        "The body of `{}`, in one of its media types.",
        operation.method_name
    )]);
    let derives = derives(operation, None);
    let variants = operation.body.iter().map(|content| {
        let variant = choice_variant(operation, content);
        let ty = content_type(api, operation, content);
        let docs = doc([format!("`{}`", content.media_type)]);
        quote!(#docs #variant(#ty))
    });
    quote!(#docs #derives pub enum #name { #(#variants),* })
}

fn emit_parts(api: &Api, operation: &Operation, content: &Content) -> TokenStream {
    let name = parts_ident(operation);
    let docs = doc([format!("The parts of `{}`.", operation.method_name)]);
    let given: Vec<Given<'_>> = content
        .parts
        .iter()
        .map(|part| Given {
            name: &part.name,
            schema: Some(&part.schema),
            presence: if part.required {
                Presence::Always
            } else {
                Presence::Perhaps
            },
        })
        .collect();
    let debug = masks::emit_debug(api, &name, &given);
    let derives = derives(operation, debug.as_ref());
    let fields = content.parts.iter().map(|part| {
        let field = ident(&part.name);
        let ty = part_type(api, part);
        let about = part
            .schema
            .description
            .clone()
            .unwrap_or_else(|| format!("The part `{}`.", part.wire));
        let docs = doc([about]);
        quote!(#docs pub #field: #ty)
    });
    quote!(#docs #derives pub struct #name { #(#fields),* } #debug)
}

fn part_type(api: &Api, part: &Part) -> TokenStream {
    let ty = match (part.kind, part.repeated) {
        (PartKind::File, false) => quote!(rts::Spooled),
        (PartKind::File, true) => quote!(Vec<rts::Spooled>),
        _ => bare_type(api, &part.schema.ty),
    };
    if part.required {
        ty
    } else {
        quote!(Option<#ty>)
    }
}

/// A spooled file is one file, and a stream is read once: they have no copy, and two are never the same. `debug` is what hides personal data, where there is some.
fn derives(operation: &Operation, debug: Option<&TokenStream>) -> TokenStream {
    let has_file = operation
        .body
        .iter()
        .any(|content| content.kind == MediaKind::Multipart || operation.is_streamed(content));
    match (has_file, debug) {
        (true, None) => quote!(#[derive(Debug)]),
        (true, Some(_)) => TokenStream::new(),
        (false, None) => quote!(#[derive(Clone, Debug, PartialEq)]),
        (false, Some(_)) => quote!(#[derive(Clone, PartialEq)]),
    }
}
