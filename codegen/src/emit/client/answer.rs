//! How an answer is read, and the enums that tell several kinds apart.

use proc_macro2::TokenStream;
use quote::quote;

use crate::emit::words::doc;
use crate::{emit::names::ident, ir::StatusKey};

use super::{
    call::Call,
    outcome::{Arm, Carried, single},
};

/// The enums of an operation whose successes or errors differ.
pub(super) fn emit_answers(call: &Call<'_>) -> TokenStream {
    let success = match single(&call.outcome.successes) {
        Some(_) => TokenStream::new(),
        None => emit_enum(
            &call.title.success,
            "successes",
            call,
            &call.outcome.successes,
            Side::Success,
        ),
    };
    let error = match single(&call.outcome.errors) {
        Some(_) => TokenStream::new(),
        None => emit_enum(
            &call.title.error,
            "errors",
            call,
            &call.outcome.errors,
            Side::Error,
        ),
    };
    quote!(#success #error)
}

/// What a sent call gives.
pub(super) fn success_type(call: &Call<'_>) -> TokenStream {
    match single(&call.outcome.successes) {
        Some(carried) => carried_type(&carried, Side::Success),
        None => named(&call.title.success),
    }
}

/// What a refused call gives.
pub(super) fn error_type(call: &Call<'_>) -> TokenStream {
    match single(&call.outcome.errors) {
        Some(carried) => carried_type(&carried, Side::Error),
        None => named(&call.title.error),
    }
}

/// The arms of a match over the status, the most exact first.
pub(super) fn emit_arms(call: &Call<'_>) -> Vec<TokenStream> {
    let outcome = &call.outcome;
    let mut arms = emit_side(&outcome.successes, &call.title.success, Side::Success);
    arms.extend(emit_side(&outcome.errors, &call.title.error, Side::Error));
    arms
}

/// Errors show what they carry, so they hold it whole; a success may be a stream.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Success,
    Error,
}

