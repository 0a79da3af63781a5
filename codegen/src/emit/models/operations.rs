//! The table of operations.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::docs;
use crate::emit::format::rust_file;
use crate::emit::names::{constant, ident};
use crate::emit::{EmittedFile, Names};
use crate::ir::{Api, LimitKey, Operation, SchemeKind, SecurityScheme, StatusKey};

/// `operations.rs`: schemes, then operations, then all of them in contract order.
pub(super) fn emit_operations(api: &Api, names: &Names) -> EmittedFile {
    let schemes = api.security_schemes.iter().map(emit_scheme);
    let operations = api
        .operations
        .iter()
        .map(|operation| emit_operation(api, operation));
    let all = api.operations.iter().map(constant_of);
    let items = quote! {
        use concierge_runtime as rt;
        #(#schemes)*
        #(#operations)*
        /// Every operation, in the order of the contract.
        pub static OPERATIONS: &[&rt::OperationSpec] = &[#(&#all),*];
    };
    EmittedFile {
        path: "operations.rs".to_owned(),
        text: rust_file(
            names,
            "What the contract states about its operations.",
            items,
        ),
    }
}

/// The static of an operation.
fn constant_of(operation: &Operation) -> Ident {
    ident(&constant(&operation.method_name))
}

fn emit_scheme(scheme: &SecurityScheme) -> TokenStream {
    let docs = docs(
        scheme.description.as_deref(),
        &format!("The security scheme `{}`.", scheme.name),
        &[],
    );
    let (constant, name) = (ident(&scheme.constant), &scheme.name);
    let kind = match &scheme.kind {
        SchemeKind::Bearer => quote!(Bearer),
        // A certificate ends before the service: nothing of a request shows it.
        SchemeKind::MutualTls => return TokenStream::new(),
        SchemeKind::Basic => quote!(Basic),
        SchemeKind::HeaderKey(name) => quote!(HeaderKey(#name)),
        SchemeKind::QueryKey(name) => quote!(QueryKey(#name)),
        SchemeKind::CookieKey(name) => quote!(CookieKey(#name)),
    };
    quote!(#docs pub static #constant: rt::Scheme = rt::Scheme { name: #name, kind: rt::SchemeKind::#kind };)
}

fn emit_operation(api: &Api, operation: &Operation) -> TokenStream {
    let route = format!("`{} {}`", operation.http_method, operation.path);
    let docs = docs(
        operation.summary.as_deref(),
        "An operation of the contract.",
        &[route],
    );
    let name = constant_of(operation);
    let Operation {
        id,
        tag,
        http_method: method,
        path,
        events,
        deprecated,
        body_max_bytes,
        ..
    } = operation;
    let security = emit_security(api, operation);
    let scopes = scopes_of_all(operation);
    let optional_security = !operation.security.is_empty()
        && operation
            .security
            .iter()
            .any(|requirement| requirement.schemes.is_empty());
    let idempotency = emit_idempotency(operation);
    let limits = emit_limits(operation);
    let body_max_bytes = proc_macro2::Literal::u64_unsuffixed(*body_max_bytes);
    let (request_media, response_media) = (request_media(operation), response_media(operation));
    let statuses = statuses(operation);
    let (sunset, slo) = (emit_sunset(api, operation), emit_slo(operation));
    quote! {
        #docs
        pub static #name: rt::OperationSpec = rt::OperationSpec {
            id: #id,
            tag: #tag,
            method: #method,
            path: #path,
            security: &[#(#security),*],
            optional_security: #optional_security,
            scopes: &[#(#scopes),*],
            idempotency: #idempotency,
            limits: &[#(#limits),*],
            body_max_bytes: #body_max_bytes,
            request_media: &[#(#request_media),*],
            response_media: &[#(#response_media),*],
            statuses: &[#(#statuses),*],
            events: &[#(#events),*],
            deprecated: #deprecated,
            sunset: #sunset,
            slo: #slo,
        };
    }
}

/// An empty requirement makes credentials optional and is said apart.
fn emit_security(api: &Api, operation: &Operation) -> Vec<TokenStream> {
    let requirements = operation
        .security
        .iter()
        .filter(|requirement| !requirement.schemes.is_empty());
    requirements
        .map(|requirement| {
            let uses = requirement.schemes.iter().filter_map(|(name, scopes)| {
                let scheme = api
                    .security_schemes
                    .iter()
                    .find(|scheme| scheme.name == *name)
                    .filter(|scheme| scheme.kind != SchemeKind::MutualTls)?;
                let constant = ident(&scheme.constant);
                Some(quote!(rt::SchemeUse { scheme: &#constant, scopes: &[#(#scopes),*] }))
            });
            quote!(&[#(#uses),*])
        })
        .collect()
}

/// The scopes that a caller needs whichever requirement lets it in; the others stand beside their schemes.
fn scopes_of_all(operation: &Operation) -> Vec<&String> {
    let requirements = operation
        .security
        .iter()
        .filter(|requirement| !requirement.schemes.is_empty());
    let naming: Vec<Vec<&String>> = requirements
        .map(|requirement| {
            requirement
                .schemes
                .iter()
                .flat_map(|(_, scopes)| scopes)
                .collect()
        })
        .collect();
    let scopes = operation.scopes.iter().filter(|scope| {
        let count = naming
            .iter()
            .filter(|scopes| scopes.contains(scope))
            .count();
        count == 0 || count == naming.len()
    });
    scopes.collect()
}

fn emit_idempotency(operation: &Operation) -> TokenStream {
    match &operation.idempotency {
        Some(idempotency) => {
            let (required, ttl_s) = (
                idempotency.required,
                proc_macro2::Literal::u64_unsuffixed(idempotency.ttl_s),
            );
            quote!(Some(rt::IdempotencySpec { required: #required, ttl_s: #ttl_s }))
        }
        None => quote!(None),
    }
}

fn emit_slo(operation: &Operation) -> TokenStream {
    let literal = proc_macro2::Literal::u32_unsuffixed;
    match &operation.slo {
        Some(slo) => {
            let (p95_ms, availability_ppm) = (literal(slo.p95_ms), literal(slo.availability_ppm));
            quote!(Some(rt::SloSpec { p95_ms: #p95_ms, availability_ppm: #availability_ppm }))
        }
        None => quote!(None),
    }
}

/// The one value that the contract allows for the answer header `sunset`.
fn emit_sunset(api: &Api, operation: &Operation) -> TokenStream {
    match api.sunset_of(operation) {
        Some(date) => quote!(Some(#date)),
        None => quote!(None),
    }
}

fn emit_limits(operation: &Operation) -> Vec<TokenStream> {
    let literal = proc_macro2::Literal::u32_unsuffixed;
    operation
        .limits
        .iter()
        .map(|limit| {
            let key = match &limit.key {
                LimitKey::Address => quote!(Address),
                LimitKey::Session(pointer) => quote!(Session(#pointer)),
            };
            let (requests, window_s) = (literal(limit.requests), literal(limit.window_s));
            let account = match &limit.account {
                Some(name) => quote!(Some(#name)),
                None => quote!(None),
            };
            quote!(rt::LimitSpec { key: rt::LimitKey::#key, requests: #requests, window_s: #window_s, account: #account })
        })
        .collect()
}

fn request_media(operation: &Operation) -> Vec<&str> {
    operation
        .body
        .iter()
        .map(|content| content.media_type.as_str())
        .collect()
}

fn response_media(operation: &Operation) -> Vec<&str> {
    let mut media = Vec::new();
    for content in operation
        .responses
        .iter()
        .flat_map(|response| &response.contents)
    {
        if !media.contains(&content.media_type.as_str()) {
            media.push(content.media_type.as_str());
        }
    }
    media
}

fn statuses(operation: &Operation) -> Vec<proc_macro2::Literal> {
    let mut codes: Vec<u16> = operation
        .responses
        .iter()
        .filter_map(|response| match response.status {
            StatusKey::Code(code) => Some(code),
            StatusKey::Range(_) | StatusKey::Default => None,
        })
        .collect();
    codes.sort_unstable();
    codes.dedup();
    codes
        .into_iter()
        .map(proc_macro2::Literal::u16_unsuffixed)
        .collect()
}
