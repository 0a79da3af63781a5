//! Answers that the contract states once for several operations: each is one struct, which the enums of those operations hold.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::TokenStream;
use quote::quote;

use super::answer::variants_of;
use super::{owned, refusal};
use crate::ir::{Api, Operation, Response};

/// Where the name of a shared answer ends.
const SUFFIX: &str = "Answer";

/// Gives each shared answer that makes a struct a name of its own; every other answer forgets what it shares.
pub(super) fn settle_names(api: &mut Api, taken: &mut BTreeSet<String>) {
    let names = names(api, taken);
    let responses = { &mut api.operations }
        .iter_mut()
        .flat_map(|operation| &mut operation.responses);
    for response in responses {
        response.component = response
            .component
            .take()
            .and_then(|component| names.get(&component).cloned());
    }
}

/// By component, the name of its struct.
fn names(api: &Api, taken: &mut BTreeSet<String>) -> BTreeMap<String, String> {
    let mut shapes: BTreeMap<&str, Option<Fields>> = BTreeMap::new();
    for (operation, response) in given(api) {
        let Some(component) = &response.component else {
            continue;
        };
        let fields = fields(api, operation, response);
        let known = shapes.entry(component).or_insert_with(|| fields.clone());
        // What one operation streams another one keeps: then each has its own fields.
        if *known != fields {
            *known = None;
        }
    }
    let mut names = BTreeMap::new();
    for (component, fields) in shapes {
        let Some(fields) = fields else { continue };
        let stem = format!("{component}{SUFFIX}");
        let numbered = (2..).map(|number: u64| format!("{stem}{number}"));
        let mut candidates = std::iter::once(stem.clone()).chain(numbered);
        let is_free = |name: &String| {
            let mut all = fields.keys().map(|word| format!("{name}{word}"));
            all.all(|name| !taken.contains(&name))
        };
        if let Some(name) = candidates.find(is_free) {
            taken.extend(fields.keys().map(|word| format!("{name}{word}")));
            names.insert(component.to_owned(), name);
        }
    }
    names
}

/// The fields of an answer, by the word of its media type.
type Fields = BTreeMap<String, String>;

/// Nothing where no media type needs a struct.
fn fields(api: &Api, operation: &Operation, response: &Response) -> Option<Fields> {
    let variants = variants_of(api, operation, response);
    let structs = variants.iter().filter_map(|variant| {
        let fields = variant.emit_fields()?;
        Some((variant.word().to_owned(), fields.to_string()))
    });
    let fields: Fields = structs.collect();
    (!fields.is_empty()).then_some(fields)
}

/// The structs of a contract.
pub(super) fn emit_shared(api: &Api) -> TokenStream {
    let mut seen = BTreeSet::new();
    let mut structs = Vec::new();
    for (operation, response) in given(api) {
        for variant in variants_of(api, operation, response) {
            if let Some((name, item)) = variant.emit_shared()
                && seen.insert(name)
            {
                structs.push(item);
            }
        }
    }
    quote!(#(#structs)*)
}

/// Every answer that a trait method may choose, but for those that the runtime writes.
fn given(api: &Api) -> impl Iterator<Item = (&Operation, &Response)> {
    api.operations.iter().flat_map(move |operation| {
        let refusals =
            owned::refusals(operation).filter(move |response| !refusal::is_own(api, response));
        owned::successes(operation)
            .chain(refusals)
            .map(move |response| (operation, response))
    })
}
