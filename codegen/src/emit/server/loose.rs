//! Bodies of JSON. Most are models; one that is not, such as a list of models, gets a private type that keeps its rules.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::answer::body_type;
use super::docs::doc;
use super::request::body_ident;
use super::rule::{self, Rules};
use super::rust::rust_type;
use crate::emit::names::{constant, ident};
use crate::ir::{Api, Content, Format, MediaKind, Operation, Schema, Shape, Type};

/// Reads a body that must stand.
pub(super) fn emit_required(api: &Api, operation: &Operation, content: &Content) -> TokenStream {
    if is_model(api, content) {
        let ty = body_type(api, content);
        return quote!(call.json::<#ty>().await?);
    }
    let name = loose_ident(operation);
    quote!(call.json::<#name>().await?.0)
}

/// Reads a body that may be absent.
pub(super) fn emit_optional(api: &Api, operation: &Operation, content: &Content) -> TokenStream {
    if is_model(api, content) {
        let ty = body_type(api, content);
        return quote!(call.json_optional::<#ty>().await?);
    }
    let name = loose_ident(operation);
    quote!(call.json_optional::<#name>().await?.map(|body| body.0))
}

/// The private type of a body that is no model; nothing for others.
pub(super) fn emit_type(api: &Api, operation: &Operation, rules: &mut Rules) -> TokenStream {
    let loose = operation
        .body
        .iter()
        .find(|content| content.kind == MediaKind::Json && !is_model(api, content));
    let Some(schema) = loose.and_then(|content| content.schema.as_ref()) else {
        return TokenStream::new();
    };
    let name = loose_ident(operation);
    let table = format_ident!("{}_SCHEMA", constant(&name.to_string()));
    let ty = rust_type(api, schema);
    let docs = doc([format!(
        "The body of `{}` with its rules.",
        operation.method_name
    )]);
    let mut walk = Walk {
        api,
        operation,
        rules,
    };
    let hint = body_ident(operation).to_string();
    let checks = walk.checks(schema, quote!(&self.0), &hint);
    let value = walk.table(schema, &hint);
    quote! {
        #docs
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        struct #name(#ty);

        impl rt::Check for #name {
            fn check_at(&self, at: &rt::At<'_>, out: &mut rt::Violations) { #checks }
        }

        impl rt::Model for #name {
            fn schema() -> &'static rt::Schema {
                &#table
            }
        }

        static #table: rt::Schema = #value;
    }
}

fn is_model(api: &Api, content: &Content) -> bool {
    match content.schema.as_ref() {
        Some(Schema {
            ty: Type::Named(id),
            nullable: false,
            ..
        }) => !matches!(api.type_def(*id).shape, Shape::Alias(_)),
        _ => false,
    }
}

fn loose_ident(operation: &Operation) -> Ident {
    format_ident!("{}Json", operation.stem)
}

/// `&self.0` without its `&`: methods borrow by themselves.
fn receiver(reference: &TokenStream) -> TokenStream {
    reference
        .clone()
        .into_iter()
        .skip_while(|token| token.to_string() == "&")
        .collect()
}

/// Goes through a schema that has no name.
struct Walk<'a, 'r> {
    api: &'a Api,
    operation: &'a Operation,
    rules: &'r mut Rules,
}

impl Walk<'_, '_> {
    /// The statements that check `value`, a reference.
    fn checks(&mut self, schema: &Schema, value: TokenStream, hint: &str) -> TokenStream {
        if schema.nullable {
            let inner = self.checks_of(schema, quote!(value), hint);
            return quote!(if let Some(value) = #value { #inner });
        }
        self.checks_of(schema, value, hint)
    }

    fn checks_of(&mut self, schema: &Schema, value: TokenStream, hint: &str) -> TokenStream {
        let operation = self.operation;
        match &schema.ty {
            Type::Named(id) => match &self.api.type_def(*id).shape {
                Shape::Alias(alias) => self.checks(alias, value, hint),
                _ => quote!(rt::Check::check_at(#value, at, out);),
            },
            Type::Text(text) if !matches!(text.format, Format::DateTime | Format::Date) => {
                let rule = self.rules.place(operation, hint, &rule::text(text));
                quote!(#rule.check(#value, at, out);)
            }
            Type::Integer(integer) => {
                let rule = self.rules.place(operation, hint, &rule::integer(integer));
                quote!(#rule.check(*#value, at, out);)
            }
            Type::Number(number) => {
                let rule = self.rules.place(operation, hint, &rule::number(number));
                if number.exact {
                    quote!(#rule.check_decimal(#value, at, out);)
                } else {
                    quote!(#rule.check_f64(*#value, at, out);)
                }
            }
            Type::Array(item, items) => {
                let rule = self.rules.place(operation, hint, &rule::items(items));
                let inner = self.checks(item, quote!(value), &format!("{hint}_item"));
                let receiver = receiver(&value);
                quote! {
                    #rule.check(#value, at, out);
                    for (index, value) in #receiver.iter().enumerate() {
                        let at = &at.index(index);
                        #inner
                    }
                }
            }
            Type::Map(item, properties) => {
                let rule = self
                    .rules
                    .place(operation, hint, &rule::properties(properties));
                let inner = self.checks(item, quote!(value), &format!("{hint}_value"));
                let receiver = receiver(&value);
                quote! {
                    #rule.check(#receiver.len(), at, out);
                    for (name, value) in #value {
                        let at = &at.property(name);
                        #inner
                    }
                }
            }
            Type::Text(_) | Type::Boolean | Type::Any => TokenStream::new(),
        }
    }

    /// The schema as a table.
    fn table(&mut self, schema: &Schema, hint: &str) -> TokenStream {
        let table = self.table_of(schema, hint);
        if schema.nullable {
            quote!(rt::Schema::Nullable(&#table))
        } else {
            table
        }
    }

    fn table_of(&mut self, schema: &Schema, hint: &str) -> TokenStream {
        let operation = self.operation;
        match &schema.ty {
            Type::Named(id) => match &self.api.type_def(*id).shape {
                Shape::Alias(alias) => self.table(alias, hint),
                _ => {
                    let name = ident(&format!(
                        "{}_SCHEMA",
                        constant(&self.api.type_def(*id).name)
                    ));
                    quote!(rt::Schema::Named(&wire::#name))
                }
            },
            Type::Text(text) => {
                let rule = self.rules.place(operation, hint, &rule::text(text));
                quote!(rt::Schema::Text(#rule))
            }
            Type::Integer(integer) => {
                let rule = self.rules.place(operation, hint, &rule::integer(integer));
                quote!(rt::Schema::Integer(#rule))
            }
            Type::Number(number) => {
                let rule = self.rules.place(operation, hint, &rule::number(number));
                quote!(rt::Schema::Number(#rule))
            }
            Type::Boolean => quote!(rt::Schema::Boolean),
            Type::Array(item, items) => {
                let rule = self.rules.place(operation, hint, &rule::items(items));
                let inner = self.table(item, &format!("{hint}_item"));
                quote!(rt::Schema::Array(&#inner, #rule))
            }
            Type::Map(item, properties) => {
                let rule = self
                    .rules
                    .place(operation, hint, &rule::properties(properties));
                let inner = self.table(item, &format!("{hint}_value"));
                quote! {
                    rt::Schema::Object(rt::Object { properties: &[], additional: rt::Additional::Kept(&#inner), rule: #rule })
                }
            }
            Type::Any => quote!(rt::Schema::Any),
        }
    }
}
