//! One tag: the implementation of its trait, then the examples that it answers.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::answer::{Answered, answer};
use super::constants::Constants;
use crate::emit::names::ident;
use crate::finding::{Finding, Findings};
use crate::ir::{Api, Operation, Tag};
use crate::values::Sampler;

/// The rule of the warning that an operation has no answer.
const UNANSWERED: &str = "stub-unanswered";

/// The items of a tag's file.
pub(super) fn emit_tag(
    api: &Api,
    tag: &Tag,
    sampler: &Sampler<'_>,
    server: &TokenStream,
    findings: &mut Findings,
) -> TokenStream {
    let name = format_ident!("{}Api", tag.stem);
    let mut constants = Constants::default();
    let methods: Vec<TokenStream> = api
        .operations_of(tag)
        .map(|operation| {
            let answered = answer(api, operation, sampler, &mut constants);
            if let Answered::Nothing(why) = &answered {
                findings.push(unanswered(operation, why));
            }
            emit_method(operation, answered)
        })
        .collect();
    let example = constants.are_used().then(|| {
        quote!(
            use rts::stub::example;
        )
    });
    quote! {
        use concierge_runtime_server as rts;
        #example
        use #server as api;
        use super::Stub;

        impl api::#name for Stub { #(#methods)* }

        #constants
    }
}

fn emit_method(operation: &Operation, answered: Answered) -> TokenStream {
    let name = ident(&operation.method_name);
    let stem = ident(&operation.stem);
    let request = format_ident!("{}Request", operation.stem);
    let response = format_ident!("{}Response", operation.stem);
    let error = format_ident!("{}Error", operation.stem);
    if operation.idempotency.is_some() {
        let body = match answered {
            Answered::With(answer, _) => {
                quote!(cx.write(&self.memory, |_| Ok(#answer)).await)
            }
            Answered::Nothing(why) => quote!(cx.fail(rts::Failure::not_implemented(#why))),
        };
        return quote! {
            async fn #name(&self, cx: rts::Keyed<api::#stem>, _: api::#request) -> rts::Settled<api::#stem> { #body }
        };
    }
    let body = match answered {
        Answered::With(answer, _) => quote!(Ok(#answer)),
        Answered::Nothing(why) => {
            quote!(Err(api::#error::Failed(rts::Failure::not_implemented(#why))))
        }
    };
    quote! {
        async fn #name(&self, _: rts::Context, _: api::#request) -> Result<api::#response, api::#error> { #body }
    }
}

fn unanswered(operation: &Operation, why: &str) -> Finding {
    Finding::warning(
        UNANSWERED,
        operation.place.clone(),
        format!("the stub answers `{}` with 501: {why}", operation.id),
        "give the answer an example that fits its schema",
    )
}
