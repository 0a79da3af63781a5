//! A program part that calls every operation once, with the smallest valid arguments: what a smoke test of a stub needs.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{EmittedFile, Names, format::rust_file, names::ident, stub::stub_status},
    ir::{Api, SchemeKind, Shape},
    values::{Sampler, Side},
};

use super::{
    call::Call,
    input::{Input, Target, inputs},
    outcome::{Arm, Carried},
    sample::{Sample, is_needed, sample},
    title::titles,
};

/// `mod.rs`: a function that calls every operation of a stub and tells what came of each. `client` is the Rust path of the client.
#[must_use]
pub fn emit_calls(api: &Api, names: &Names, client: &str) -> EmittedFile {
    let titles = titles(api);
    let answers = Sampler::new(api, Side::Answer);
    let arguments = Sampler::new(api, Side::Request);
    let calls: Vec<Call<'_>> = api
        .operations
        .iter()
        .zip(titles)
        .map(|(operation, title)| Call::of(api, operation, title))
        .collect();
    let functions = calls.iter().map(|call| emit_call(api, call, &arguments));
    let lines = calls.iter().map(|call| {
        let (id, function) = (&call.operation.id, function(call));
        let wanted = Literal::u16_unsuffixed(stub_status(api, call.operation, &answers));
        quote!(Called { operation: #id, wanted: #wanted, answered: #function(client).await })
    });
    let credentials = emit_credentials(api);
    let client: TokenStream = client.parse().unwrap_or_default();
    let models: TokenStream = names.models.parse().unwrap_or_default();
    let items = quote! {
        #![allow(clippy::all, unused_imports, dead_code, reason = "what a contract needs of it differs")]
        use concierge_runtime_client as rtc;
        use #client as api;
        use #models as wire;
        use rtc::calls::{self, Called};

        #credentials

        /// Calls every operation, one after the other.
        pub async fn call_all(client: &api::Client) -> Vec<Called> {
            Vec::from([#(#lines),*])
        }

        #(#functions)*
    };
    EmittedFile {
        path: "mod.rs".to_owned(),
        text: rust_file(
            names,
            "Calls every operation once, with the smallest valid arguments.",
            items,
        ),
    }
}

fn function(call: &Call<'_>) -> Ident {
    ident(&format!(
        "call_{}",
        crate::emit::names::plain(&call.title.method)
    ))
}

fn emit_call(api: &Api, call: &Call<'_>, sampler: &Sampler<'_>) -> TokenStream {
    let (function, method) = (function(call), ident(&call.title.method));
    let docs = format!(" `{} {}`", call.operation.http_method, call.operation.path);
    let arguments: Option<Vec<TokenStream>> = inputs(call)
        .iter()
        .filter(|input| is_needed(call, input))
        .map(|input| {
            let (field, value) = (&input.field, argument(api, call, input, sampler)?);
            Some(quote!(.#field(#value)))
        })
        .collect();
    let Some(arguments) = arguments else {
        return quote! {
            #[doc = #docs]
            async fn #function(_: &api::Client) -> Result<u16, String> {
                Err("no valid argument was found".to_owned())
            }
        };
    };
    let checks = checks(api, call);
    quote! {
        #[doc = #docs]
        async fn #function(client: &api::Client) -> Result<u16, String> {
            match client.#method()#(#arguments)*.send().await {
                Ok(answer) => {
                    #checks
                    Ok(answer.status().as_u16())
                }
                Err(error) => calls::failure(error),
            }
        }
    }
}

/// The value of an input; none where no valid one is found.
fn argument(
    api: &Api,
    call: &Call<'_>,
    input: &Input<'_>,
    sampler: &Sampler<'_>,
) -> Option<TokenStream> {
    // One of several bodies has a type of its own.
    let choice = matches!(input.target, Target::Body) && call.bodies.is_choice();
    let ty = match (choice, call.bodies.whole.first()) {
        (true, Some(whole)) => &whole.ty,
        _ => &input.ty,
    };
    let value = match sample(api, call, input, sampler)? {
        Sample::Json(value) => {
            let text = value.to_string();
            quote!(calls::example::<#ty>(#text)?)
        }
        Sample::File(media) => upload(media),
        Sample::Files(media) => {
            let file = upload(media);
            quote!(vec![#file])
        }
    };
    let whole = call.bodies.whole.first().filter(|_| choice);
    Some(match whole {
        Some(whole) => {
            let (name, variant) = (ident(&call.title.body), ident(&whole.variant));
            quote!(api::builder::#name::#variant(#value))
        }
        None => value,
    })
}

/// A file of some bytes; a range of media types leaves it unsaid which one.
fn upload(media_type: Option<&str>) -> TokenStream {
    let stated = media_type.filter(|media_type| !media_type.contains('*'));
    let stated = stated.map(|media_type| quote!(.with_media_type(#media_type)));
    quote!(rtc::Upload::from_bytes(b"bytes".to_vec())#stated)
}

/// Statements that hold an answer to its schema: where it is a model.
fn checks(api: &Api, call: &Call<'_>) -> TokenStream {
    match call.outcome.successes.as_slice() {
        [] => TokenStream::new(),
        arms if super::outcome::single(arms).is_some() => match is_model(api, &arms[0]) {
            true => quote!(calls::checked(&*answer)?;),
            false => TokenStream::new(),
        },
        arms => {
            let name = ident(&call.title.success);
            let checks = arms.iter().filter(|arm| is_model(api, arm)).map(|arm| {
                let variant = ident(&arm.name);
                quote!(if let api::builder::#name::#variant(value) = &*answer { calls::checked(value)?; })
            });
            quote!(#(#checks)*)
        }
    }
}

fn is_model(api: &Api, arm: &Arm) -> bool {
    let Carried::Json(ty) = &arm.carried else {
        return false;
    };
    let text = ty.text().replace(' ', "");
    let Some(name) = text.strip_prefix("wire::") else {
        return false;
    };
    api.types
        .iter()
        .any(|def| def.name == name && !matches!(def.shape, Shape::Alias(_)))
}

/// A session that holds a credential for every scheme.
fn emit_credentials(api: &Api) -> TokenStream {
    let schemes = api.security_schemes.iter().filter_map(|scheme| {
        let name = &scheme.name;
        match scheme.kind {
            SchemeKind::Bearer => Some(quote!(.with_bearer(#name, "token".to_owned()))),
            SchemeKind::Basic => Some(quote!(.with_basic(#name, "user", "word"))),
            SchemeKind::HeaderKey(_) | SchemeKind::QueryKey(_) | SchemeKind::CookieKey(_) => {
                Some(quote!(.with_key(#name, "key")))
            }
            SchemeKind::MutualTls => None,
        }
    });
    quote! {
        /// A session that holds a made-up credential for every scheme.
        pub fn session() -> rtc::Session {
            rtc::Session::new(rtc::Credentials::none()#(#schemes)*)
        }
    }
}
