//! The refusals of an operation: an enum with one variant per declared status that a trait method may choose.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::answer::{Variant, variants_of};
use super::docs::doc;
use super::owned;
use crate::emit::names::ident;
use crate::ir::{Api, Content, Operation, Response, StatusKey, Type};

/// `XError` and its way onto the wire.
pub(super) fn emit_refusals(api: &Api, operation: &Operation) -> TokenStream {
    let name = format_ident!("{}Error", operation.stem);
    let refusals: Vec<Refused<'_>> = owned::refusals(operation)
        .flat_map(|response| refusals_of(api, operation, response))
        .collect();
    let declarations = refusals.iter().map(Refused::declaration);
    let arms = refusals.iter().map(Refused::arm);
    let about = doc([format!(
        "Why `{}` may refuse. What fails underneath becomes `Failed` by `?`.",
        operation.method_name
    )]);
    quote! {
        #about
        #[derive(Debug)]
        pub enum #name {
            #(#declarations,)*
            /// Something failed underneath; the caller only learns that it did.
            Failed(rts::Failure),
        }

        impl rts::Refuse for #name {
            fn refuse(self) -> rts::Refused {
                match self {
                    #(#arms,)*
                    Self::Failed(failure) => rts::Refused::Failed(failure),
                }
            }
        }

        impl<E: Into<rts::Failure>> From<E> for #name {
            fn from(error: E) -> Self {
                Self::Failed(error.into())
            }
        }
    }
}

/// The contract's own error body is written by the runtime, any other by the operation.
enum Refused<'a> {
    Own(&'a Response),
    Foreign(Variant<'a>),
}

fn refusals_of<'a>(
    api: &'a Api,
    operation: &'a Operation,
    response: &'a Response,
) -> Vec<Refused<'a>> {
    if is_own(api, response) {
        return vec![Refused::Own(response)];
    }
    variants_of(api, operation, response)
        .into_iter()
        .map(Refused::Foreign)
        .collect()
}

/// An answer that carries the contract's error body and nothing else.
pub(super) fn is_own(api: &Api, response: &Response) -> bool {
    let own = |content: &Content| match content.schema.as_ref().map(|schema| &schema.ty) {
        Some(Type::Named(id)) => Some(*id) == api.problem,
        _ => false,
    };
    !response.contents.is_empty() && owned::given_contents(response).all(own)
}

impl Refused<'_> {
    fn declaration(&self) -> TokenStream {
        match self {
            Self::Own(response) => {
                let name = ident(&response.name);
                let docs = doc([format!("`{}` {}", response.status, response.description)]);
                match response.status {
                    StatusKey::Code(_) => quote!(#docs #name(rts::Refusal)),
                    StatusKey::Range(_) | StatusKey::Default => quote! {
                        #docs
                        #name {
                            /// The status, one of those that this answer stands for.
                            status: u16,
                            /// What is said.
                            refusal: rts::Refusal,
                        }
                    },
                }
            }
            Self::Foreign(variant) => variant.declaration(),
        }
    }

    fn arm(&self) -> TokenStream {
        match self {
            Self::Own(response) => {
                let name = ident(&response.name);
                match response.status {
                    StatusKey::Code(status) => {
                        let status = Literal::u16_unsuffixed(status);
                        quote!(Self::#name(refusal) => rts::Refused::declared(#status, refusal))
                    }
                    StatusKey::Range(_) | StatusKey::Default => {
                        quote!(Self::#name { status, refusal } => rts::Refused::declared(status, refusal))
                    }
                }
            }
            Self::Foreign(variant) => variant.refusing_arm(),
        }
    }
}
