//! Multipart bodies: the table of parts that the runtime takes apart by, and the lines that read them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::parameter::{emit_assignment, emit_decoder, variable};
use super::request::{is_file, parts_ident};
use super::rule::Rules;
use crate::emit::names::constant;
use crate::ir::{Api, Content, MediaKind, Operation, Part, Shape, Type};

/// A text part without a stated length takes no more than this.
const TEXT_MAX_BYTES: u64 = 64 * 1024;

/// No character takes more bytes in UTF-8.
const CHARACTER_MAX_BYTES: u64 = 4;

/// Takes the body apart and reads every part.
pub(super) fn emit_parts(
    api: &Api,
    operation: &Operation,
    content: &Content,
    rules: &mut Rules,
) -> TokenStream {
    let table = table_ident(operation);
    let reads: Vec<TokenStream> = content
        .parts
        .iter()
        .map(|part| emit_read(api, operation, part, rules))
        .collect();
    let name = parts_ident(operation);
    let values = content
        .parts
        .iter()
        .map(|part| emit_assignment(&part.name, part.required));
    let mutable = (!content.parts.is_empty()).then(|| quote!(mut));
    quote! {
        {
            let #mutable parts = call.multipart(&#table).await?;
            #(#reads)*
            parts.finish()?;
            #name { #(#values),* }
        }
    }
}

/// The table of parts; nothing where no body is multipart.
pub(super) fn emit_table(api: &Api, operation: &Operation) -> TokenStream {
    let Some(content) = operation
        .body
        .iter()
        .find(|content| content.kind == MediaKind::Multipart)
    else {
        return TokenStream::new();
    };
    let table = table_ident(operation);
    let length = proc_macro2::Literal::usize_unsuffixed(content.parts.len());
    let parts = content.parts.iter().map(|part| {
        let (name, required, media_types) = (&part.wire, part.required, &part.media_types);
        let kind = format_ident!("{}", kind(api, part));
        let max_bytes = proc_macro2::Literal::u64_unsuffixed(max_bytes(api, operation, part));
        quote! {
            rts::PartSpec { name: #name, kind: rts::PartKind::#kind, required: #required, max_bytes: #max_bytes, media_types: &[#(#media_types),*] }
        }
    });
    quote!(static #table: [rts::PartSpec; #length] = [#(#parts),*];)
}

fn emit_read(api: &Api, operation: &Operation, part: &Part, rules: &mut Rules) -> TokenStream {
    let (variable, wire) = (variable(&part.name), &part.wire);
    let read = match (is_file(&part.schema), part.required) {
        (true, true) => quote!(required_file(#wire)),
        (true, false) => quote!(optional_file(#wire)),
        (false, required) => {
            let decoder = emit_decoder(api, operation, &part.name, &part.schema, rules);
            if required {
                quote!(required(#wire, #decoder))
            } else {
                quote!(optional(#wire, #decoder))
            }
        }
    };
    quote!(let #variable = parts.#read;)
}

fn table_ident(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}_PARTS", constant(&operation.stem))
}

fn kind(api: &Api, part: &Part) -> &'static str {
    if is_file(&part.schema) {
        return "File";
    }
    if is_json(api, &part.schema.ty) {
        "Json"
    } else {
        "Text"
    }
}

fn is_json(api: &Api, ty: &Type) -> bool {
    match ty {
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::TextEnum(_) => false,
            Shape::Alias(alias) => is_json(api, &alias.ty),
            Shape::Struct(_) | Shape::Union(_) => true,
        },
        Type::Array(..) | Type::Map(..) | Type::Any => true,
        Type::Text(_) | Type::Integer(_) | Type::Number(_) | Type::Boolean => false,
    }
}

/// The `maxLength` of a file counts bytes, that of a text counts characters.
fn max_bytes(api: &Api, operation: &Operation, part: &Part) -> u64 {
    let length = match &part.schema.ty {
        Type::Text(text) => text.max_length,
        _ => None,
    };
    let stated = match (is_file(&part.schema), length) {
        (true, length) => length.unwrap_or(operation.body_max_bytes),
        (false, Some(characters)) => characters.saturating_mul(CHARACTER_MAX_BYTES),
        (false, None) if is_json(api, &part.schema.ty) => operation.body_max_bytes,
        (false, None) => TEXT_MAX_BYTES,
    };
    stated.min(operation.body_max_bytes)
}
