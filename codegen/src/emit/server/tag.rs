//! One tag: the trait with its operations, then each operation, then the ways in.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::docs::doc;
use super::{http, operation};
use crate::ir::{Api, Operation, Tag};

/// The items of a tag's file.
pub(super) fn emit_tag(api: &Api, tag: &Tag) -> TokenStream {
    let operations: Vec<&Operation> = api.operations_of(tag).collect();
    let name = format_ident!("{}Api", tag.stem);
    let docs = doc([trait_words(tag)]);
    let methods = operations
        .iter()
        .map(|operation| operation::emit_method(operation));
    let items = operations
        .iter()
        .map(|operation| operation::emit_operation(api, operation));
    let ways = http::emit_routes(api, tag, &operations);
    quote! {
        #docs
        pub trait #name: Send + Sync + 'static { #(#methods)* }
        #(#items)*
        #ways
    }
}

/// What the file's first lines say.
pub(super) fn about(tag: &Tag) -> String {
    format!("Operations of the tag `{}`.", tag.name)
}

fn trait_words(tag: &Tag) -> String {
    tag.description
        .clone()
        .unwrap_or_else(|| format!("What is behind the operations of the tag `{}`.", tag.name))
}
