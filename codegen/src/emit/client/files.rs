//! The client's files: the client itself, one file per tag, and the face of all.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::{
    emit::{EmittedFile, Names, format::rust_file, names::ident, words::harmless},
    finding::Findings,
    ir::{Api, Tag},
};

use super::{
    answer::emit_answers,
    body::emit_choice,
    builder::{emit_builder, emit_method},
    call::Call,
    example::Examples,
    face::emit_client_file,
    headers::emit_headers,
    loss,
    media::emit_media,
    title::{claim, titles},
};

/// The client of a contract, ready to be planned, and a warning for each thing of the contract that it does not carry.
///
/// # Errors
/// Findings, when an operation cannot be called as it is declared.
pub fn emit_client(api: &Api, names: &Names) -> Result<(Vec<EmittedFile>, Findings), Findings> {
    let titles = titles(api);
    let calls: Vec<Call<'_>> = api
        .operations
        .iter()
        .zip(&titles)
        .map(|(operation, title)| Call::of(api, operation, title.clone()))
        .collect();
    check_callable(&calls)?;
    let mut warnings = Findings::new();
    for call in &calls {
        loss::push_all(&mut warnings, call.operation, call.losses());
    }
    let modules = modules(&api.tags);
    let examples = Examples::new(api, names);
    let mut files = vec![
        file(
            names,
            "mod.rs",
            &format!("The client of {}.", harmless(&api.title).join(" ")),
            emit_mod(&modules),
        ),
        file(
            names,
            "connection.rs",
            "The client, its connection and its credentials.",
            emit_client_file(api, &titles),
        ),
    ];
    for (tag, module) in api.tags.iter().zip(&modules) {
        let calls = calls.iter().filter(|call| call.operation.tag == tag.name);
        let items = emit_tag(api, names, &calls.collect::<Vec<_>>(), examples.as_ref());
        let about = format!("Operations of the tag `{}`.", harmless(&tag.name).join(" "));
        files.push(file(names, &format!("{module}.rs"), &about, items));
    }
    Ok((files, warnings.sorted()))
}

fn check_callable(calls: &[Call<'_>]) -> Result<(), Findings> {
    let mut errors = Findings::new();
    for call in calls {
        for name in call.unfilled() {
            let why = format!("nothing fills `{{{name}}}` of its path");
            let fix = format!("declare a path parameter `{name}`");
            errors.push(loss::uncallable(call.operation, &why, &fix));
        }
    }
    if errors.has_errors() {
        Err(errors)
    } else {
        Ok(())
    }
}

/// A module for each tag, none of which is one of the client's own.
fn modules(tags: &[Tag]) -> Vec<String> {
    let mut taken: BTreeSet<String> = ["builder", "connection"].map(str::to_owned).into();
    tags.iter()
        .map(|tag| claim(&mut taken, &tag.module))
        .collect()
}

fn file(names: &Names, path: &str, about: &str, items: TokenStream) -> EmittedFile {
    EmittedFile {
        path: path.to_owned(),
        text: rust_file(names, about, items),
    }
}

fn emit_mod(modules: &[String]) -> TokenStream {
    let modules: Vec<_> = modules.iter().map(|module| ident(module)).collect();
    quote! {
        #![allow(
            clippy::doc_lazy_continuation,
            clippy::large_enum_variant,
            clippy::match_overlapping_arm,
            clippy::result_large_err,
            clippy::should_implement_trait,
            clippy::wrong_self_convention,
            rustdoc::bare_urls,
            reason = "texts, names and sizes are the contract's own"
        )]

        mod connection;
        #(mod #modules;)*

        pub use connection::Client;
        pub use concierge_runtime_client::{ByteStream, Error, ResponseValue};

        /// Builders of calls, and what tells several kinds of answer apart.
        pub mod builder {
            #(pub use super::#modules::*;)*
        }
    }
}

fn emit_tag(
    api: &Api,
    names: &Names,
    calls: &[&Call<'_>],
    examples: Option<&Examples<'_>>,
) -> TokenStream {
    let models = names.models.split("::").map(|segment| match segment {
        "crate" | "super" | "self" => format_ident!("{segment}"),
        other => ident(other),
    });
    let methods = calls.iter().map(|call| emit_method(call, examples));
    let items = calls.iter().map(|call| {
        let builder = emit_builder(api, call);
        let choice = emit_choice(call);
        let answers = emit_answers(call);
        let headers = emit_headers(call);
        let media = emit_media(call);
        quote!(#builder #choice #media #answers #headers)
    });
    quote! {
        use concierge_runtime_client::{self as rtc, Error, ResponseValue};
        use #(#models)::* as wire;

        use super::connection::Client;

        impl Client {
            #(#methods)*
        }

        #(#items)*
    }
}
