//! The parameters that a caller gives; the session writes the others.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};

use crate::{
    emit::{models::constraints, names::snake},
    ir::{Api, Encoding, Location, Media, MediaKind, Operation, Parameter, Style},
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
pub(in crate::emit) struct Given<'a> {
    /// As the contract declares it; a key may stand without a declaration.
    pub(in crate::emit) declared: Option<&'a Parameter>,
    pub(in crate::emit) wire: &'a str,
    /// The setter's name, spelled as progenitor spells it.
    pub(super) name: String,
    pub(in crate::emit) location: Location,
    pub(in crate::emit) written: Written,
    pub(in crate::emit) required: bool,
    /// What a value must be, its default, one line each.
    pub(in crate::emit) notes: Vec<String>,
    pub(super) ty: RustType,
}

/// Every parameter that a caller gives, in order. A key is always optional: the session makes one up for each call.
pub(super) fn given<'a>(api: &Api, operation: &'a Operation) -> Vec<Given<'a>> {
    let mut all: Vec<Given<'a>> = operation
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

impl<'a> Given<'a> {
    fn of(api: &Api, declared: &'a Parameter) -> Self {
        let mut given = Self {
            declared: Some(declared),
            wire: &declared.wire,
            name: setter(&declared.wire).unwrap_or_else(|| declared.name.clone()),
            location: declared.location,
            written: Written::of(
                declared.media.as_ref(),
                declared.style,
                declared.explode,
                declared.allow_reserved,
            ),
            required: declared.required || declared.location == Location::Path,
            notes: notes(api, declared),
            ty: RustType::of(api, &declared.schema.ty),
        };
        given.required &= !given.is_key();
        given
    }

    fn key() -> Self {
        Self {
            declared: None,
            wire: KEY_HEADER,
            name: "x_idempotency_key".to_owned(),
            location: Location::Header,
            written: Written::Style(Style::Simple, false, false),
            required: false,
            notes: Vec::new(),
            ty: RustType::new(quote!(String)),
        }
    }

    pub(in crate::emit) fn description(&self) -> &str {
        match self.declared {
            Some(declared) => declared.description.as_deref().unwrap_or_default(),
            None => "The key of the call; made up for each call unless given.",
        }
    }

    fn is_key(&self) -> bool {
        self.location == Location::Header && self.wire == KEY_HEADER
    }
}

fn notes(api: &Api, parameter: &Parameter) -> Vec<String> {
    let mut notes = constraints(api, &parameter.schema.ty);
    if let Some(default) = &parameter.schema.default {
        notes.push(format!("default: `{default}`"));
    }
    if parameter.deprecated {
        notes.push("deprecated".to_owned());
    }
    notes
}

/// How a value is written: the runtime's word for it.
#[derive(Clone, Copy, Debug)]
pub(in crate::emit) enum Written {
    /// Style, `explode`, `allowReserved`.
    Style(Style, bool, bool),
    Json,
    Text,
}

impl Written {
    fn of(media: Option<&Media>, style: Style, explode: bool, reserved: bool) -> Self {
        match media.map(|media| media.kind) {
            None => Self::Style(style, explode, reserved),
            Some(MediaKind::Json) => Self::Json,
            Some(_) => Self::Text,
        }
    }

    pub(in crate::emit) fn of_encoding(encoding: &Encoding) -> Self {
        Self::of(
            encoding.media.as_ref(),
            encoding.style,
            encoding.explode,
            encoding.allow_reserved,
        )
    }
}

impl ToTokens for Written {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(match *self {
            Self::Json => quote!(rtc::Written::Json),
            Self::Text => quote!(rtc::Written::Text),
            Self::Style(Style::Form, true, false) => quote!(rtc::FORM),
            Self::Style(Style::Simple, false, false) => quote!(rtc::SIMPLE),
            Self::Style(style, explode, reserved) => {
                let style = format_ident!("{style:?}");
                let new = if reserved {
                    quote!(reserved)
                } else {
                    quote!(new)
                };
                quote!(rtc::Written::#new(rtc::Style::#style, #explode))
            }
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
