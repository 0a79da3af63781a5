//! The ways to write a request's body: one value under some media type, or a form of parts.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{media::media_words, models::constraints, names::ident},
    ir::{Api, Content, MediaKind, Operation, Part, PartKind},
};

use super::{call::Call, parameter::Written, rust::RustType, words::doc};

/// What a caller may send as the body of an operation.
#[derive(Clone, Debug)]
pub(in crate::emit) struct Bodies {
    /// Bodies of one value, the preferred one first.
    pub(in crate::emit) whole: Vec<Whole>,
    /// The parts of a form, where the contract takes one.
    pub(super) form: Option<Vec<FormPart>>,
    /// Whether a call without a body is refused.
    pub(super) required: bool,
    /// What is lost, one fragment each.
    pub(super) losses: Vec<String>,
}

/// A body of one value.
#[derive(Clone, Debug)]
pub(in crate::emit) struct Whole {
    /// The Rust variant, where there is a choice.
    pub(super) variant: String,
    pub(in crate::emit) kind: MediaKind,
    pub(in crate::emit) media_types: Vec<String>,
    /// The media type that a value is sent as, which is no range.
    sent: String,
    /// Properties of a form that are no plain values.
    encodings: Vec<(String, Written)>,
    pub(super) ty: RustType,
    /// The type without aliases, since two names of one type are one type.
    bare: RustType,
}

/// A part of a form.
#[derive(Clone, Debug)]
pub(super) struct FormPart {
    pub(super) wire: String,
    pub(super) name: String,
    pub(super) ty: RustType,
    pub(super) kind: PartKind,
    pub(super) repeated: bool,
    pub(super) required: bool,
    pub(super) description: String,
    pub(super) notes: Vec<String>,
    pub(super) media_types: Vec<String>,
}

impl Bodies {
    pub(super) fn of(api: &Api, operation: &Operation) -> Self {
        let form = operation
            .body
            .iter()
            .find(|content| content.kind == MediaKind::Multipart);
        let mut losses = Vec::new();
        if form.is_some_and(|form| form.parts.is_empty()) {
            losses.push("its form declares no parts, so an empty one is sent".to_owned());
        }
        Self {
            whole: whole(api, operation),
            form: form.map(|form| {
                let parts = form.parts.iter();
                parts.map(|part| FormPart::of(api, part)).collect()
            }),
            required: operation.body_required,
            losses,
        }
    }

    /// True when a body of one value has one of several media types.
    pub(super) fn is_choice(&self) -> bool {
        self.whole.len() > 1
    }
}

impl FormPart {
    fn of(api: &Api, part: &Part) -> Self {
        let ty = match (part.kind, part.repeated) {
            (PartKind::File, false) => RustType::new(quote!(rtc::Upload)),
            (PartKind::File, true) => RustType::new(quote!(Vec<rtc::Upload>)),
            _ => RustType::of(api, &part.schema.ty),
        };
        Self {
            wire: part.wire.clone(),
            name: part.name.clone(),
            ty,
            kind: part.kind,
            repeated: part.repeated,
            required: part.required,
            description: part.schema.description.clone().unwrap_or_default(),
            notes: constraints(api, &part.schema.ty),
            media_types: part.media_types.clone(),
        }
    }
}

/// JSON first, then what has a structure; all kinds of bytes are one body, sent under whichever type they have.
fn whole(api: &Api, operation: &Operation) -> Vec<Whole> {
    let mut contents: Vec<&Content> = operation
        .body
        .iter()
        .filter(|content| content.kind != MediaKind::Multipart)
        .collect();
    contents.sort_by_key(
        |content| match (content.media_type.as_str(), content.kind) {
            ("application/json", _) => 0,
            (_, MediaKind::Json) => 1,
            (_, MediaKind::Form) => 2,
            (_, MediaKind::Text) => 3,
            (_, MediaKind::Multipart | MediaKind::Events | MediaKind::Bytes) => 4,
        },
    );
    let mut whole: Vec<Whole> = Vec::new();
    for content in &contents {
        match whole.last_mut() {
            Some(bytes) if is_bytes(content.kind) && is_bytes(bytes.kind) => {
                bytes.media_types.push(content.media_type.clone());
            }
            _ => whole.push(Whole::of(api, content)),
        }
    }
    let kinds: Vec<(MediaKind, &str)> = whole
        .iter()
        .map(|one| match one.kind {
            kind if is_bytes(kind) => (MediaKind::Bytes, ""),
            kind => (kind, one.media_types.first().map_or("", String::as_str)),
        })
        .collect();
    for (index, word) in media_words(&kinds).into_iter().enumerate() {
        whole[index].variant = word;
    }
    whole
}

