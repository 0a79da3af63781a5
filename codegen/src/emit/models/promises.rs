//! What the contract promises beyond its operations: the events that are published, and how long things are kept.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::emit::format::rust_file;
use crate::emit::names::{constant, ident};
use crate::emit::{EmittedFile, Names};
use crate::ir::{Api, TypeDef};

/// `events.rs`: a constant per name under `x-events`; absent where nothing is published.
pub(super) fn emit_events(api: &Api, names: &Names) -> Option<EmittedFile> {
    let mut publishers: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for operation in &api.operations {
        for event in &operation.events {
            let ids = publishers.entry(event).or_default();
            ids.push(&operation.id);
        }
    }
    let mut taken = BTreeSet::new();
    let constants: Vec<TokenStream> = publishers
        .iter()
        .map(|(event, ids)| {
            let name = ident(&free_constant(event, &mut taken));
            let docs = format!(" Published by `{}`.", ids.join("`, `"));
            quote!(#[doc = #docs] pub const #name: &str = #event;)
        })
        .collect();
    (!constants.is_empty()).then(|| EmittedFile {
        path: "events.rs".to_owned(),
        text: rust_file(
            names,
            "The names of the events that operations publish.",
            quote!(#(#constants)*),
        ),
    })
}

/// `retention.rs`: what `x-retention` says of each schema; absent where nothing is said.
pub(super) fn emit_retention(api: &Api, names: &Names) -> Option<EmittedFile> {
    let kept: Vec<TokenStream> = api.types.iter().filter_map(emit_kept).collect();
    (!kept.is_empty()).then(|| EmittedFile {
        path: "retention.rs".to_owned(),
        text: rust_file(
            names,
            "How long things are kept.",
            quote! {
                use concierge_runtime as rt;
                /// Everything that is kept for a time, in the order of the contract.
                pub static RETENTION: &[rt::Retention] = &[#(#kept),*];
            },
        ),
    })
}

fn emit_kept(def: &TypeDef) -> Option<TokenStream> {
    let retention = def.retention.as_ref()?;
    let (resource, after) = (&def.component, &retention.after);
    let keep_s = Literal::u64_unsuffixed(retention.keep_s);
    Some(quote!(rt::Retention { resource: #resource, keep_s: #keep_s, after: #after }))
}

/// `parcel_label.added` as a constant; names that differ only in their marks get a number.
fn free_constant(event: &str, taken: &mut BTreeSet<String>) -> String {
    let words = event.replace(|letter: char| !letter.is_ascii_alphanumeric(), "_");
    let mut stem = constant(&words);
    if !stem.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        stem.insert_str(0, "EVENT_");
    }
    let numbered = (2..).map(|number| format!("{stem}_{number}"));
    let mut candidates = std::iter::once(stem.clone()).chain(numbered);
    let free = candidates.find(|name| taken.insert(name.clone()));
    free.unwrap_or(stem)
}
