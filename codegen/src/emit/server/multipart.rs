//! Multipart bodies: the table of parts that the runtime takes apart by, and the lines that read them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::parameter::{self, emit_assignment, emit_decoder, emit_json_decoder, variable};
use super::request::parts_ident;
use super::rule::{self, Rules};
use crate::emit::names::constant;
use crate::ir::{Api, Content, Items, MediaKind, Operation, Part, PartKind, Schema, Type};

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
    let multipart = format_ident!(
        "{}",
        if content.is_closed {
            "closed_multipart"
        } else {
            "multipart"
        }
    );
    let mutable = (!content.parts.is_empty()).then(|| quote!(mut));
    quote! {
        {
            let #mutable parts = call.#multipart(&#table).await?;
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
        let (name, required, repeated) = (&part.wire, part.required, part.repeated);
        let media_types = &part.media_types;
        let kind = match part.kind {
            PartKind::Text => quote!(Text),
            PartKind::Json => quote!(Json),
            PartKind::File => quote!(File),
        };
        let max_bytes = proc_macro2::Literal::u64_unsuffixed(max_bytes(api, operation, part));
        quote! {
            rts::PartSpec { name: #name, kind: rts::PartKind::#kind, required: #required, repeated: #repeated, max_bytes: #max_bytes, media_types: &[#(#media_types),*] }
        }
    });
    quote!(static #table: [rts::PartSpec; #length] = [#(#parts),*];)
}

fn emit_read(api: &Api, operation: &Operation, part: &Part, rules: &mut Rules) -> TokenStream {
    let (variable, wire) = (variable(&part.name), &part.wire);
    let how = |what: &str| parameter::how(what, part.required);
    let read = match (part.kind, list_of(api, part)) {
        (PartKind::File, None) => {
            let how = how("_file");
            quote!(#how(#wire))
        }
        (PartKind::File, Some((_, items))) => {
            let rule = rules.place(operation, &part.name, &rule::items(items));
            let how = how("_files");
            quote!(#how(#wire, &#rule))
        }
        (kind, None) => {
            let decoder = emit_part_decoder(api, operation, kind, &part.name, &part.schema, rules);
            let how = how("");
            quote!(#how(#wire, #decoder))
        }
        (kind, Some((item, items))) => {
            let name = format!("{}_item", part.name);
            let decoder = emit_part_decoder(api, operation, kind, &name, item, rules);
            let rule = rules.place(operation, &part.name, &rule::items(items));
            let how = how("_list");
            quote!(#how(#wire, &#rule, #decoder))
        }
    };
    quote!(let #variable = parts.#read;)
}

fn table_ident(operation: &Operation) -> proc_macro2::Ident {
    format_ident!("{}_PARTS", constant(&operation.stem))
}

fn emit_part_decoder(
    api: &Api,
    operation: &Operation,
    kind: PartKind,
    name: &str,
    schema: &Schema,
    rules: &mut Rules,
) -> TokenStream {
    match kind {
        PartKind::Json => emit_json_decoder(api, operation, name, schema, rules),
        PartKind::Text | PartKind::File => emit_decoder(api, operation, name, schema, rules),
    }
}

/// The items of a repeated part and the rule of their list.
fn list_of<'a>(api: &'a Api, part: &'a Part) -> Option<(&'a Schema, &'a Items)> {
    part.repeated
        .then(|| parameter::list_of(api, &part.schema))?
}

/// The `maxLength` of a file counts bytes, that of a text counts characters. Of a repeated part each one has this length.
fn max_bytes(api: &Api, operation: &Operation, part: &Part) -> u64 {
    let one = list_of(api, part).map_or(&part.schema, |(item, _)| item);
    let length = match &one.ty {
        Type::Text(text) => text.max_length,
        _ => None,
    };
    let stated = match (part.kind, length) {
        (PartKind::File, length) => length.unwrap_or(operation.body_max_bytes),
        (_, Some(characters)) => characters.saturating_mul(CHARACTER_MAX_BYTES),
        (PartKind::Json, None) => operation.body_max_bytes,
        (PartKind::Text, None) => TEXT_MAX_BYTES,
    };
    stated.min(operation.body_max_bytes)
}
