//! The emitted files of a server: `mod.rs`, one file per tag, `service.rs`.

use proc_macro2::TokenStream;
use quote::quote;

use super::distinct::with_distinct_names;
use super::{service, tag};
use crate::emit::format::rust_file;
use crate::emit::names::ident;
use crate::emit::{EmittedFile, Names};
use crate::ir::Api;

/// The traits, the HTTP layer and the service of a contract.
#[must_use]
pub fn emit_server(api: &Api, names: &Names) -> Vec<EmittedFile> {
    let api = &with_distinct_names(api);
    let mut files = vec![file(
        names,
        "mod.rs",
        "The server side of the contract.",
        emit_mod(api),
    )];
    for tag in &api.tags {
        let items = with_imports(names, &tag::emit_tag(api, tag));
        files.push(file(
            names,
            &format!("{}.rs", tag.module),
            &tag::about(tag),
            items,
        ));
    }
    let items = with_imports(names, &service::emit_service(api));
    files.push(file(
        names,
        "service.rs",
        "The parts of the service, put together.",
        items,
    ));
    files
}

fn file(names: &Names, path: &str, about: &str, items: TokenStream) -> EmittedFile {
    EmittedFile {
        path: path.to_owned(),
        text: rust_file(names, about, items),
    }
}

fn emit_mod(api: &Api) -> TokenStream {
    let modules: Vec<_> = api.tags.iter().map(|tag| ident(&tag.module)).collect();
    quote! {
        #![allow(
            clippy::doc_lazy_continuation,
            clippy::large_enum_variant,
            rustdoc::bare_urls,
            reason = "texts and shapes are the contract's own"
        )]
        #(mod #modules;)*
        mod service;
        #(pub use #modules::*;)*
        pub use service::*;
    }
}

/// The imports that the items need, and no others: an unused one would be a warning.
fn with_imports(names: &Names, items: &TokenStream) -> TokenStream {
    let text = items.to_string();
    let uses = |prefix: &str| {
        text.contains(&format!(" {prefix} ::")) || text.starts_with(&format!("{prefix} ::"))
    };
    let models: TokenStream = names.models.parse().unwrap_or_default();
    let arc = text.contains("Arc <").then(|| {
        quote!(
            use std::sync::Arc;
        )
    });
    let runtime = uses("rt").then(|| {
        quote!(
            use concierge_runtime as rt;
        )
    });
    let server = uses("rts").then(|| {
        quote!(
            use concierge_runtime_server as rts;
        )
    });
    let wire = uses("wire").then(|| quote!(use #models as wire;));
    quote!(#arc #runtime #server #wire #items)
}