fn encodings(content: &Content) -> Vec<(String, Written)> {
    let encodings = content.encodings.iter().map(|encoding| {
        let media = encoding.media.as_ref();
        let written = Written::of(
            media,
            encoding.style,
            encoding.explode,
            encoding.allow_reserved,
        );
        (encoding.wire.clone(), written)
    });
    encodings.collect()
}

/// A body of events is sent as the bytes that it is.
fn is_bytes(kind: MediaKind) -> bool {
    matches!(kind, MediaKind::Bytes | MediaKind::Events)
}

impl Whole {
    fn of(api: &Api, content: &Content) -> Self {
        let schema = content.schema.as_ref();
        let (ty, bare) = match (content.kind, schema) {
            (MediaKind::Json | MediaKind::Form, Some(schema)) => (
                RustType::of_schema(api, schema),
                RustType::bare(api, schema),
            ),
            (MediaKind::Json | MediaKind::Form, None) => (RustType::any(), RustType::any()),
            (MediaKind::Text, schema) => {
                let ty = RustType::of_text(api, schema);
                (ty.clone(), ty)
            }
            (MediaKind::Bytes | MediaKind::Events | MediaKind::Multipart, _) => {
                let ty = RustType::new(quote!(rtc::Upload));
                (ty.clone(), ty)
            }
        };
        Self {
            variant: String::new(),
            kind: content.kind,
            media_types: vec![content.media_type.clone()],
            sent: content.sent_media_type().to_owned(),
            encodings: encodings(content),
            ty,
            bare,
        }
    }

    /// The expression that makes a payload of `value`.
    pub(super) fn emit_payload(&self, value: &TokenStream) -> TokenStream {
        let (media_types, sent) = (&self.media_types, &self.sent);
        match self.kind {
            MediaKind::Json => quote!(rtc::Payload::json(#sent, &#value)?),
            MediaKind::Form => {
                let encodings = self
                    .encodings
                    .iter()
                    .map(|(name, written)| quote!((#name, #written)));
                quote!(rtc::Payload::form(&#value, &[#(#encodings),*])?)
            }
            MediaKind::Text => quote!(rtc::Payload::text(#sent, &#value)?),
            MediaKind::Bytes | MediaKind::Events | MediaKind::Multipart => {
                quote!(rtc::Payload::upload(#value, &[#(#media_types),*]))
            }
        }
    }
}

/// The enum of an operation whose body has one of several media types.
pub(super) fn emit_choice(call: &Call<'_>) -> TokenStream {
    if !call.bodies.is_choice() {
        return TokenStream::new();
    }
    let name = ident(&call.title.body);
    let docs = doc([format!(
        "The ways to write the body of `{}`.",
        call.operation.id
    )]);
    let variants = call.bodies.whole.iter().map(|whole| {
        let (variant, ty) = (ident(&whole.variant), &whole.ty);
        let media_types: Vec<String> = whole
            .media_types
            .iter()
            .map(|media| format!("`{media}`"))
            .collect();
        let docs = doc([format!("As {}.", media_types.join(" or "))]);
        quote!(#docs #variant(#ty))
    });
    let arms = call.bodies.whole.iter().map(|whole| {
        let variant = ident(&whole.variant);
        let payload = whole.emit_payload(&quote!(value));
        quote!(Self::#variant(value) => #payload,)
    });
    let conversions = emit_conversions(call);
    quote! {
        #docs
        #[derive(Clone)]
        pub enum #name {
            #(#variants,)*
        }

        impl #name {
            fn payload(self) -> Result<rtc::Payload, rtc::InvalidRequest> {
                Ok(match self { #(#arms)* })
            }
        }

        #conversions
    }
}

/// A value of a type that only one media type has needs no variant around it; of several, the preferred one takes it.
fn emit_conversions(call: &Call<'_>) -> TokenStream {
    let name = ident(&call.title.body);
    let whole = &call.bodies.whole;
    let first_of_type = whole
        .iter()
        .enumerate()
        .filter(|(index, one)| whole[..*index].iter().all(|before| before.bare != one.bare));
    let conversions = first_of_type.map(|(_, one)| {
        let (variant, ty) = (ident(&one.variant), &one.ty);
        quote! {
            impl From<#ty> for #name {
                fn from(value: #ty) -> Self {
                    Self::#variant(value)
                }
            }
        }
    });
    quote!(#(#conversions)*)
}
