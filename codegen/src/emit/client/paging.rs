//! Streams of pages, and of what stands on them, for operations that answer page by page.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{models::presence, names::ident},
    ir::{Api, CursorTarget, Field, Format, Paging, Presence, Schema, Type},
};

use super::{
    answer::{error_type, success_type},
    call::Call,
    input::Input,
    outcome::{Carried, single},
    rust::{RustType, resolve},
};

/// The methods `pages` and `items`; nothing where an operation has no pages that a client could follow.
pub(super) fn emit_pages(api: &Api, call: &Call<'_>, inputs: &[Input<'_>]) -> TokenStream {
    pages(api, call, inputs).unwrap_or_default()
}

fn pages(api: &Api, call: &Call<'_>, inputs: &[Input<'_>]) -> Option<TokenStream> {
    let paging = api.paging(call.operation)?;
    let is_page = matches!(single(&call.outcome.successes), Some(Carried::Json(_)));
    // A key stands for one request, and every page is another one.
    if !is_page || paging.page.nullable || call.operation.idempotency.is_some() {
        return None;
    }
    let next = text_field(api, paging.page, paging.next)?;
    let go_on = go_on(api, call, inputs, &paging)?;
    let (next, page, error) = (ident(&next.name), success_type(call), error_type(call));
    let is_free = |name: &str| inputs.iter().all(|input| input.field != name);
    let items = items(api, paging.page, &error).filter(|_| is_free("items"));
    if !is_free("pages") {
        return None;
    }
    Some(quote! {
        /// Calls page after page, each when the one before is used up, until there is no further one.
        ///
        /// # Errors
        ///
        /// Those of `send`; the pages end with the first one.
        #[must_use]
        pub fn pages(self) -> rtc::Pages<'a, ResponseValue<#page>, #error> {
            rtc::pages(
                self,
                Self::send,
                |page| rtc::Cursor::cursor(&page.#next),
                |mut call, cursor| { #go_on call },
            )
        }

        #items
    })
}

/// What stands on a page: the only list that it holds.
fn items(api: &Api, page: &Schema, error: &TokenStream) -> Option<TokenStream> {
    let fields = { api.object(page)?.fields.iter() }.map(|field| (field, presence(api, field)));
    let mut lists = fields.filter_map(|(field, presence)| match &field.schema.ty {
        Type::Array(item, _) => Some((field, presence, item)),
        _ => None,
    });
    let (field, presence, item) = lists.next().filter(|_| lists.next().is_none())?;
    let (name, item) = (ident(&field.name), RustType::of_schema(api, item));
    let list = match presence {
        Presence::Required => quote!(page.#name),
        Presence::Optional | Presence::RequiredNullable => quote!(page.#name.unwrap_or_default()),
        Presence::OptionalNullable => quote!(page.#name.into_value().unwrap_or_default()),
    };
    Some(quote! {
        /// What stands on the pages, one by one.
        ///
        /// # Errors
        ///
        /// Those of `send`; the items end with the first one.
        #[must_use]
        pub fn items(self) -> rtc::Pages<'a, #item, #error> {
            self.pages().items(|page| #list)
        }
    })
}

/// The statement that puts `cursor` into `call`.
fn go_on(
    api: &Api,
    call: &Call<'_>,
    inputs: &[Input<'_>],
    paging: &Paging<'_>,
) -> Option<TokenStream> {
    match paging.cursor {
        CursorTarget::Query(parameter) => {
            let mut inputs = inputs.iter();
            let input = inputs.find(|input| {
                input.location() == Some(parameter.location) && input.wire == parameter.wire
            })?;
            let field = &input.field;
            is_text(api, &parameter.schema.ty).then(|| quote!(call.#field.set(cursor);))
        }
        CursorTarget::Body(schema, wire) => {
            let bodies = &call.bodies;
            if !bodies.required || bodies.is_choice() || bodies.form.is_some() {
                return None;
            }
            let field = text_field(api, schema, wire)?;
            let name = ident(&field.name);
            let value = match presence(api, field) {
                Presence::Required => quote!(cursor),
                Presence::RequiredNullable | Presence::Optional => quote!(Some(cursor)),
                Presence::OptionalNullable => quote!(Some(cursor).into()),
            };
            Some(quote!(call.body.change(|body| body.#name = #value);))
        }
    }
}

/// A property that holds text.
fn text_field<'a>(api: &'a Api, schema: &Schema, wire: &str) -> Option<&'a Field> {
    let mut fields = api.object(schema)?.fields.iter();
    let field = fields.find(|field| field.wire == wire)?;
    is_text(api, &field.schema.ty).then_some(field)
}

fn is_text(api: &Api, ty: &Type) -> bool {
    let Type::Text(text) = resolve(api, ty) else {
        return false;
    };
    !matches!(
        text.format,
        Format::DateTime | Format::Date | Format::Binary
    )
}
