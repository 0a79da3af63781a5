//! Everything that a caller gives to an operation, one flag each.

use proc_macro2::TokenStream;
use quote::quote;

use super::{
    fields::leaves,
    kinds::Kind,
    names::{Words, kebab},
    operation::{check, schema_of},
};
use crate::{
    emit::{
        client::{Call, Given},
        models::constraints,
    },
    ir::{Api, Content, Location, MediaKind, PartKind, Schema},
};

/// The flags of an operation, as entries of its table.
pub(super) fn emit_flags(api: &Api, call: &Call<'_>) -> Vec<TokenStream> {
    let mut words = Words::of_flags();
    let mut flags: Vec<TokenStream> = Vec::new();
    for given in &call.parameters {
        flags.push(of_parameter(api, given, &mut words));
    }
    let bodies = &call.operation.body;
    let mut wholes = call.bodies.whole.iter().map(|whole| whole.first());
    let structured =
        wholes.find(|content| matches!(content.kind, MediaKind::Json | MediaKind::Form));
    if let Some(content) = structured {
        flags.extend(of_fields(api, content, &mut words));
    }
    for (is_text, name) in [(true, "text"), (false, "file")] {
        let found = bodies.iter().find(|content| match content.kind {
            MediaKind::Text => is_text,
            MediaKind::Bytes | MediaKind::Events => !is_text,
            _ => false,
        });
        flags.extend(found.map(|content| of_whole(api, content, &mut words, name)));
    }
    let form = bodies
        .iter()
        .find(|content| content.kind == MediaKind::Multipart);
    if let Some(content) = form {
        flags.extend(of_parts(api, content, &mut words));
    }
    flags
}

/// A flag before it is written down.
struct Flag {
    name: String,
    help: String,
    kind: Kind,
    is_repeated: bool,
    is_required: bool,
    target: TokenStream,
}

impl Flag {
    fn tokens(&self) -> TokenStream {
        let Self {
            name,
            help,
            kind,
            is_repeated,
            is_required,
            target,
        } = self;
        let kind = kind.tokens();
        quote! {
            rtcmd::Flag {
                name: #name,
                help: #help,
                kind: #kind,
                is_repeated: #is_repeated,
                is_required: #is_required,
                target: #target,
            }
        }
    }
}

fn of_parameter(api: &Api, given: &Given<'_>, words: &mut Words) -> TokenStream {
    let schema = given.declared.map(|parameter| &parameter.schema);
    let (kind, is_repeated) = schema.map_or((Kind::Text, false), |schema| Kind::of(api, schema));
    let check = check(api, schema);
    let (wire, written) = (given.wire, given.written);
    let (place, apart) = match given.location {
        Location::Path => (quote!(Path), "path"),
        Location::Query => (quote!(Query), "query"),
        Location::Header => (quote!(Header), "header"),
        Location::Cookie => (quote!(Cookie), "cookie"),
    };
    let bare = match given.location {
        Location::Header => wire.strip_prefix("x-").unwrap_or(wire),
        _ => wire,
    };
    Flag {
        name: words.claim(&kebab(bare), apart),
        help: help(
            given.description(),
            &given.notes,
            &format!("The {apart} parameter `{wire}`"),
        ),
        kind,
        is_repeated,
        is_required: given.required,
        target: quote! {
            rtcmd::Target::Parameter {
                place: rtcmd::Place::#place,
                wire: #wire,
                written: #written,
                check: #check,
            }
        },
    }
    .tokens()
}

fn of_fields(api: &Api, content: &Content, words: &mut Words) -> Vec<TokenStream> {
    let Some(schema) = &content.schema else {
        return Vec::new();
    };
    let flags = leaves(api, schema).into_iter().map(|leaf| {
        let path = &leaf.path;
        let name: Vec<String> = path.iter().map(|name| kebab(name)).collect();
        Flag {
            name: words.claim(&name.join("-"), "body"),
            help: help_of(
                api,
                leaf.schema,
                &format!("`{}` of the body", path.join(".")),
            ),
            kind: leaf.kind,
            is_repeated: leaf.is_repeated,
            is_required: leaf.is_required,
            target: quote!(rtcmd::Target::Property(&[#(#path),*])),
        }
        .tokens()
    });
    flags.collect()
}

fn of_whole(api: &Api, content: &Content, words: &mut Words, name: &str) -> TokenStream {
    let schema = content.schema.as_ref();
    let kind = match (name, schema) {
        ("file", _) => Kind::File,
        (_, Some(schema)) => Kind::of(api, schema).0,
        (_, None) => Kind::Text,
    };
    let fallback = format!("The body, as `{}`", content.media_type);
    Flag {
        name: words.claim(name, "body"),
        help: match (&kind, schema) {
            (Kind::File, _) | (_, None) => fallback,
            (_, Some(schema)) => help_of(api, schema, &fallback),
        },
        kind,
        is_repeated: false,
        is_required: false,
        target: quote!(rtcmd::Target::Whole),
    }
    .tokens()
}

fn of_parts(api: &Api, content: &Content, words: &mut Words) -> Vec<TokenStream> {
    let flags = content.parts.iter().map(|part| {
        let wire = &part.wire;
        let (kind, is_repeated) = match part.kind {
            PartKind::File => (Kind::File, part.repeated),
            PartKind::Text | PartKind::Json => Kind::of(api, &part.schema),
        };
        Flag {
            name: words.claim(&kebab(wire), "part"),
            help: match part.kind {
                PartKind::File => {
                    let description = part.schema.description.as_deref();
                    help(
                        description.unwrap_or_default(),
                        &[],
                        &format!("The part `{wire}`"),
                    )
                }
                _ => help_of(api, &part.schema, &format!("The part `{wire}`")),
            },
            kind,
            is_repeated,
            is_required: part.required,
            target: quote!(rtcmd::Target::Part(#wire)),
        }
        .tokens()
    });
    flags.collect()
}

/// What the contract says of a value, in one line.
fn help_of(api: &Api, schema: &Schema, fallback: &str) -> String {
    let of_type = schema_of(api, schema);
    let description = schema.description.as_deref().or(of_type);
    let mut notes = constraints(api, &schema.ty);
    if let Some(default) = &schema.default {
        notes.push(format!("default: `{default}`"));
    }
    help(description.unwrap_or_default(), &notes, fallback)
}

fn help(description: &str, notes: &[String], fallback: &str) -> String {
    let words: Vec<&str> = description.split_whitespace().collect();
    let text = match words.is_empty() {
        true => fallback.to_owned(),
        false => words.join(" ").trim_end_matches('.').to_owned(),
    };
    match notes.is_empty() {
        true => text,
        false => format!("{text} ({})", notes.join("; ")),
    }
}
