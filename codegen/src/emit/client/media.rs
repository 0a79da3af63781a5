//! The media types of answers: which of them are read alike, and which the caller may choose.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{media::media_words, names::ident, words::doc},
    ir::{Api, Content, MediaKind, Operation, Response, StatusKey},
};

use super::{
    call::Call,
    outcome::{Arm, Carried, carried},
    rust::RustType,
};

/// RFC 9457 is another dress of the same error, which a server puts on for those who ask for it.
const PROBLEM_JSON: &str = "application/problem+json";

/// Media types of an answer that are read as the same type.
pub(super) struct Reading {
    /// What the type is called among the others of its answer.
    pub(super) word: String,
    /// The preferred one first; none where nothing is carried.
    pub(super) media: Vec<String>,
    pub(super) carried: Carried,
}

/// The readings of an answer, the preferred one first.
pub(super) fn readings(api: &Api, operation: &Operation, response: &Response) -> Vec<Reading> {
    let mut contents: Vec<&Content> = response.contents.iter().collect();
    contents.sort_by_key(|content| rank(content));
    let mut groups: Vec<Vec<&Content>> = Vec::new();
    for content in contents {
        let alike = groups
            .iter()
            .position(|group| is_same(api, operation, group[0], content));
        match alike {
            Some(index) => groups[index].push(content),
            None if is_dress(response.status, content, &groups) => {}
            None => groups.push(vec![content]),
        }
    }
    if groups.is_empty() {
        groups.push(Vec::new());
    }
    let firsts: Vec<(MediaKind, &str)> = groups
        .iter()
        .filter_map(|group| group.first())
        .map(|first| (read_as(first.kind), first.media_type.as_str()))
        .collect();
    let mut words = media_words(&firsts).into_iter();
    let reading = |group: &Vec<&Content>| Reading {
        word: words.next().unwrap_or_default(),
        media: group
            .iter()
            .map(|content| content.media_type.clone())
            .collect(),
        carried: carried(api, operation, group.first().copied()),
    };
    groups.iter().map(reading).collect()
}

/// The order in which media types are asked for.
fn rank(content: &Content) -> u8 {
    match (content.media_type.as_str(), content.kind) {
        ("application/json", _) => 0,
        (PROBLEM_JSON, _) => 4,
        (_, MediaKind::Json) => 1,
        (_, MediaKind::Text) => 2,
        _ => 3,
    }
}

fn is_same(api: &Api, operation: &Operation, one: &Content, other: &Content) -> bool {
    let bare = |content: &Content| {
        let schema = content.schema.as_ref();
        schema.map_or_else(RustType::any, |schema| RustType::bare(api, schema))
    };
    match (one.kind, other.kind) {
        (MediaKind::Json, MediaKind::Json) => bare(one) == bare(other),
        _ => carried(api, operation, Some(one)) == carried(api, operation, Some(other)),
    }
}

/// An error that is JSON already says the same without its dress.
fn is_dress(status: StatusKey, content: &Content, groups: &[Vec<&Content>]) -> bool {
    let is_json = |group: &Vec<&Content>| group[0].kind == MediaKind::Json;
    status.is_error() && content.media_type == PROBLEM_JSON && groups.iter().any(is_json)
}

/// A form that is answered is read as bytes.
fn read_as(kind: MediaKind) -> MediaKind {
    match kind {
        MediaKind::Form | MediaKind::Multipart => MediaKind::Bytes,
        kind => kind,
    }
}

/// The media types that a caller chooses among, the default first; none where there is nothing to choose.
pub(super) fn choices<'a>(call: &'a Call<'_>) -> Vec<&'a str> {
    let successes = &call.outcome.successes;
    let mut choices = Vec::new();
    for arm in successes {
        let several = successes
            .iter()
            .filter(|other| other.status == arm.status)
            .count()
            > 1;
        // Several names of one JSON type are no choice.
        let alike = matches!(arm.carried, Carried::Nothing | Carried::Json(_));
        if several || (arm.media.len() > 1 && !alike) {
            for media in arm.media.iter().map(String::as_str) {
                if !choices.contains(&media) {
                    choices.push(media);
                }
            }
        }
    }
    choices
}

