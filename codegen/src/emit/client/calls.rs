//! A program part that calls every operation once, with the smallest valid arguments: what a smoke test of a stub needs.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::{
    emit::{EmittedFile, Names, format::rust_file, names::ident, stub::stub_status},
    ir::{Api, Content, Items, MediaKind, Operation, PartKind, Schema, SchemeKind, Shape, Type},
    values::{Sampler, Side},
};

use super::{
    body::Whole,
    call::Call,
    input::{Input, inputs},
    outcome::{Arm, Carried},
    rust::{RustType, resolve},
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
    let words = emit_words();
    let items = quote! {
        #![allow(clippy::all, unused_imports, dead_code, reason = "what a contract needs of it differs")]
        use concierge_runtime_client as rtc;
        use #client as api;
        use #models as wire;
        use serde::de::DeserializeOwned;

        #credentials

        /// Calls every operation, one after the other.
        pub async fn call_all(client: &api::Client) -> Vec<Called> {
            Vec::from([#(#lines),*])
        }

        #words
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

/// What every file of calls holds.
fn emit_words() -> TokenStream {
    quote! {
        /// What came of a call.
        #[derive(Debug)]
        pub struct Called {
            /// `operationId`
            pub operation: &'static str,
            /// The status that the stub answers.
            pub wanted: u16,
            /// The status of the answer, which was decoded and checked, or why there is none.
            pub answered: Result<u16, String>,
        }

        fn example<T: DeserializeOwned>(json: &str) -> Result<T, String> {
            serde_json::from_str(json).map_err(|error| format!("the argument {json} is refused: {error}"))
        }

        fn checked<T: concierge_runtime::Check>(value: &T) -> Result<(), String> {
            value.check().map_err(|violations| format!("the answer breaks rules: {violations:?}"))
        }

        fn failure<E>(error: progenitor_client::Error<E>) -> Result<u16, String> {
            match error.status() {
                Some(status) => Ok(status.as_u16()),
                None => Err(error.into_untyped().to_string()),
            }
        }
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
                Err(error) => failure(error),
            }
        }
    }
}

/// A body that must stand is needed in one way; its other ways are not.
fn is_needed(call: &Call<'_>, input: &Input) -> bool {
    let bodies = &call.bodies;
    if input.is_part() {
        return input.required && bodies.required && bodies.whole.is_empty();
    }
    if input.is_parameter() {
        return input.required;
    }
    bodies.required
}

/// The value of an input; none where no valid one is found.
fn argument(
    api: &Api,
    call: &Call<'_>,
    input: &Input,
    sampler: &Sampler<'_>,
) -> Option<TokenStream> {
    if let Some(location) = input.location() {
        let parameter = call
            .operation
            .parameters
            .iter()
            .find(|parameter| parameter.location == location && parameter.wire == input.wire)?;
        let value = sampler.schema(&not_empty(api, &parameter.schema))?;
        return Some(example(&input.ty, &value));
    }
    if input.is_part() {
        return part(call, input, sampler);
    }
    let whole = call.bodies.whole.first()?;
    let value = body(call.operation, whole, sampler)?;
    Some(match call.bodies.is_choice() {
        true => {
            let (name, variant) = (ident(&call.title.body), ident(&whole.variant));
            quote!(api::builder::#name::#variant(#value))
        }
        false => value,
    })
}

/// An empty list cannot be told from an absent one in an address, so a list that must stand holds something.
fn not_empty(api: &Api, schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    if let Type::Array(item, rules) = resolve(api, &schema.ty) {
        let rules = Items {
            min_items: Some(rules.min_items.unwrap_or(0).max(1)),
            ..rules.clone()
        };
        schema.ty = Type::Array(item.clone(), rules);
    }
    schema
}

fn part(call: &Call<'_>, input: &Input, sampler: &Sampler<'_>) -> Option<TokenStream> {
    let form = call.bodies.form.iter().flatten();
    let part = { form }.find(|part| part.wire == input.wire)?;
    let file = upload(part.media_types.first());
    match (part.kind, part.repeated) {
        (PartKind::File, false) => Some(file),
        (PartKind::File, true) => Some(quote!(vec![#file])),
        (PartKind::Text | PartKind::Json, _) => {
            let parts = call
                .operation
                .body
                .iter()
                .flat_map(|content| &content.parts);
            let declared = { parts }.find(|declared| declared.wire == part.wire)?;
            Some(example(&input.ty, &sampler.schema(&declared.schema)?))
        }
    }
}

fn body(operation: &Operation, whole: &Whole, sampler: &Sampler<'_>) -> Option<TokenStream> {
    let media_type = whole.media_types.first()?;
    let content: &Content = operation
        .body
        .iter()
        .find(|content| content.media_type == *media_type)?;
    match whole.kind {
        MediaKind::Json | MediaKind::Form => Some(example(&whole.ty, &sampler.content(content)?)),
        MediaKind::Text => {
            let value = sampler.content(content).unwrap_or_else(|| "text".into());
            let value = match whole.ty.text().as_str() {
                "String" if !value.is_string() => value.to_string().into(),
                _ => value,
            };
            Some(example(&whole.ty, &value))
        }
        MediaKind::Bytes | MediaKind::Events | MediaKind::Multipart => {
            Some(upload(Some(media_type)))
        }
    }
}

/// A file of some bytes; a range of media types leaves it unsaid which one.
fn upload(media_type: Option<&String>) -> TokenStream {
    let stated = media_type.filter(|media_type| !media_type.contains('*'));
    let stated = stated.map(|media_type| quote!(.with_media_type(#media_type)));
    quote!(rtc::Upload::from_bytes(b"bytes".to_vec())#stated)
}

fn example(ty: &RustType, value: &serde_json::Value) -> TokenStream {
    let text = value.to_string();
    quote!(example::<#ty>(#text)?)
}

/// Statements that hold an answer to its schema: where it is a model.
fn checks(api: &Api, call: &Call<'_>) -> TokenStream {
    match call.outcome.successes.as_slice() {
        [] => TokenStream::new(),
        arms if super::outcome::single(arms).is_some() => match is_model(api, &arms[0]) {
            true => quote!(checked(&*answer)?;),
            false => TokenStream::new(),
        },
        arms => {
            let name = ident(&call.title.success);
            let checks = arms.iter().filter(|arm| is_model(api, arm)).map(|arm| {
                let variant = ident(&arm.name);
                quote!(if let api::builder::#name::#variant(value) = &*answer { checked(value)?; })
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
