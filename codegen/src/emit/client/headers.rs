//! The declared headers of answers, as a struct for each set of them.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::names::ident;
use crate::emit::words::doc;

use super::{
    call::Call,
    outcome::{Arm, HeaderField, Reading},
    title::claim,
};

/// A struct for each set of headers that an operation's answers declare; answers with the same ones share theirs.
pub(super) fn emit_headers(call: &Call<'_>) -> TokenStream {
    let outcome = &call.outcome;
    let mut sets: Vec<(Vec<&Arm>, &[HeaderField])> = Vec::new();
    for arm in outcome.successes.iter().chain(&outcome.errors) {
        match sets.iter_mut().find(|(_, fields)| **fields == arm.headers) {
            _ if arm.headers.is_empty() => {}
            Some((arms, _)) => arms.push(arm),
            None => sets.push((vec![arm], &arm.headers)),
        }
    }
    let mut taken = BTreeSet::new();
    let structs = sets.iter().map(|(arms, fields)| {
        let first = &arms[0].name;
        let name = match sets.len() {
            1 => call.title.headers.clone(),
            _ => claim(&mut taken, &format!("{}{first}", call.title.headers)),
        };
        emit_struct(call, &name, arms, fields)
    });
    quote!(#(#structs)*)
}

fn emit_struct(call: &Call<'_>, name: &str, arms: &[&Arm], fields: &[HeaderField]) -> TokenStream {
    let name = ident(name);
    let mut statuses: Vec<String> = arms.iter().map(|arm| arm.status.to_string()).collect();
    statuses.dedup();
    let docs = doc([format!(
        "Headers of the answer {} of `{}`, by `try_from(answer.headers())`.",
        statuses.join(", "),
        call.operation.id
    )]);
    let members = fields.iter().map(|field| {
        let (member, ty) = (ident(&field.name), &field.ty);
        let docs = doc([&format!("`{}`", field.wire), &field.description]);
        match field.required {
            true => quote!(#docs pub #member: #ty),
            false => quote!(#docs pub #member: Option<#ty>),
        }
    });
    let reads = fields.iter().map(|field| {
        let (member, wire) = (ident(&field.name), &field.wire);
        let reading = match field.reading {
            Reading::One => quote!(One),
            Reading::List => quote!(List),
            Reading::Object(explode) => quote!(Object(#explode)),
            Reading::Json => quote!(Json),
        };
        let read = match field.required {
            true => quote!(required),
            false => quote!(optional),
        };
        quote!(#member: rtc::header::#read(headers, #wire, rtc::header::Reading::#reading)?)
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq)]
        pub struct #name {
            #(#members,)*
        }

        impl TryFrom<&rtc::HeaderMap> for #name {
            type Error = rtc::HeaderError;

            fn try_from(headers: &rtc::HeaderMap) -> Result<Self, rtc::HeaderError> {
                Ok(Self { #(#reads,)* })
            }
        }
    }
}
