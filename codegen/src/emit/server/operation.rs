//! One operation: its marker, its request, its answers and its refusals.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::{doc, sentence};
use super::{answer, refusal, request};
use crate::emit::names::constant;
use crate::emit::names::ident;
use crate::ir::{Api, Operation};

/// Everything of an operation but its way in.
pub(super) fn emit_operation(api: &Api, operation: &Operation) -> TokenStream {
    let marker = emit_marker(operation);
    let request = request::emit_request(api, operation);
    let answers = answer::emit_answers(api, operation);
    let refusals = refusal::emit_refusals(api, operation);
    quote!(#marker #request #answers #refusals)
}

/// The method of the trait.
pub(super) fn emit_method(operation: &Operation) -> TokenStream {
    let name = ident(&operation.method_name);
    let stem = ident(&operation.stem);
    let request = format_ident!("{}Request", operation.stem);
    let docs = doc([
        operation.summary.clone().unwrap_or_default(),
        operation.description.clone().unwrap_or_default(),
        notes(operation),
        format!("`{} {}`", operation.http_method, operation.path),
    ]);
    if operation.idempotency.is_some() {
        return quote! {
            #docs
            fn #name(&self, cx: rts::Keyed<#stem>, request: #request) -> impl Future<Output = rts::Settled<#stem>> + Send;
        };
    }
    let response = format_ident!("{}Response", operation.stem);
    let error = format_ident!("{}Error", operation.stem);
    quote! {
        #docs
        fn #name(&self, cx: rts::Context, request: #request) -> impl Future<Output = Result<#response, #error>> + Send;
    }
}

/// The static in the models that holds the operation's facts.
pub(super) fn spec_path(operation: &Operation) -> TokenStream {
    let constant = ident(&constant(&operation.method_name));
    quote!(wire::operations::#constant)
}

fn emit_marker(operation: &Operation) -> TokenStream {
    let marker = ident(&operation.stem);
    let response = format_ident!("{}Response", operation.stem);
    let error = format_ident!("{}Error", operation.stem);
    let spec = spec_path(operation);
    let summary = operation
        .summary
        .as_deref()
        .or(operation.description.as_deref())
        .map(sentence)
        .unwrap_or_default();
    let docs = doc([
        format!("`{} {}`", operation.http_method, operation.path),
        summary,
    ]);
    quote! {
        #docs
        #[derive(Clone, Copy, Debug)]
        pub struct #marker;

        impl rts::Operation for #marker {
            const SPEC: &'static rt::OperationSpec = &#spec;
            type Response = #response;
            type Error = #error;
        }
    }
}

/// What the runtime takes care of, in words.
fn notes(operation: &Operation) -> String {
    let mut notes = Vec::new();
    if operation.deprecated {
        notes.push("Deprecated.".to_owned());
    }
    if !operation.scopes.is_empty() {
        notes.push(format!("Needs {}.", list("scope", &operation.scopes)));
    }
    if let Some(idempotency) = &operation.idempotency {
        let demand = if idempotency.required {
            "Needs"
        } else {
            "Takes"
        };
        notes.push(format!("{demand} an `x-idempotency-key`."));
    }
    if !operation.events.is_empty() {
        notes.push(format!("Publishes {}.", list("event", &operation.events)));
    }
    notes.join(" ")
}

fn list(noun: &str, names: &[String]) -> String {
    let plural = if names.len() == 1 { "" } else { "s" };
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    format!("the {noun}{plural} {}", names.join(", "))
}