/// The variants of the choices, in order.
fn variants(call: &Call<'_>, choices: &[&str]) -> Vec<String> {
    let kind = |media: &str| {
        let mut arms = call.outcome.successes.iter();
        let arm = arms.find(|arm| arm.media.iter().any(|known| known == media));
        match arm.map(|arm| &arm.carried) {
            Some(Carried::Json(_)) => MediaKind::Json,
            Some(Carried::Text(_)) => MediaKind::Text,
            Some(Carried::Events(_)) => MediaKind::Events,
            Some(Carried::Bytes | Carried::Nothing) | None => MediaKind::Bytes,
        }
    };
    let kinds: Vec<(MediaKind, &str)> = choices.iter().map(|media| (kind(media), *media)).collect();
    media_words(&kinds)
}

/// The enum of the choices.
pub(super) fn emit_media(call: &Call<'_>) -> TokenStream {
    let choices = choices(call);
    if choices.is_empty() {
        return TokenStream::new();
    }
    let name = ident(&call.title.media);
    let docs = doc([format!(
        "The media types that `{}` answers with.",
        call.operation.id
    )]);
    let variants = variants(call, &choices)
        .into_iter()
        .zip(&choices)
        .map(|(variant, media)| {
            let variant = ident(&variant);
            let docs = doc([format!("`{media}`")]);
            quote!(#docs #variant)
        });
    quote! {
        #docs
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum #name { #(#variants,)* }
    }
}

/// The variant that a builder starts with; none where there is nothing to choose.
pub(super) fn emit_default(call: &Call<'_>) -> Option<TokenStream> {
    let variants = variants(call, &choices(call));
    let (name, first) = (ident(&call.title.media), ident(variants.first()?));
    Some(quote!(#name::#first))
}

/// Statements that ask for media types: the chosen one, then what the other answers have.
pub(super) fn emit_accept(call: &Call<'_>, field: &Ident) -> TokenStream {
    let all = asked(call);
    let variants = variants(call, &choices(call));
    if variants.is_empty() {
        return all.iter().map(Asked::tokens).collect();
    }
    let name = ident(&call.title.media);
    let arms = variants.into_iter().zip(&all).map(|(variant, asked)| {
        let variant = ident(&variant);
        let statements = asked.tokens();
        quote!(#name::#variant => { #statements })
    });
    quote!(match self.#field { #(#arms)* })
}

/// What a call asks for.
pub(in crate::emit) struct Asked {
    /// The media type that the caller chooses; empty where there is nothing to choose.
    pub(in crate::emit) media_type: String,
    /// The header `accept`; empty where nothing is asked for.
    pub(in crate::emit) accept: String,
    /// The answer may take as long as it likes.
    pub(in crate::emit) is_open_ended: bool,
}

/// What a call may ask for, the default first.
pub(in crate::emit) fn asked(call: &Call<'_>) -> Vec<Asked> {
    let choices = choices(call);
    if choices.is_empty() {
        return vec![Asked {
            media_type: String::new(),
            accept: call.outcome.accept().join(", "),
            is_open_ended: streams(call, None),
        }];
    }
    let of_choice = |media: &&str| {
        let rest = call.outcome.accept_beside(media);
        let rest = rest.iter().map(|other| format!(", {other};q=0.9"));
        Asked {
            media_type: (*media).to_owned(),
            accept: format!("{media}{}", rest.collect::<String>()),
            is_open_ended: streams(call, Some(media)),
        }
    };
    choices.iter().map(of_choice).collect()
}

impl Asked {
    fn tokens(&self) -> TokenStream {
        let media = &self.accept;
        let accept = (!media.is_empty()).then(|| quote!(draft.accept(#media)?;));
        let open_ended = self.is_open_ended.then(|| quote!(draft.open_ended();));
        quote!(#accept #open_ended)
    }
}

/// Whether a success that was asked for takes as long as it likes.
fn streams(call: &Call<'_>, chosen: Option<&str>) -> bool {
    let arms = call.outcome.successes.iter();
    let is_asked = |arm: &&Arm| match chosen {
        Some(media) => call.outcome.is_given(arm, media),
        None => true,
    };
    { arms }.filter(is_asked).any(|arm| arm.carried.is_stream())
}
