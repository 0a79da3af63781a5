//! Our own emitter, for operations that progenitor does not write: the same builders on the same client.

mod answer;
mod builder;
mod input;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::emit::{
    Names,
    names::{ident, plain},
};

use super::{lane::Call, rust::models, words::doc};

/// The items of `parts.rs`.
pub(super) fn emit_own(names: &Names, calls: &[Call<'_>]) -> TokenStream {
    let methods = calls.iter().map(emit_method);
    let items = calls.iter().map(|call| {
        let builder = builder::emit_builder(names, call);
        let answers = answer::emit_answers(call);
        quote!(#builder #answers)
    });
    quote! {
        #![allow(clippy::all, reason = "names and sizes are the contract's")]

        use concierge_runtime_client as rtc;
        use progenitor_client::{Error, ResponseValue};

        use super::client::Client;

        impl Client {
            #(#methods)*
        }

        #(#items)*
    }
}

/// The static in the models that holds an operation's facts.
pub(super) fn facts(names: &Names, call: &Call<'_>) -> TokenStream {
    let models = models(names);
    let constant = format_ident!(
        "{}",
        plain(&call.operation.method_name).to_ascii_uppercase()
    );
    quote!(#models::operations::#constant)
}

fn emit_method(call: &Call<'_>) -> TokenStream {
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
    quote! {
        #docs
        pub fn #method(&self) -> #builder<'_> {
            #builder::new(self)
        }
    }
}
