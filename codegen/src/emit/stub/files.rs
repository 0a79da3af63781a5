//! The emitted files of a stub: `mod.rs` with the service, and one file per tag.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::tag::emit_tag;
use crate::emit::format::rust_file;
use crate::emit::names::ident;
use crate::emit::server::{guarded, with_distinct_names};
use crate::emit::{EmittedFile, Names};
use crate::finding::Findings;
use crate::ir::Api;
use crate::values::{Sampler, Side};

/// A stub of a contract, and every operation for which no answer was found. `server` is the Rust path of the module that holds the
/// traits, for example `crate::server`.
#[must_use]
pub fn emit_stub(api: &Api, names: &Names, server: &str) -> (Vec<EmittedFile>, Findings) {
    let api = &with_distinct_names(api);
    let sampler = Sampler::new(api, Side::Answer);
    let mut findings = Findings::new();
    let server: TokenStream = server.parse().unwrap_or_default();
    let mut files = vec![EmittedFile {
        path: "mod.rs".to_owned(),
        text: rust_file(names, MOD_DOC, emit_mod(api, &server)),
    }];
    for tag in &api.tags {
        let items = emit_tag(api, tag, &sampler, &server, &mut findings);
        files.push(EmittedFile {
            path: format!("{}.rs", tag.module),
            text: rust_file(names, &about(&tag.name), items),
        });
    }
    (files, findings.sorted())
}

const MOD_DOC: &str = "A stub of the contract: every operation answers with an example.\n\n\
    To write the real thing, copy a tag's file out of this folder, put your own type behind the trait, and hand it to `Parts`.";

fn about(tag: &str) -> String {
    format!("Stubs of the tag `{tag}`.")
}

fn emit_mod(api: &Api, server: &TokenStream) -> TokenStream {
    let modules: Vec<_> = api.tags.iter().map(|tag| ident(&tag.module)).collect();
    let stub = emit_struct(api);
    let authenticator = guarded(api).then(|| {
        let scopes: BTreeSet<&String> = api
            .operations
            .iter()
            .flat_map(|operation| &operation.scopes)
            .collect();
        quote!(authenticator: rts::stub::Anyone::with_scopes(&[#(#scopes),*]),)
    });
    let words = if guarded(api) {
        " Whoever shows a well-formed credential may do everything."
    } else {
        ""
    };
    let docs = format!(" The service with the stub behind every tag.{words}");
    quote! {
        #(mod #modules;)*

        use std::sync::Arc;
        use concierge_runtime_server as rts;
        use #server as api;

        #stub

        #[doc = #docs]
        #[must_use]
        pub fn service(options: rts::Options) -> rts::Service {
            let stub = Arc::new(Stub::default());
            api::Parts {
                #(#modules: Arc::clone(&stub),)*
                #authenticator
            }
            .into_service(options)
        }
    }
}

/// A stub of a contract with keyed writes remembers their answers.
fn emit_struct(api: &Api) -> TokenStream {
    let keyed = api
        .operations
        .iter()
        .any(|operation| operation.idempotency.is_some());
    if keyed {
        quote! {
            /// Answers every operation with an example; keyed writes are remembered until the process ends.
            #[derive(Debug, Default)]
            pub struct Stub { memory: rts::stub::Memory }
        }
    } else {
        quote! {
            /// Answers every operation with an example.
            #[derive(Clone, Copy, Debug, Default)]
            pub struct Stub;
        }
    }
}
