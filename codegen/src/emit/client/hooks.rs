//! The steps between a generated method and the wire, all of which the session takes.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::Names;

use super::{lane::Call, own::facts};

/// The items of `hooks.rs`, for the operations that progenitor wrote.
pub(super) fn emit_hooks(names: &Names, calls: &[Call<'_>]) -> TokenStream {
    let facts = emit_facts(names, calls);
    quote! {
        use concierge_runtime::OperationSpec;
        use concierge_runtime_client::{Session, hooks};
        use progenitor_client::{ClientHooks, Error, OperationInfo};

        use super::client::Client;

        impl ClientHooks<Session> for Client {
            async fn pre<E>(&self, request: &mut reqwest::Request, info: &OperationInfo) -> Result<(), Error<E>> {
                hooks::pre(&self.inner, request, facts(info.operation_id)).await
            }

            async fn exec(&self, request: reqwest::Request, _info: &OperationInfo) -> reqwest::Result<reqwest::Response> {
                hooks::exec(&self.inner, &self.client, request).await
            }

            async fn post<E>(&self, result: &reqwest::Result<reqwest::Response>, info: &OperationInfo) -> Result<(), Error<E>> {
                hooks::post(result, facts(info.operation_id))
            }
        }

        #facts
    }
}

fn emit_facts(names: &Names, calls: &[Call<'_>]) -> TokenStream {
    if calls.is_empty() {
        return quote! {
            fn facts(_operation: &str) -> Option<&'static OperationSpec> {
                None
            }
        };
    }
    let arms = calls.iter().map(|call| {
        let method = &call.title.method;
        let facts = facts(names, call);
        quote!(#method => Some(&#facts),)
    });
    quote! {
        fn facts(operation: &str) -> Option<&'static OperationSpec> {
            match operation {
                #(#arms)*
                _ => None,
            }
        }
    }
}
