//! Values of JSON. Most are models; one that is not, such as a list of models, gets a private type that keeps its rules.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::answer::body_type;
use super::docs::doc;
use super::parameter::layout_of;
use super::request::content_type;
use super::rule::{self, Ruled, Rules};
use super::rust::{bare_type, rust_type};
use crate::emit::names::{check_function, constant, ident, schema_constant};
use crate::ir::{Api, Content, Format, Operation, Schema, Shape, Type};

/// Reads a body that must stand.
pub(super) fn emit_required(
    api: &Api,
    operation: &Operation,
    content: &Content,
    rules: &mut Rules,
) -> TokenStream {
    match loose_schema(api, content) {
        None => {
            let ty = body_type(api, operation, content);
            quote!(call.json::<#ty>().await?)
        }
        Some(schema) => {
            let name = place_type(api, operation, "body", &schema, rules);
            quote!(call.json::<#name>().await?.0)
        }
    }
}

/// Reads a form that must stand.
pub(super) fn emit_form(
    api: &Api,
    operation: &Operation,
    content: &Content,
    rules: &mut Rules,
) -> TokenStream {
    let fields = emit_form_fields(content);
    match loose_schema(api, content) {
        None => {
            let ty = content_type(api, operation, content);
            quote!(call.form::<#ty>(#fields).await?)
        }
        Some(schema) => {
            let name = place_type(api, operation, "body", &schema, rules);
            quote!(call.form::<#name>(#fields).await?.0)
        }
    }
}

/// The properties of a form that are no plain values.
fn emit_form_fields(content: &Content) -> TokenStream {
    let fields = content.encodings.iter().map(|encoding| {
        let name = &encoding.wire;
        let layout = match &encoding.media {
            Some(_) => quote!(None),
            None => {
                let place = quote!(rt::Place::Body);
                let layout = layout_of(&place, encoding.style, encoding.explode);
                quote!(Some(#layout))
            }
        };
        quote!(rts::FormField { name: #name, layout: #layout })
    });
    quote!(&[#(#fields),*])
}

/// Reads a body that may be absent.
pub(super) fn emit_optional(
    api: &Api,
    operation: &Operation,
    content: &Content,
    rules: &mut Rules,
) -> TokenStream {
    match loose_schema(api, content) {
        None => {
            let ty = body_type(api, operation, content);
            quote!(call.json_optional::<#ty>().await?)
        }
        Some(schema) => {
            let name = place_type(api, operation, "body", &schema, rules);
            quote!(call.json_optional::<#name>().await?.map(|body| body.0))
        }
    }
}

/// Decodes the JSON text of a parameter or a part that is no model.
pub(super) fn emit_decoder(
    api: &Api,
    operation: &Operation,
    name: &str,
    schema: &Schema,
    rules: &mut Rules,
) -> TokenStream {
    let name = emit_type(api, operation, name, schema, rules);
    quote! {
        |raw: &str, at: &rt::At<'_>, out: &mut rt::Violations| rts::decoder::json::<#name>()(raw, at, out).map(|value| value.0)
    }
}

/// The model that a schema is; none for what needs a private type.
pub(super) fn model_of(api: &Api, schema: &Schema) -> Option<TokenStream> {
    match &schema.ty {
        Type::Named(id) if !matches!(api.type_def(*id).shape, Shape::Alias(_)) => {
            Some(bare_type(api, &schema.ty))
        }
        _ => None,
    }
}

/// The private type of a value that is not null.
pub(super) fn emit_type(
    api: &Api,
    operation: &Operation,
    hint: &str,
    schema: &Schema,
    rules: &mut Rules,
) -> Ident {
    let schema = Schema {
        nullable: false,
        ..schema.clone()
    };
    place_type(api, operation, hint, &schema, rules)
}

/// The private type of a value.
fn place_type(
    api: &Api,
    operation: &Operation,
    hint: &str,
    schema: &Schema,
    rules: &mut Rules,
) -> Ident {
    let name = rules.type_name(operation, hint);
    let table = format_ident!("{}_SCHEMA", constant(&name.to_string()));
    let ty = rust_type(api, schema);
    let docs = doc([format!(
        "The {hint} of `{}` with its rules.",
        operation.method_name
    )]);
    let mut walk = Walk {
        api,
        operation,
        rules,
    };
    let checks = walk.checks(schema, quote!(&self.0), hint);
    let value = walk.table(schema, hint);
    let inputs = if checks.is_empty() {
        quote!(_: &rt::At<'_>, _: &mut rt::Violations)
    } else {
        quote!(at: &rt::At<'_>, out: &mut rt::Violations)
    };
    rules.add_type(quote! {
        #docs
        #[derive(serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        struct #name(#ty);

        impl rt::Check for #name {
            fn check_at(&self, #inputs) { #checks }
        }

        impl rt::Model for #name {
            fn schema() -> &'static rt::Schema {
                &#table
            }
        }

        static #table: rt::Schema = #value;
    });
    name
}

/// The schema of a body that is no model; a body without a schema may be anything.
fn loose_schema(api: &Api, content: &Content) -> Option<Schema> {
    let Some(schema) = &content.schema else {
        return Some(Schema {
            ty: Type::Any,
            nullable: false,
            description: None,
            deprecated: false,
            default: None,
            pii: None,
            place: crate::ir::Place::default(),
        });
    };
    let is_model = !schema.nullable && model_of(api, schema).is_some();
    (!is_model).then(|| schema.clone())
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
    /// The statements that check `value`, a reference; none where no rule is stated.
    fn checks(&mut self, schema: &Schema, value: TokenStream, hint: &str) -> TokenStream {
        if !schema.nullable {
            return self.checks_of(schema, value, hint);
        }
        let inner = self.checks_of(schema, quote!(value), hint);
        if inner.is_empty() {
            inner
        } else {
            quote!(if let Some(value) = #value { #inner })
        }
    }

    fn checks_of(&mut self, schema: &Schema, value: TokenStream, hint: &str) -> TokenStream {
        let receiver = receiver(&value);
        match &schema.ty {
            Type::Named(id) => match &self.api.type_def(*id).shape {
                Shape::Alias(_) if self.api.type_def(*id).rule.is_some() => {
                    let check = ident(&check_function(self.api.type_def(*id)));
                    quote!(wire::#check(#value, at, out);)
                }
                Shape::Alias(alias) => self.checks(alias, value, hint),
                _ => quote!(rt::Check::check_at(#value, at, out);),
            },
            Type::Text(text) if !matches!(text.format, Format::DateTime | Format::Date) => {
                self.call(hint, &rule::text(text), &quote!(check), &value)
            }
            Type::Integer(integer) => self.call(
                hint,
                &rule::integer(integer),
                &quote!(check),
                &quote!(*#value),
            ),
            Type::Number(number) if number.exact => {
                self.call(hint, &rule::number(number), &quote!(check_decimal), &value)
            }
            Type::Number(number) => self.call(
                hint,
                &rule::number(number),
                &quote!(check_f64),
                &quote!(*#value),
            ),
            Type::Array(item, items) => {
                let whole = self.call(hint, &rule::items(items), &quote!(check), &value);
                let inner = self.checks(item, quote!(value), &format!("{hint}_item"));
                let each = (!inner.is_empty()).then(|| {
                    quote! {
                        for (index, value) in #receiver.iter().enumerate() {
                            let at = &at.index(index);
                            #inner
                        }
                    }
                });
                quote!(#whole #each)
            }
            Type::Map(item, properties) => {
                let whole = self.call(
                    hint,
                    &rule::properties(properties),
                    &quote!(check),
                    &quote!(#receiver.len()),
                );
                let inner = self.checks(item, quote!(value), &format!("{hint}_value"));
                let each = (!inner.is_empty()).then(|| {
                    quote! {
                        for (name, value) in #value {
                            let at = &at.property(name);
                            #inner
                        }
                    }
                });
                quote!(#whole #each)
            }
            Type::Text(_) | Type::Boolean | Type::Any => TokenStream::new(),
        }
    }

    /// Calls a rule, unless it demands nothing.
    fn call(
        &mut self,
        hint: &str,
        rule: &Ruled,
        method: &TokenStream,
        value: &TokenStream,
    ) -> TokenStream {
        if !rule.demands() {
            return TokenStream::new();
        }
        let rule = self.rules.place(self.operation, hint, rule);
        quote!(#rule.#method(#value, at, out);)
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
                Shape::Alias(alias) if self.api.type_def(*id).rule.is_none() => {
                    self.table(alias, hint)
                }
                _ => {
                    let name = ident(&schema_constant(self.api.type_def(*id)));
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
