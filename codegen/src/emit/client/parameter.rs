//! The parameters that a caller gives; the session writes the others.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::{
    emit::names::snake,
    ir::{Api, Location, Operation, Parameter, Style},
};

use super::rust::RustType;

const KEY_HEADER: &str = "x-idempotency-key";

/// Headers that the session or the transport writes.
const OWNED_HEADERS: [&str; 7] = [
    "accept",
    "authorization",
    "content-type",
    "traceparent",
    "tracestate",
    "x-correlation-id",
    "x-request-id",
];

/// A parameter that a caller gives.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) wire: String,
    /// The setter's name, spelled as progenitor spells it.
    pub(super) name: String,
    pub(super) location: Location,
    pub(super) style: Style,
    pub(super) explode: bool,
    pub(super) required: bool,
    pub(super) description: Option<String>,
    pub(super) ty: RustType,
}

/// Every parameter that a caller gives, in order. A key is always optional: the session makes one up for each call.
pub(super) fn given(api: &Api, operation: &Operation) -> Vec<Given> {
    let mut all: Vec<Given> = operation
        .parameters
        .iter()
        .filter(|parameter| {
            parameter.location != Location::Header
                || !OWNED_HEADERS.contains(&parameter.wire.as_str())
        })
        .map(|parameter| Given::of(api, parameter))
        .collect();
    let has_key = all.iter().any(Given::is_key);
    if operation.idempotency.is_some() && !has_key {
        all.push(Given::key());
    }
    all
}

impl Given {
    fn of(api: &Api, parameter: &Parameter) -> Self {
        let mut given = Self {
            wire: parameter.wire.clone(),
            name: setter(&parameter.wire).unwrap_or_else(|| parameter.name.clone()),
            location: parameter.location,
            style: parameter.style,
            explode: parameter.explode,
            required: parameter.required,
            description: parameter.description.clone(),
            ty: RustType::of(api, &parameter.schema.ty),
        };
        given.required &= !given.is_key();
        given
    }

    fn key() -> Self {
        Self {
            wire: KEY_HEADER.to_owned(),
            name: "x_idempotency_key".to_owned(),
            location: Location::Header,
            style: Style::Simple,
            explode: false,
            required: false,
            description: Some(
                "The key of the call; made up for each call unless given.".to_owned(),
            ),
            ty: RustType::new(quote!(String)),
        }
    }

    fn is_key(&self) -> bool {
        self.location == Location::Header && self.wire == KEY_HEADER
    }
}

/// The runtime's word for a style.
pub(super) struct StyleTokens(pub(super) Style);

impl ToTokens for StyleTokens {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match self.0 {
            Style::Simple => quote!(Style::Simple),
            Style::Form => quote!(Style::Form),
            Style::SpaceDelimited => quote!(Style::SpaceDelimited),
            Style::PipeDelimited => quote!(Style::PipeDelimited),
            Style::DeepObject => quote!(Style::DeepObject),
            Style::Label => quote!(Style::Label),
            Style::Matrix => quote!(Style::Matrix),
        });
    }
}

/// `x-sheet-lines` and `xSheetLines` in snake case; nothing where that is no identifier.
fn setter(wire: &str) -> Option<String> {
    let words = wire.split(|character: char| !character.is_ascii_alphanumeric());
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(snake).collect();
    let name = words.join("_");
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        .then_some(name)
}

/// The names between braces of a path, in order, and the fixed pieces around them: one more piece than names.
pub(super) fn split_path(path: &str) -> (Vec<&str>, Vec<&str>) {
    let mut pieces = Vec::new();
    let mut variables = Vec::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((variable, behind)) = after.split_once('}') else {
            break;
        };
        pieces.push(before);
        variables.push(variable);
        rest = behind;
    }
    pieces.push(rest);
    (variables, pieces)
}
