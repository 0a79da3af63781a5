//! The way in of each operation: reads the call, asks the trait method, writes what it says.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::operation::spec_path;
use super::rule::Rules;
use super::{body, multipart, negotiation, owned, parameter, session};
use crate::emit::names::ident;
use crate::ir::{Api, Operation, Tag};

/// `routes` and one `serve_` function per operation.
pub(super) fn emit_routes(api: &Api, tag: &Tag, operations: &[&Operation]) -> TokenStream {
    let mut rules = Rules::default();
    let trait_name = format_ident!("{}Api", tag.stem);
    let routes = operations.iter().map(|operation| {
        let spec = spec_path(operation);
        let serve = serve_ident(operation);
        quote!(rts::Route::bound(&#spec, api, #serve))
    });
    let ways: Vec<TokenStream> = operations
        .iter()
        .map(|operation| emit_way(api, &trait_name, operation, &mut rules))
        .collect();
    let rules = rules.emit();
    quote! {
        /// The routes of this tag, bound to what is behind them.
        pub(super) fn routes<A: #trait_name>(api: &Arc<A>) -> Vec<rts::Route> {
            Vec::from([#(#routes),*])
        }
        #(#ways)*
        #rules
    }
}

fn emit_way(
    api: &Api,
    trait_name: &Ident,
    operation: &Operation,
    rules: &mut Rules,
) -> TokenStream {
    let serve = serve_ident(operation);
    let parameters = parameter::emit_reading(api, operation, rules);
    let body = body::emit_reading(api, operation, rules);
    let session = session::emit_count(api, operation);
    let request = emit_request_value(operation);
    let accept = negotiation::emit_choice(operation);
    let ask = emit_ask(operation);
    let mutable = (!body.is_empty() || operation.idempotency.is_some()).then(|| quote!(mut));
    let types = rules.take_types();
    let table = multipart::emit_table(api, operation);
    quote! {
        #types
        #table
        async fn #serve<A: #trait_name>(api: Arc<A>, #mutable call: rts::Call) -> Result<rts::Answer, rts::Stop> {
            #parameters
            #body
            #session
            #accept
            #request
            #ask
        }
    }
}

fn emit_request_value(operation: &Operation) -> TokenStream {
    let name = format_ident!("{}Request", operation.stem);
    let parameters = owned::given_parameters(operation).map(parameter::emit_value);
    let body = (!operation.body.is_empty()).then(|| {
        let body = super::request::body_ident(operation);
        quote!(#body)
    });
    let accept = negotiation::emit_value(operation);
    let fields = parameters.chain(accept).chain(body);
    quote!(let request = #name { #(#fields),* };)
}

fn emit_ask(operation: &Operation) -> TokenStream {
    let method = ident(&operation.method_name);
    let marker = ident(&operation.stem);
    if operation.idempotency.is_some() {
        return quote! {
            let cx = call.keyed::<#marker>()?;
            api.#method(cx, request).await.into_answer()
        };
    }
    quote! {
        let cx = call.context();
        rts::answer::<#marker>(api.#method(cx, request).await)
    }
}

fn serve_ident(operation: &Operation) -> Ident {
    format_ident!("serve_{}", operation.method_name.trim_start_matches("r#"))
}
