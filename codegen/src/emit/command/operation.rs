//! The table of an operation.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    flags::emit_flags,
    names::{Words, kebab},
};
use crate::{
    emit::{
        client::{Asked, Call, Written, asked},
        names::{constant, ident, plain, schema_constant},
    },
    ir::{Api, Content, MediaKind, Part, PartKind, Schema, Shape, Type},
};

/// The static of an operation.
pub(super) fn emit_operation(api: &Api, call: &Call<'_>, words: &mut Words) -> TokenStream {
    let operation = call.operation;
    let facts = ident(&constant(&operation.method_name));
    let docs = format!(" `{} {}`", operation.http_method, operation.path);
    let name = words.claim(&kebab(plain(&operation.method_name)), "call");
    let about = operation.summary.as_deref().map(one_line);
    let about = about.unwrap_or_else(|| format!("{} {}", operation.http_method, operation.path));
    let details = operation.description.as_deref().unwrap_or_default().trim();
    let flags = emit_flags(api, call);
    let bodies = emit_bodies(api, call);
    let is_body_required = operation.body_required && !operation.body.is_empty();
    let answers = asked(call).into_iter().map(|asked| {
        let Asked {
            media_type,
            accept,
            is_open_ended,
        } = asked;
        quote!(rtcmd::Asked { media_type: #media_type, accept: #accept, is_open_ended: #is_open_ended })
    });
    quote! {
        #[doc = #docs]
        pub(super) static #facts: rtcmd::Operation = rtcmd::Operation {
            name: #name,
            spec: &wire::operations::#facts,
            about: #about,
            details: #details,
            flags: &[#(#flags),*],
            bodies: &[#(#bodies),*],
            is_body_required: #is_body_required,
            answers: &[#(#answers),*],
        };
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The ways to write the body: one value first, then the form of parts.
fn emit_bodies(api: &Api, call: &Call<'_>) -> Vec<TokenStream> {
    let contents = &call.operation.body;
    let wholes = call.bodies.whole.iter().map(|whole| {
        let content = whole.first();
        let form = emit_form(api, content, whole.media_types());
        emit_body(content.sent_media_type(), &form)
    });
    let mut bodies: Vec<TokenStream> = wholes.collect();
    let form = { contents.iter() }.find(|content| content.kind == MediaKind::Multipart);
    bodies.extend(form.map(|content| {
        let parts = content.parts.iter().map(|part| emit_part(api, part));
        emit_body(
            &content.media_type,
            &quote!(rtcmd::Form::Multipart(&[#(#parts),*])),
        )
    }));
    bodies
}

fn emit_body(media_type: &str, form: &TokenStream) -> TokenStream {
    quote!(rtcmd::Body { media_type: #media_type, form: #form })
}

fn emit_form<'a>(
    api: &Api,
    content: &Content,
    media_types: impl Iterator<Item = &'a str>,
) -> TokenStream {
    let check = check(api, content.schema.as_ref());
    match content.kind {
        MediaKind::Json => quote!(rtcmd::Form::Json(#check)),
        MediaKind::Form => {
            let properties = content.encodings.iter().map(|encoding| {
                let (name, written) = (&encoding.wire, Written::of_encoding(encoding));
                quote!((#name, #written))
            });
            quote!(rtcmd::Form::Urlencoded(#check, &[#(#properties),*]))
        }
        MediaKind::Text => quote!(rtcmd::Form::Text),
        MediaKind::Bytes | MediaKind::Events | MediaKind::Multipart => {
            quote!(rtcmd::Form::Upload(&[#(#media_types),*]))
        }
    }
}

fn emit_part(api: &Api, part: &Part) -> TokenStream {
    let Part {
        wire,
        required,
        repeated,
        media_types,
        ..
    } = part;
    let kind = match part.kind {
        PartKind::Text => quote!(Text),
        PartKind::Json => quote!(Json),
        PartKind::File => quote!(File),
    };
    let check = match part.kind {
        PartKind::File => quote!(rtcmd::Check::Free),
        PartKind::Text | PartKind::Json => check(api, Some(&part.schema)),
    };
    quote! {
        rtcmd::Part {
            wire: #wire,
            kind: rtcmd::PartKind::#kind,
            is_required: #required,
            is_repeated: #repeated,
            media_types: &[#(#media_types),*],
            check: #check,
        }
    }
}

/// What holds a value to its rules before it is sent: its model, or the table of an alias. Rules that stand in no named type are the server's to judge.
pub(super) fn check(api: &Api, schema: Option<&Schema>) -> TokenStream {
    let Some(Schema {
        ty: Type::Named(id),
        ..
    }) = schema
    else {
        return quote!(rtcmd::Check::Free);
    };
    let def = api.type_def(*id);
    match &def.shape {
        Shape::Alias(_) => {
            let table = ident(&schema_constant(def));
            quote!(rtcmd::Check::Table(&wire::#table))
        }
        Shape::Struct(_) | Shape::TextEnum(_) | Shape::Union(_) => {
            let name = ident(&def.name);
            quote!(rtcmd::Check::Model(rtcmd::model::<wire::#name>))
        }
    }
}

/// What a named type says of itself.
pub(super) fn schema_of<'a>(api: &'a Api, schema: &Schema) -> Option<&'a str> {
    match schema.ty {
        Type::Named(id) => api.type_def(id).description.as_deref(),
        _ => None,
    }
}