fn emit_side(arms: &[Arm], name: &str, side: Side) -> Vec<TokenStream> {
    let wrap = |value: TokenStream| match side {
        Side::Success => quote!(Ok(#value)),
        Side::Error => quote!(Err(Error::ErrorResponse(#value))),
    };
    if let Some(carried) = single(arms) {
        let pattern = match side {
            // An error that is not declared yet is read as one that is.
            Side::Error if !arms.is_empty() => quote!(400..=599),
            _ => {
                let patterns = ordered(arms)
                    .into_iter()
                    .map(|arm| pattern(arm.status, side));
                quote!(#(#patterns)|*)
            }
        };
        let value = wrap(read(&carried, side));
        return if arms.is_empty() {
            Vec::new()
        } else {
            vec![quote!(#pattern => #value,)]
        };
    }
    let name = ident(name);
    let emit = |arm: &Arm| {
        let (pattern, variant, value) = (
            pattern(arm.status, side),
            ident(&arm.name),
            read(&arm.carried, side),
        );
        let variant = match arm.carried {
            Carried::Nothing => quote!(|()| #name::#variant),
            _ => quote!(#name::#variant),
        };
        let mapped = match side {
            Side::Success => quote!(rtc::answer::map(#value, #variant)),
            Side::Error => quote!(rtc::refusal::map(#value, #variant)),
        };
        let wrapped = wrap(mapped);
        let guard = arm.guarded.then(|| {
            let media = &arm.media;
            quote!(if rtc::answer::has_media(&response, &[#(#media),*]))
        });
        quote!(#pattern #guard => #wrapped,)
    };
    ordered(arms).into_iter().map(emit).collect()
}

/// Codes before ranges before the rest, single media types before all others; the rest only where the ranges leave something to it.
fn ordered(arms: &[Arm]) -> Vec<&Arm> {
    let both_ranges = [4, 5].iter().all(|hundreds| {
        arms.iter()
            .any(|arm| arm.status == StatusKey::Range(*hundreds))
    });
    let mut arms: Vec<&Arm> = arms
        .iter()
        .filter(|arm| arm.status != StatusKey::Default || !both_ranges)
        .collect();
    arms.sort_by_key(|arm| {
        let status = match arm.status {
            StatusKey::Code(_) => 0,
            StatusKey::Range(_) => 1,
            StatusKey::Default => 2,
        };
        let is_range = arm.media.iter().any(|media| media.contains('*'));
        (status, !arm.guarded, is_range)
    });
    arms
}

fn pattern(status: StatusKey, side: Side) -> TokenStream {
    let literal = proc_macro2::Literal::u16_unsuffixed;
    match status {
        StatusKey::Code(code) => {
            let code = literal(code);
            quote!(#code)
        }
        StatusKey::Range(hundreds) => {
            let first = u16::from(hundreds) * 100;
            let (first, last) = (literal(first), literal(first + 99));
            quote!(#first..=#last)
        }
        StatusKey::Default if side == Side::Success => quote!(200..=399),
        StatusKey::Default => quote!(400..=599),
    }
}

/// The expression that reads an answer.
fn read(carried: &Carried, side: Side) -> TokenStream {
    if side == Side::Error {
        return match carried {
            Carried::Nothing => quote!(rtc::refusal::empty(response).await?),
            Carried::Json(_) => quote!(rtc::refusal::json(response).await?),
            Carried::Text(_) => quote!(rtc::refusal::text_of(response).await?),
            Carried::Bytes | Carried::Events(_) => quote!(rtc::refusal::bytes(response).await?),
        };
    }
    match carried {
        Carried::Nothing => quote!(ResponseValue::empty(response)),
        Carried::Json(_) => quote!(rtc::answer::json(response).await?),
        Carried::Text(_) => quote!(rtc::answer::text(response).await?),
        Carried::Bytes => quote!(ResponseValue::stream(response)),
        Carried::Events(Some(_)) => quote!(rtc::Events::json(response)),
        Carried::Events(None) => quote!(rtc::Events::text(response)),
    }
}

fn carried_type(carried: &Carried, side: Side) -> TokenStream {
    match (carried, side) {
        (Carried::Nothing, _) => quote!(()),
        (Carried::Json(ty), _) => quote!(#ty),
        (Carried::Text(ty), _) => quote!(#ty),
        (Carried::Bytes, Side::Success) => quote!(rtc::ByteStream),
        (Carried::Events(Some(ty)), Side::Success) => quote!(rtc::Events<#ty>),
        (Carried::Events(None), Side::Success) => quote!(rtc::Events<String>),
        (Carried::Bytes | Carried::Events(_), Side::Error) => quote!(bytes::Bytes),
    }
}

fn named(name: &str) -> TokenStream {
    let name = ident(name);
    quote!(#name)
}

fn emit_enum(name: &str, what: &str, call: &Call<'_>, arms: &[Arm], side: Side) -> TokenStream {
    let name = ident(name);
    let docs = doc([format!("The {what} of `{}`.", call.operation.id)]);
    let variants = arms.iter().map(|arm| {
        let variant = ident(&arm.name);
        let several = arms
            .iter()
            .filter(|other| other.status == arm.status)
            .count()
            > 1;
        let media = match several {
            true => format!("As `{}`.", arm.media.join("`, `")),
            false => String::new(),
        };
        let docs = doc([arm.description.as_str(), &media]);
        match &arm.carried {
            Carried::Nothing => quote!(#docs #variant),
            carried => {
                let ty = carried_type(carried, side);
                quote!(#docs #variant(#ty))
            }
        }
    });
    let streams = side == Side::Success && arms.iter().any(|arm| arm.carried.is_stream());
    let derive = if streams {
        quote!()
    } else {
        quote!(#[derive(Clone, Debug, PartialEq)])
    };
    quote! {
        #docs
        #derive
        pub enum #name {
            #(#variants,)*
        }
    }
}
