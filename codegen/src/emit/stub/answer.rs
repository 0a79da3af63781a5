//! Which answer an operation gives, and with what in it.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::constants::Constants;
use crate::emit::names::constant;
use crate::emit::server::{Slot, Variant, answers_of};
use crate::ir::{Api, Content, MediaKind, Operation, StatusKey};
use crate::values::Sampler;

/// The status with which the stub answers a valid call.
pub(in crate::emit) fn stub_status(api: &Api, operation: &Operation, sampler: &Sampler<'_>) -> u16 {
    match answer(api, operation, sampler, &mut Constants::default()) {
        Answered::With(_, status) => status,
        Answered::Nothing(_) => NOT_IMPLEMENTED,
    }
}

const NOT_IMPLEMENTED: u16 = 501;

/// What became of an operation.
pub(super) enum Answered {
    /// The expression of its answer, in which `?` may fail, and its status.
    With(TokenStream, u16),
    /// Why there is none.
    Nothing(String),
}

/// The answer of an operation: the first success that can be filled in, those with a body of JSON before others.
pub(super) fn answer(
    api: &Api,
    operation: &Operation,
    sampler: &Sampler<'_>,
    constants: &mut Constants,
) -> Answered {
    let mut variants = answers_of(api, operation);
    variants.sort_by_key(rank);
    let stem = constant(&operation.method_name);
    for variant in &variants {
        let filled: Option<Vec<Fill>> = variant
            .slots()
            .iter()
            .map(|slot| fill(slot, variant, sampler))
            .collect();
        if let Some(filled) = filled {
            let values: Vec<TokenStream> = filled
                .into_iter()
                .map(|fill| fill.tokens(&stem, constants))
                .collect();
            let answer = variant.built(&quote!(api), &values);
            return Answered::With(answer, first_status(variant.status()));
        }
    }
    Answered::Nothing(if variants.is_empty() {
        "the contract declares no success".to_owned()
    } else {
        "no value was found that satisfies the schema of its answer".to_owned()
    })
}

/// Lower is better: success before redirection, a stated status before a range, JSON before other media types.
fn rank(variant: &Variant<'_>) -> (u8, u8) {
    let status = match variant.status() {
        StatusKey::Code(200..300) => 0,
        StatusKey::Range(2) => 1,
        StatusKey::Default => 2,
        StatusKey::Code(_) | StatusKey::Range(_) => 3,
    };
    let media = variant.slots().into_iter().map(|slot| match slot {
        Slot::Body(content) if content.kind != MediaKind::Json => 1,
        _ => 0,
    });
    (status, media.max().unwrap_or(0))
}

/// The first status that a key stands for.
fn first_status(key: StatusKey) -> u16 {
    match key {
        StatusKey::Code(code) => code,
        StatusKey::Range(hundreds) => u16::from(hundreds) * 100,
        StatusKey::Default => 200,
    }
}

/// What stands in a slot.
enum Fill {
    Status(u16),
    /// A value that is read as JSON, and the end of its constant's name.
    Example(serde_json::Value, String),
    Bytes(String),
    /// Bytes that travel as a stream.
    Stream(String),
    /// The data of one event.
    Event(serde_json::Value, String),
    Absent,
}

fn fill(slot: &Slot<'_>, variant: &Variant<'_>, sampler: &Sampler<'_>) -> Option<Fill> {
    match slot {
        Slot::Status(status) => Some(Fill::Status(first_status(*status))),
        Slot::Body(content) => body(content, variant.is_streamed(), sampler),
        Slot::Header(header) if !header.required => Some(Fill::Absent),
        Slot::Header(header) => Some(Fill::Example(
            sampler.schema(&header.schema)?,
            constant(&header.name),
        )),
    }
}

fn body(content: &Content, is_streamed: bool, sampler: &Sampler<'_>) -> Option<Fill> {
    let name = "BODY".to_owned();
    match content.kind {
        MediaKind::Json => Some(Fill::Example(sampler.content(content)?, name)),
        MediaKind::Text => Some(Fill::Example(words(content, sampler), name)),
        MediaKind::Events => Some(Fill::Event(words(content, sampler), name)),
        MediaKind::Form | MediaKind::Multipart | MediaKind::Bytes => {
            let example = content.examples.first();
            let words = example.and_then(|example| example.value.as_str());
            let words = words.unwrap_or("bytes").to_owned();
            Some(if is_streamed {
                Fill::Stream(words)
            } else {
                Fill::Bytes(words)
            })
        }
    }
}

/// A value of the content's schema, or any text where it states none.
fn words(content: &Content, sampler: &Sampler<'_>) -> serde_json::Value {
    let schema = content.schema.as_ref();
    let value = schema.and_then(|_| sampler.content(content));
    value.unwrap_or_else(|| serde_json::Value::from("text"))
}

impl Fill {
    fn tokens(self, stem: &str, constants: &mut Constants) -> TokenStream {
        match self {
            Self::Status(status) => {
                let status = Literal::u16_unsuffixed(status);
                quote!(#status)
            }
            Self::Example(value, name) => constants.example(&format!("{stem}_{name}"), &value),
            Self::Bytes(words) => {
                let words = Literal::byte_string(words.as_bytes());
                quote!(rts::Bytes::from_static(#words))
            }
            Self::Stream(words) => quote!(rts::ByteStream::from(#words)),
            Self::Event(value, name) => {
                let data = constants.example(&format!("{stem}_{name}"), &value);
                quote!(rts::Events::of([#data]))
            }
            Self::Absent => quote!(None),
        }
    }
}
