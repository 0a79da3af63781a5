//! Parameters: the field that holds one, and the line that reads it.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use serde_json::Value;

use super::docs::doc;
use super::loose;
use super::masks::Presence;
use super::owned;
use super::rule::{self, Rules};
use super::rust::bare_type;
use crate::emit::names::ident;
use crate::ir::{Api, Format, Items, Location, Operation, Parameter, Schema, Shape, Style, Type};

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
    if parameter.required || default_value(api, parameter).is_some() {
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
                        let rule = loose::alias_rule(api, *id);
                        quote!(rts::decoder::judged(wire::#rule, #decoder))
                    }
                }
            }
            Shape::TextEnum(_) => {
                let ty = bare_type(api, &schema.ty);
                quote!(rts::decoder::choice::<#ty>())
            }
            Shape::Struct(_) => {
                let ty = bare_type(api, &schema.ty);
                quote!(rts::decoder::json::<#ty>())
            }
            Shape::Union(_) => emit_choice_decoder(&bare_type(api, &schema.ty)),
        },
        Type::Array(..) | Type::Map(..) | Type::Any => {
            loose::emit_decoder(api, operation, name, schema, rules)
        }
    }
}

/// A choice between scalars: what is no JSON by itself is a text.
fn emit_choice_decoder(ty: &TokenStream) -> TokenStream {
    quote! {
        |raw: &str, at: &rt::At<'_>, out: &mut rt::Violations| match rt::decode::strict::<#ty>(raw.as_bytes()) {
            Ok(value) => Some(value),
            Err(_) => rts::decoder::json::<#ty>()(&serde_json::Value::from(raw).to_string(), at, out),
        }
    }
}

fn emit_read(
    api: &Api,
    operation: &Operation,
    parameter: &Parameter,
    rules: &mut Rules,
) -> TokenStream {
    let (variable, wire, place) = (
        variable(&parameter.name),
        &parameter.wire,
        place(parameter.location),
    );
    let field = &parameter.name;
    let read = match list_of(api, &parameter.schema) {
        Some((item, items)) => {
            let decoder = emit_decoder(api, operation, &format!("{field}_item"), item, rules);
            let rule = rules.place(operation, field, &rule::items(items));
            let layout = layout(parameter);
            let how = if parameter.required {
                quote!(required_list)
            } else {
                quote!(optional_list)
            };
            quote!(read.#how(#wire, #place, #layout, &#rule, #decoder))
        }
        None => {
            let decoder = emit_decoder(api, operation, field, &parameter.schema, rules);
            let how = if parameter.required {
                quote!(required)
            } else {
                quote!(optional)
            };
            quote!(read.#how(#wire, #place, #decoder))
        }
    };
    let default = default_value(api, parameter).map(|value| quote!(.unwrap_or(#value)));
    quote!(let #variable = #read #default;)
}

fn list_of<'a>(api: &'a Api, schema: &'a Schema) -> Option<(&'a Schema, &'a Items)> {
    match &schema.ty {
        Type::Array(item, items) => Some((item, items)),
        Type::Named(id) => match &api.type_def(*id).shape {
            Shape::Alias(alias) => list_of(api, alias),
            _ => None,
        },
        _ => None,
    }
}

/// The default of an optional parameter, where Rust can write it as a constant.
fn default_value(api: &Api, parameter: &Parameter) -> Option<TokenStream> {
    if parameter.required {
        return None;
    }
    constant_of(
        api,
        &parameter.schema.ty,
        parameter.schema.default.as_ref()?,
    )
}

fn constant_of(api: &Api, ty: &Type, value: &Value) -> Option<TokenStream> {
    match (ty, value) {
        (Type::Integer(_), Value::Number(number)) => {
            let literal = proc_macro2::Literal::i64_unsuffixed(number.as_i64()?);
            Some(quote!(#literal))
        }
        (Type::Number(number), Value::Number(value)) if !number.exact => {
            let literal = proc_macro2::Literal::f64_suffixed(value.as_f64()?);
            Some(quote!(#literal))
        }
        (Type::Boolean, Value::Bool(value)) => Some(quote!(#value)),
        (Type::Named(id), value) => match &api.type_def(*id).shape {
            Shape::TextEnum(choices) => {
                let name = ident(&api.type_def(*id).name);
                let variant = choices
                    .variants
                    .iter()
                    .find(|variant| Some(variant.wire.as_str()) == value.as_str())?;
                let variant = ident(&variant.name);
                Some(quote!(wire::#name::#variant))
            }
            Shape::Alias(alias) => constant_of(api, &alias.ty, value),
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
    match (parameter.style, parameter.explode) {
        (Style::Form, true) => quote!(rts::Layout::Exploded),
        (Style::SpaceDelimited, _) => quote!(rts::Layout::Space),
        (Style::PipeDelimited, _) => quote!(rts::Layout::Pipe),
        (Style::Form | Style::Simple | Style::DeepObject | Style::Label | Style::Matrix, _) => {
            quote!(rts::Layout::Comma)
        }
    }
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
