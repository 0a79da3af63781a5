//! The builder of an operation: its setters, its request, its way of sending.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{
        names::{constant, ident},
        words::doc,
    },
    ir::Api,
};

use super::{
    answer::{emit_arms, error_type, success_type},
    call::Call,
    example::Examples,
    input::{Input, emit_path, inputs},
    media::{emit_accept, emit_default},
    paging::emit_pages,
    title::claim,
};

/// The struct of a builder and what can be done with it.
pub(super) fn emit_builder(api: &Api, call: &Call<'_>) -> TokenStream {
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
    let accept = emit_default(call).map(|default| Accept::of(call, &inputs, &default));
    let (accept_field, accept_slot, accept_setter) =
        accept.map_or_else(Default::default, |it| (it.field, it.slot, it.setter));
    let send = emit_send(call);
    let pages = emit_pages(api, call, &inputs);
    let draft = emit_draft(call, &inputs);
    quote! {
        #docs
        #[derive(Clone, Debug)]
        pub struct #builder<'a> {
            client: &'a Client,
            #(#fields,)*
            #accept_field
        }

        impl<'a> #builder<'a> {
            fn new(client: &'a Client) -> Self {
                Self { client, #(#slots,)* #accept_slot }
            }

            #(#setters)*
            #accept_setter
            #send
            #pages
            #draft
        }
    }
}

/// The choice of the answer's media type, as parts of the builder.
struct Accept {
    field: TokenStream,
    slot: TokenStream,
    setter: TokenStream,
}

impl Accept {
    fn of(call: &Call<'_>, inputs: &[Input<'_>], default: &TokenStream) -> Self {
        let (field, ty) = (accept_field(inputs), ident(&call.title.media));
        Self {
            field: quote!(#field: #ty,),
            slot: quote!(#field: #default,),
            setter: quote! {
                /// Chooses the media type of the answer; its first variant is the default.
                #[must_use]
                pub fn #field(mut self, media: #ty) -> Self {
                    self.#field = media;
                    self
                }
            },
        }
    }
}

/// `accept`, where no parameter is called so.
fn accept_field(inputs: &[Input<'_>]) -> Ident {
    let mut taken = inputs.iter().map(|input| input.field.to_string()).collect();
    ident(&claim(&mut taken, "accept"))
}

/// The client's method that gives the builder.
pub(super) fn emit_method(call: &Call<'_>, examples: Option<&Examples<'_>>) -> TokenStream {
    let method = ident(&call.title.method);
    let builder = ident(&call.title.builder);
    let operation = call.operation;
    let deprecated = if operation.deprecated {
        "Deprecated: it will go away."
    } else {
        ""
    };
    let docs = doc([
        operation.summary.as_deref().unwrap_or_default(),
        deprecated,
        operation.description.as_deref().unwrap_or_default(),
        &format!("`{} {}`", operation.http_method, operation.path),
    ]);
    let example = examples.map(|examples| examples.emit(call));
    quote! {
        #docs
        #example
        pub fn #method(&self) -> #builder<'_> {
            #builder::new(self)
        }
    }
}

/// Our own words, whose brackets are a link.
fn link(method: &str) -> TokenStream {
    let text = format!(" Builder of [`Client::{method}`].");
    quote!(#[doc = #text])
}

fn emit_setter(input: &Input<'_>) -> TokenStream {
    let Input { field, ty, .. } = input;
    let needed = if input.required {
        ", which is required"
    } else {
        ""
    };
    let docs = doc([
        &format!("Sets {}{needed}.", input.about()),
        input.description(),
        &list(input.notes().iter().cloned()),
    ]);
    quote! {
        #docs
        #[must_use]
        pub fn #field(mut self, value: impl TryInto<#ty>) -> Self {
            self.#field.set(value);
            self
        }
    }
}

fn list(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| format!("- {line}\n")).collect()
}

