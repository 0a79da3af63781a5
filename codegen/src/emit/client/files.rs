//! The client's files.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{EmittedFile, Names, format::rust_file},
    finding::{Finding, Findings},
    ir::{Api, Place},
};

use super::{
    comments::split_comments,
    hooks::emit_hooks,
    lane::Call,
    loss,
    own::emit_own,
    progenitor::{self, Written},
    title::titles,
    words::{doc, harmless},
};

/// The client of a contract, ready to be planned, and a warning for each thing of the contract that it does not carry.
///
/// # Errors
/// Findings, when an operation cannot be called as it is declared.
pub fn emit_client(api: &Api, names: &Names) -> Result<(Vec<EmittedFile>, Findings), Findings> {
    let calls: Vec<Call<'_>> = api
        .operations
        .iter()
        .zip(titles(api))
        .map(|(operation, title)| Call::of(api, names, operation, title))
        .collect();
    check_callable(&calls)?;
    let mut warnings = Findings::new();
    for call in &calls {
        loss::push_all(&mut warnings, call.operation, &call.outcome.losses);
    }
    let (theirs, mut ours): (Vec<_>, Vec<_>) = calls
        .into_iter()
        .partition(|call| call.refusal(api).is_none());
    let Written {
        tokens,
        kept,
        refused,
    } = progenitor::write(api, theirs).map_err(unwritten)?;
    for (call, reason) in refused {
        let what = format!("progenitor refused it ({reason}), so our own emitter wrote it");
        warnings.push(loss::lost(call.operation, &what));
        ours.push(call);
    }
    ours.sort_by_key(|call| {
        api.operations
            .iter()
            .position(|operation| operation.id == call.operation.id)
    });
    Ok((files(api, names, tokens, &kept, &ours), warnings.sorted()))
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

fn unwritten(reason: String) -> Findings {
    let message = format!("progenitor refused the client as a whole: {reason}");
    Findings::from(Finding::error(
        "client-unwritten",
        Place::default(),
        message,
        "leave the client out of this target",
    ))
}

fn files(
    api: &Api,
    names: &Names,
    client: TokenStream,
    kept: &[Call<'_>],
    ours: &[Call<'_>],
) -> Vec<EmittedFile> {
    let title = harmless(&api.title);
    let file = |path: &str, about: &str, items: TokenStream| EmittedFile {
        path: path.to_owned(),
        text: rust_file(names, about, items),
    };
    let mut files = vec![
        file(
            "mod.rs",
            &format!("The client of {title}."),
            emit_face(kept, ours),
        ),
        file(
            "client.rs",
            "The client, and the operations that progenitor writes.",
            emit_client_file(client),
        ),
        file(
            "hooks.rs",
            "What the session does for each call.",
            emit_hooks(names, kept),
        ),
    ];
    if !ours.is_empty() {
        let about = "Operations that progenitor does not write: parts, cookies, lists in one value, several kinds of answer.";
        files.push(file("parts.rs", about, emit_own(names, ours)));
    }
    files
}

/// Names, sizes and the words of progenitor are not ours to polish.
fn emit_client_file(tokens: TokenStream) -> TokenStream {
    let tokens = split_comments(tokens);
    quote! {
        #![allow(
            clippy::all,
            clippy::allow_attributes,
            clippy::unwrap_used,
            dead_code,
            missing_docs,
            unreachable_pub,
            unused_imports,
            reason = "progenitor's own words"
        )]
        #tokens
    }
}

fn emit_face(kept: &[Call<'_>], ours: &[Call<'_>]) -> TokenStream {
    let module = (!ours.is_empty()).then(|| {
        quote!(
            mod parts;
        )
    });
    let theirs = (!kept.is_empty()).then(|| {
        quote!(
            pub use super::client::builder::*;
        )
    });
    let own = (!ours.is_empty()).then(|| {
        quote!(
            pub use super::parts::*;
        )
    });
    let docs = doc(["Builders of calls, and what tells several kinds of answer apart."]);
    quote! {
        mod client;
        mod hooks;
        #module

        pub use client::Client;
        pub use progenitor_client::{ByteStream, Error, ResponseValue};

        #docs
        pub mod builder {
            #theirs
            #own
        }
    }
}
