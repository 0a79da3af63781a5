//! `service.rs`: the parts that a contract needs to be served, the answers that operations share, and the contract's own error body.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::component::emit_shared;
use super::problem::emit_render;
use crate::emit::names::ident;
use crate::ir::{Api, Tag};

/// The items of `service.rs`.
pub(super) fn emit_service(api: &Api) -> TokenStream {
    let parts = emit_parts(api);
    let assembly = emit_assembly(api);
    let shared = emit_shared(api);
    let render = emit_render(api);
    quote! {
        #parts
        #assembly
        #shared
        #render
    }
}

fn emit_parts(api: &Api) -> TokenStream {
    let generics = generics(api);
    let fields = api.tags.iter().map(|tag| {
        let (module, stem) = (ident(&tag.module), generic(tag));
        let docs = super::docs::doc([format!(
            "What is behind the operations of the tag `{}`.",
            tag.name
        )]);
        quote!(#docs pub #module: Arc<#stem>)
    });
    let authenticator = guarded(api).then(|| {
        quote! {
            /// Who knows the credentials.
            pub authenticator: A
        }
    });
    let fields: Vec<TokenStream> = fields.chain(authenticator).collect();
    quote! {
        /// Everything that the contract needs to be served; a part that is missing does not compile.
        pub struct Parts<#(#generics),*> { #(#fields),* }
    }
}

fn emit_assembly(api: &Api) -> TokenStream {
    let generics = generics(api);
    let bounds = api
        .tags
        .iter()
        .map(bound)
        .chain(guarded(api).then(|| quote!(A: rts::Authenticator)));
    let bounds: Vec<TokenStream> = bounds.collect();
    let modules: Vec<_> = api.tags.iter().map(|tag| ident(&tag.module)).collect();
    let authenticator = if guarded(api) {
        quote!(self.authenticator)
    } else {
        quote!(rts::Nobody)
    };
    quote! {
        impl<#(#bounds),*> Parts<#(#generics),*> {
            /// The service: every operation of the contract, with the runtime around it.
            #[must_use]
            pub fn into_service(self, options: rts::Options) -> rts::Service {
                let routes = [#(super::#modules::routes(&self.#modules)),*];
                rts::Service::new(routes.concat(), #authenticator, render, options)
            }
        }
    }
}

fn generics(api: &Api) -> Vec<TokenStream> {
    let tags = api.tags.iter().map(|tag| {
        let stem = generic(tag);
        quote!(#stem)
    });
    tags.chain(guarded(api).then(|| quote!(A))).collect()
}

fn bound(tag: &Tag) -> TokenStream {
    let (stem, api) = (generic(tag), format_ident!("{}Api", tag.stem));
    quote!(#stem: super::#api)
}

/// Whether some operation asks who calls.
pub(in crate::emit) fn guarded(api: &Api) -> bool {
    api.operations
        .iter()
        .any(|operation| !operation.security.is_empty())
}

/// The type parameter of a tag; names that the file needs for something else step aside.
fn generic(tag: &Tag) -> Ident {
    match tag.stem.as_str() {
        "A" | "Arc" => format_ident!("{}Tag", tag.stem),
        stem => ident(stem),
    }
}
