//! Parameters: the field that holds one, and the line that reads it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::default::Default;
use super::docs::doc;
use super::loose;
use super::masks::Presence;
use super::owned;
use super::rule::{self, Rules};
use super::rust::bare_type;
use crate::emit::names::{ident, rule_constant};
use crate::ir::{
    Additional, Api, Format, Items, Location, MediaKind, Operation, Parameter, Schema, Shape,
    Style, Type,
};

/// The field in the request.
pub(super) fn emit_field(api: &Api, parameter: &Parameter) -> TokenStream {
    let name = ident(&parameter.name);
    let ty = bare_type(api, &parameter.schema.ty);
    let ty = match presence(api, parameter) {
        Presence::Always => ty,
        Presence::Perhaps => quote!(Option<#ty>),
    };
    let about = parameter
        .description
        .clone()
        .or_else(|| parameter.schema.description.clone());
    let about = about.unwrap_or_else(|| format!("The parameter `{}`.", parameter.wire));
    let docs = doc([about, wire_words(parameter)]);
    quote!(#docs pub #name: #ty)
}

/// Whether the field of a parameter is an `Option`.
pub(super) fn presence(api: &Api, parameter: &Parameter) -> Presence {
    if parameter.required || Default::of(api, parameter).is_some() {
        Presence::Always
    } else {
        Presence::Perhaps
    }
}

/// Reads every parameter; all that is wrong with them becomes one answer.
pub(super) fn emit_reading(api: &Api, operation: &Operation, rules: &mut Rules) -> TokenStream {
    let reads: Vec<TokenStream> = owned::given_parameters(operation)
        .map(|parameter| emit_read(api, operation, parameter, rules))
        .collect();
    if reads.is_empty() {
        return TokenStream::new();
    }
    quote! {
        let mut read = call.read();
        #(#reads)*
        read.finish()?;
    }
}

/// The field's value in the request.
pub(super) fn emit_value(parameter: &Parameter) -> TokenStream {
    emit_assignment(&parameter.name, parameter.required)
}

/// A field's value, out of the variable that holds what was read.
pub(super) fn emit_assignment(name: &str, required: bool) -> TokenStream {
    let (field, variable) = (ident(name), variable(name));
    match (required, field == variable) {
        (true, _) => quote!(#field: #variable.value()?),
        (false, true) => quote!(#field),
        (false, false) => quote!(#field: #variable),
    }
}

/// The variable that a value is read into; names that the function needs itself step aside.
pub(super) fn variable(name: &str) -> Ident {
    match name {
        "api" | "body" | "call" | "content" | "cx" | "parts" | "payload" | "read" | "request"
        | "request_body" => format_ident!("{name}_value"),
        name => ident(name),
    }
}

/// The decoder of a scalar: what the runtime makes of its text.
pub(super) fn emit_decoder(
    api: &Api,
    operation: &Operation,
    name: &str,
    schema: &Schema,
    rules: &mut Rules,
) -> TokenStream {
    match &schema.ty {
        Type::Text(text) => match text.format {
            Format::DateTime => quote!(rts::decoder::date_time()),
            Format::Date => quote!(rts::decoder::date()),
            _ => {
                let rule = rules.place(operation, name, &rule::text(text));
                quote!(rts::decoder::text(&#rule))
            }
        },
        Type::Integer(integer) => {
            let rule = rules.place(operation, name, &rule::integer(integer));
            let ty = bare_type(api, &schema.ty);
            quote!(rts::decoder::integer::<#ty>(&#rule))
        }
        Type::Number(number) => {
            let rule = rules.place(operation, name, &rule::number(number));
            let decoder = if number.exact {
                quote!(decimal)
            } else {
                quote!(number)
            };
            quote!(rts::decoder::#decoder(&#rule))
        }
        Type::Boolean => quote!(rts::decoder::boolean()),
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Alias(alias) => {
                let decoder = emit_decoder(api, operation, name, alias, rules);
                match &api.type_def(*id).rule {
                    None => decoder,
                    Some(_) => {
                        let rule = ident(&rule_constant(api.type_def(*id)));
                        quote!(rts::decoder::judged(wire::#rule, #decoder))
                    }
                }
            }
            Shape::TextEnum(_) => {
                let ty = bare_type(api, &schema.ty);
                quote!(rts::decoder::choice::<#ty>())
            }
            Shape::Union(_) if is_scalar(api, schema) => {
                let ty = bare_type(api, &schema.ty);
                quote!(rts::decoder::scalar::<#ty>())
            }
            Shape::Struct(_) | Shape::Union(_) => {
                emit_json_decoder(api, operation, name, schema, rules)
            }
        },
        Type::Array(..) | Type::Map(..) | Type::Any => {
            emit_json_decoder(api, operation, name, schema, rules)
        }
    }
}

/// The decoder of JSON text.
pub(super) fn emit_json_decoder(
    api: &Api,
    operation: &Operation,
    name: &str,
    schema: &Schema,
    rules: &mut Rules,
) -> TokenStream {
    match loose::model_of(api, schema) {
        Some(ty) => quote!(rts::decoder::json::<#ty>()),
        None => loose::emit_decoder(api, operation, name, schema, rules),
    }
}

fn emit_read(
    api: &Api,
    operation: &Operation,
    parameter: &Parameter,
    rules: &mut Rules,
) -> TokenStream {
    let variable = variable(&parameter.name);
    let (name, schema) = (&parameter.name, &parameter.schema);
    let read = match writing_of(api, parameter) {
        Writing::Json => {
            let decoder = emit_json_decoder(api, operation, name, schema, rules);
            emit_text_read(parameter, &decoder)
        }
        Writing::Scalar => {
            let decoder = emit_decoder(api, operation, name, schema, rules);
            emit_text_read(parameter, &decoder)
        }
        Writing::List(item, items) => {
            emit_list_read(api, operation, parameter, (item, items), rules)
        }
        Writing::Value => emit_value_read(api, operation, parameter, rules),
    };
    let read = match Default::of(api, parameter) {
        Some(default) => default.or(&read),
        None => read,
    };
    quote!(let #variable = #read;)
}

/// How a parameter is read.
enum Writing<'a> {
    /// JSON text
    Json,
    /// One plain text
    Scalar,
    /// Plain texts
    List(&'a Schema, &'a Items),
    /// Anything else: by its schema
    Value,
}

fn writing_of<'a>(api: &'a Api, parameter: &'a Parameter) -> Writing<'a> {
    match &parameter.media {
        Some(media) if media.kind == MediaKind::Json => return Writing::Json,
        Some(_) if is_scalar(api, &parameter.schema) => return Writing::Scalar,
        _ => {}
    }
    if is_scalar(api, &parameter.schema) && matches!(parameter.style, Style::Simple | Style::Form) {
        return Writing::Scalar;
    }
    match list_of(api, &parameter.schema) {
        Some((item, items))
            if is_scalar(api, item)
                && !item.nullable
                && parameter.style != Style::DeepObject
                && !is_ruled(api, &parameter.schema) =>
        {
            Writing::List(item, items)
        }
        _ => Writing::Value,
    }
}

/// Whether a rule stands beside the type of the whole value.
fn is_ruled(api: &Api, schema: &Schema) -> bool {
    let Type::Named(id) = &schema.ty else {
        return false;
    };
    let def = api.type_def(*id);
    match &def.shape {
        _ if def.rule.is_some() => true,
        Shape::Alias(alias) => is_ruled(api, alias),
        _ => false,
    }
}

/// Whether a value writes itself as one plain text.
pub(super) fn is_plain(api: &Api, schema: &Schema) -> bool {
    let is_union = |schema: &Schema| match &schema.ty {
        Type::Named(id) => matches!(api.type_def(*id).shape, Shape::Union(_)),
        _ => false,
    };
    is_scalar(api, schema) && !is_union(schema)
}

/// Whether a value is one plain text.
fn is_scalar(api: &Api, schema: &Schema) -> bool {
    match &schema.ty {
        Type::Text(_) | Type::Integer(_) | Type::Number(_) | Type::Boolean => true,
        Type::Array(..) | Type::Map(..) | Type::Any => false,
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::TextEnum(_) => true,
            Shape::Alias(alias) => is_scalar(api, alias),
            Shape::Struct(_) => false,
            Shape::Union(union) => union
                .variants
                .iter()
                .all(|variant| is_scalar(api, &variant.schema)),
        },
    }
}

/// Reads one plain text by its decoder.
fn emit_text_read(parameter: &Parameter, decoder: &TokenStream) -> TokenStream {
    let (wire, place) = (&parameter.wire, place(parameter.location));
    let how = how("", parameter.required);
    quote!(read.#how(#wire, #place, #decoder))
}

fn emit_list_read(
    api: &Api,
    operation: &Operation,
    parameter: &Parameter,
    (item, items): (&Schema, &Items),
    rules: &mut Rules,
) -> TokenStream {
    let (wire, field, layout) = (&parameter.wire, &parameter.name, layout(parameter));
    let decoder = emit_decoder(api, operation, &format!("{field}_item"), item, rules);
    let rule = rules.place(operation, field, &rule::items(items));
    let how = how("_list", parameter.required);
    quote!(read.#how(#wire, #layout, &#rule, #decoder))
}

fn emit_value_read(
    api: &Api,
    operation: &Operation,
    parameter: &Parameter,
    rules: &mut Rules,
) -> TokenStream {
    let (wire, layout) = (&parameter.wire, layout(parameter));
    let others = others(api, operation, parameter);
    let how = how("_value", parameter.required);
    match loose::model_of(api, &parameter.schema) {
        Some(ty) => quote!(read.#how::<#ty>(#wire, #layout, &[#(#others),*])),
        None => {
            let name = loose::emit_type(api, operation, &parameter.name, &parameter.schema, rules);
            let value = quote!(read.#how::<#name>(#wire, #layout, &[#(#others),*]));
            quote!(#value.map(|value| value.0))
        }
    }
}

/// The other parameters among which an exploded object stands.
fn others<'a>(api: &Api, operation: &'a Operation, parameter: &Parameter) -> Vec<&'a str> {
    let is_among_them = parameter.style == Style::Form && parameter.explode;
    if !is_among_them || !may_hold_more(api, &parameter.schema) {
        return Vec::new();
    }
    let others = operation
        .parameters
        .iter()
        .filter(|other| other.location == parameter.location && other.wire != parameter.wire);
    others.map(|other| other.wire.as_str()).collect()
}

/// Whether an object has properties that its schema does not name.
fn may_hold_more(api: &Api, schema: &Schema) -> bool {
    match &schema.ty {
        Type::Map(..) => true,
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Struct(object) => matches!(object.additional, Additional::Kept(_)),
            Shape::Alias(alias) => may_hold_more(api, alias),
            Shape::Union(_) => true,
            Shape::TextEnum(_) => false,
        },
        _ => false,
    }
}

/// The reader's method for what is required, or for what is not.
pub(super) fn how(what: &str, required: bool) -> Ident {
    if required {
        format_ident!("required{what}")
    } else {
        format_ident!("optional{what}")
    }
}

/// The items of a list and their rule.
pub(super) fn list_of<'a>(api: &'a Api, schema: &'a Schema) -> Option<(&'a Schema, &'a Items)> {
    match &schema.ty {
        Type::Array(item, items) => Some((item, items)),
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Alias(alias) => list_of(api, alias),
            _ => None,
        },
        _ => None,
    }
}

fn place(location: Location) -> TokenStream {
    match location {
        Location::Path => quote!(rt::Place::Path),
        Location::Query => quote!(rt::Place::Query),
        Location::Header => quote!(rt::Place::Header),
        Location::Cookie => quote!(rt::Place::Cookie),
    }
}

fn layout(parameter: &Parameter) -> TokenStream {
    let place = place(parameter.location);
    layout_of(&place, parameter.style, parameter.explode)
}

/// A layout of the runtime. Reading needs no word on reserved characters.
pub(super) fn layout_of(place: &TokenStream, style: Style, explode: bool) -> TokenStream {
    let style = match style {
        Style::Simple => quote!(Simple),
        Style::Form => quote!(Form),
        Style::SpaceDelimited => quote!(SpaceDelimited),
        Style::PipeDelimited => quote!(PipeDelimited),
        Style::DeepObject => quote!(DeepObject),
        Style::Label => quote!(Label),
        Style::Matrix => quote!(Matrix),
    };
    quote!(rts::Layout::new(#place, rts::Style::#style, #explode))
}

fn wire_words(parameter: &Parameter) -> String {
    let place = match parameter.location {
        Location::Path => "path variable",
        Location::Query => "query parameter",
        Location::Header => "header",
        Location::Cookie => "cookie",
    };
    let default = parameter
        .schema
        .default
        .as_ref()
        .map(|value| format!(", `{value}` unless stated"))
        .unwrap_or_default();
    format!("The {place} `{}`{default}.", parameter.wire)
}
