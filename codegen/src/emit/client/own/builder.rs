//! The builder of an operation: its setters, its request, its way of sending.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{
        Names,
        client::{lane::Call, words::doc},
        names::ident,
    },
    ir::MediaKind,
};

use super::{
    answer::{emit_arms, error_type, success_type},
    facts,
    input::{Input, Target, emit_path, inputs},
};

pub(super) fn emit_builder(names: &Names, call: &Call<'_>) -> TokenStream {
    let inputs = inputs(call);
    let builder = ident(&call.title.builder);
    let docs = link(&call.title.method);
    let fields = inputs
        .iter()
        .map(|Input { field, ty, .. }| quote!(#field: rtc::Slot<#ty>));
    let slots = inputs
        .iter()
        .map(|Input { field, wire, .. }| quote!(#field: rtc::Slot::new(#wire)));
    let setters = inputs.iter().map(emit_setter);
    let send = emit_send(names, call);
    let draft = emit_draft(call, &inputs);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #builder<'a> {
            client: &'a Client,
            #(#fields,)*
        }

        impl<'a> #builder<'a> {
            fn new(client: &'a Client) -> Self {
                Self { client, #(#slots,)* }
            }

            #(#setters)*
            #send
            #draft
        }
    }
}

/// Our own words, whose brackets are a link.
fn link(method: &str) -> TokenStream {
    let text = format!(" Builder of [`Client::{method}`].");
    quote!(#[doc = #text])
}

fn emit_setter(input: &Input) -> TokenStream {
    let Input { field, ty, .. } = input;
    let what = match input.target {
        Target::Body { .. } => "the body".to_owned(),
        _ => format!("`{}`", input.wire),
    };
    let needed = if input.required {
        ", which is required"
    } else {
        ""
    };
    let docs = doc([&format!("Sets {what}{needed}."), &input.description]);
    quote! {
        #docs
        #[must_use]
        pub fn #field(mut self, value: impl TryInto<#ty>) -> Self {
            self.#field.set(value);
            self
        }
    }
}

fn emit_send(names: &Names, call: &Call<'_>) -> TokenStream {
    let facts = facts(names, call);
    let success = success_type(call);
    let error = error_type(call);
    let arms = emit_arms(call);
    let docs = doc([
        &format!(
            "Sends `{} {}`.",
            call.operation.http_method, call.operation.path
        ),
        "# Errors",
        "When the request is incomplete, when the server cannot be reached, when its answer is no success.",
    ]);
    quote! {
        #docs
        pub async fn send(self) -> Result<ResponseValue<#success>, Error<#error>> {
            let client = self.client;
            let draft = self.draft();
            let response = rtc::hooks::send(&client.inner, &client.client, &client.baseurl, &#facts, draft).await?;
            match response.status().as_u16() {
                #(#arms)*
                _ => Err(Error::UnexpectedResponse(response)),
            }
        }
    }
}

fn emit_draft(call: &Call<'_>, inputs: &[Input]) -> TokenStream {
    let method = match call.operation.http_method.as_str() {
        known @ ("GET" | "PUT" | "POST" | "DELETE" | "HEAD" | "PATCH" | "OPTIONS" | "TRACE") => {
            let known = ident(known);
            quote!(rtc::Method::#known)
        }
        other => quote!(rtc::method(#other)?),
    };
    let takes = inputs.iter().map(Input::emit_take);
    let path = emit_path(call, inputs);
    let parameters = inputs.iter().map(Input::emit_parameter);
    let accept = call.outcome.accept().join(", ");
    let accept = if accept.is_empty() {
        quote!()
    } else {
        quote!(draft.accept(#accept);)
    };
    let body = emit_body(call, inputs);
    quote! {
        fn draft(self) -> Result<rtc::Draft, rtc::InvalidRequest> {
            #(#takes)*
            let mut draft = rtc::Draft::new(#method);
            #path
            #(#parameters)*
            #accept
            #body
            Ok(draft)
        }
    }
}

fn emit_body(call: &Call<'_>, inputs: &[Input]) -> TokenStream {
    if call
        .body
        .is_some_and(|body| body.kind == MediaKind::Multipart)
    {
        let parts = inputs.iter().map(Input::emit_part);
        let form = if call.parts.is_empty() {
            quote!(form)
        } else {
            quote!(mut form)
        };
        return quote! {
            let #form = rtc::Multipart::new()?;
            #(#parts)*
            draft.body(rtc::Payload::Multipart(form));
        };
    }
    let bodies = inputs.iter().map(Input::emit_body);
    quote!(#(#bodies)*)
}