fn emit_send(call: &Call<'_>) -> TokenStream {
    let facts = ident(&constant(&call.operation.method_name));
    let success = success_type(call);
    let error = error_type(call);
    let arms = emit_arms(call);
    let errors = { call.outcome.errors.iter() }.filter(|arm| arm.preferred);
    let refusals = errors.map(|arm| {
        let words = arm.description.split_whitespace().collect::<Vec<_>>();
        format!("`{}` {}", arm.status, words.join(" "))
    });
    let docs = doc([
        &format!(
            "Sends `{} {}`.",
            call.operation.http_method, call.operation.path
        ),
        "# Errors",
        "When the request is incomplete, when the server cannot be reached, when its answer is no success.",
        &list(refusals),
    ]);
    quote! {
        #docs
        pub async fn send(self) -> Result<ResponseValue<#success>, Error<#error>> {
            let response = rtc::send(self.client, &wire::operations::#facts, self.draft()).await?;
            match response.status().as_u16() {
                #(#arms)*
                _ => Err(Error::UnexpectedResponse(rtc::Answer::read(response).await?)),
            }
        }

        /// Sends the same call and gives whatever answers, as it came: status, headers, body.
        ///
        /// # Errors
        ///
        /// When the request is incomplete, or when no answer comes.
        pub async fn send_raw(self) -> Result<rtc::Answer, Error> {
            Ok(rtc::send_raw(self.client, &wire::operations::#facts, self.draft()).await?)
        }
    }
}

fn emit_draft(call: &Call<'_>, inputs: &[Input<'_>]) -> TokenStream {
    let method = match call.operation.http_method.as_str() {
        known @ ("GET" | "PUT" | "POST" | "DELETE" | "HEAD" | "PATCH" | "OPTIONS" | "TRACE") => {
            let known = ident(known);
            quote!(rtc::Method::#known)
        }
        other => quote!(rtc::method(#other)?),
    };
    let parameters = inputs.iter().filter(|input| input.is_parameter());
    let takes = parameters.map(Input::emit_take);
    let path = emit_path(call, inputs);
    let parameters = inputs.iter().map(Input::emit_parameter);
    let accept = emit_accept(call, &accept_field(inputs));
    let body = emit_body(call, inputs);
    let docs = doc([
        "The request, as far as the session does not complete it.",
        "# Errors",
        "What is missing, or what cannot be written.",
    ]);
    quote! {
        #docs
        pub fn draft(self) -> Result<rtc::Draft, rtc::InvalidRequest> {
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

/// Statements that set the body: of one value where there is one, otherwise the form.
fn emit_body(call: &Call<'_>, inputs: &[Input<'_>]) -> TokenStream {
    let bodies = &call.bodies;
    let payload = match (bodies.whole.first(), bodies.is_choice()) {
        (Some(_), true) => quote!(body.payload()?),
        (Some(only), false) => only.emit_payload(&quote!(body)),
        (None, _) => quote!(),
    };
    let parts: Vec<&Input<'_>> = inputs.iter().filter(|input| input.is_part()).collect();
    let form = emit_form(&parts);
    let any_part = || {
        let fields = parts.iter().map(|part| &part.field);
        quote!([#(self.#fields.is_set()),*].contains(&true))
    };
    match (bodies.whole.is_empty(), &bodies.form, bodies.required) {
        (true, None, _) => quote!(),
        (false, None, true) => quote!(let body = self.body.required()?; draft.body(#payload);),
        (false, None, false) => {
            quote!(if let Some(body) = self.body.optional()? { draft.body(#payload); })
        }
        (true, Some(_), required) if required || parts.is_empty() => form,
        (true, Some(_), _) => {
            let any_part = any_part();
            quote!(if #any_part { #form })
        }
        (false, Some(_), required) => {
            let otherwise = if required || parts.is_empty() {
                quote!(else { #form })
            } else {
                let any_part = any_part();
                quote!(else if #any_part { #form })
            };
            quote!(if let Some(body) = self.body.optional()? { draft.body(#payload); } #otherwise)
        }
    }
}

fn emit_form(parts: &[&Input<'_>]) -> TokenStream {
    let takes = parts.iter().map(|part| part.emit_take());
    let adds = parts.iter().map(|part| part.emit_part());
    let form = if parts.is_empty() {
        quote!(form)
    } else {
        quote!(mut form)
    };
    quote! {
        #(#takes)*
        let #form = rtc::Multipart::new()?;
        #(#adds)*
        draft.body(rtc::Payload::Multipart(form));
    }
}
