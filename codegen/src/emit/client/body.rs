//! The ways to write a request's body: one value under some media type, or a form of parts.

use proc_macro2::TokenStream;
use quote::quote;

use crate::{
    emit::{media::media_words, models::constraints, names::ident, words::doc},
    ir::{Api, Content, MediaKind, Operation, Part, PartKind},
};

use super::{call::Call, parameter::Written, rust::RustType};

/// What a caller may send as the body of an operation.
#[derive(Clone, Debug)]
pub(in crate::emit) struct Bodies<'a> {
    /// Bodies of one value, the preferred one first.
    pub(in crate::emit) whole: Vec<Whole<'a>>,
    /// The form, where the contract takes one.
    pub(super) form: Option<Form<'a>>,
    /// Whether a call without a body is refused.
    pub(super) required: bool,
    /// What is lost, one fragment each.
    pub(super) losses: Vec<String>,
}

/// A body of one value.
#[derive(Clone, Debug)]
pub(in crate::emit) struct Whole<'a> {
    /// The Rust variant, where there is a choice.
    pub(super) variant: String,
    /// As the contract declares it; several only of bytes, which are sent under whichever type they have.
    pub(in crate::emit) contents: Vec<&'a Content>,
    pub(super) ty: RustType,
    /// The type without aliases, since two names of one type are one type.
    bare: RustType,
}

/// A form, and what its parts are in Rust.
#[derive(Clone, Debug)]
pub(in crate::emit) struct Form<'a> {
    pub(super) content: &'a Content,
    pub(super) parts: Vec<FormPart<'a>>,
}

/// A part of a form.
#[derive(Clone, Debug)]
pub(in crate::emit) struct FormPart<'a> {
    pub(super) declared: &'a Part,
    pub(super) ty: RustType,
    /// What a value must be, one line each.
    pub(super) notes: Vec<String>,
}

impl<'a> Bodies<'a> {
    pub(super) fn of(api: &Api, operation: &'a Operation) -> Self {
        let mut contents = operation.body.iter();
        let form = contents.find(|content| content.kind == MediaKind::Multipart);
        let mut losses = Vec::new();
        if form.is_some_and(|form| form.parts.is_empty()) {
            losses.push("its form declares no parts, so an empty one is sent".to_owned());
        }
        Self {
            whole: whole(api, operation),
            form: form.map(|content| Form {
                content,
                parts: { content.parts.iter() }
                    .map(|part| FormPart::of(api, part))
                    .collect(),
            }),
            required: operation.body_required,
            losses,
        }
    }

    /// True when a body of one value has one of several media types.
    pub(super) fn is_choice(&self) -> bool {
        self.whole.len() > 1
    }

    /// The parts of the form, where there is one.
    pub(super) fn parts(&self) -> impl Iterator<Item = &FormPart<'a>> {
        self.form.iter().flat_map(|form| &form.parts)
    }
}

impl<'a> FormPart<'a> {
    fn of(api: &Api, declared: &'a Part) -> Self {
        let ty = match (declared.kind, declared.repeated) {
            (PartKind::File, false) => RustType::new(quote!(rtc::Upload)),
            (PartKind::File, true) => RustType::new(quote!(Vec<rtc::Upload>)),
            _ => RustType::of(api, &declared.schema.ty),
        };
        Self {
            declared,
            ty,
            notes: constraints(api, &declared.schema.ty),
        }
    }
}

/// JSON first, then what has a structure; all kinds of bytes are one body.
fn whole<'a>(api: &Api, operation: &'a Operation) -> Vec<Whole<'a>> {
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
    let mut whole: Vec<Whole<'a>> = Vec::new();
    for content in &contents {
        match whole.last_mut() {
            Some(bytes) if is_bytes(content.kind) && is_bytes(bytes.first().kind) => {
                bytes.contents.push(content);
            }
            _ => whole.push(Whole::of(api, content)),
        }
    }
    let kinds: Vec<(MediaKind, &str)> = whole
        .iter()
        .map(|one| match one.first().kind {
            kind if is_bytes(kind) => (MediaKind::Bytes, ""),
            kind => (kind, one.first().media_type.as_str()),
        })
        .collect();
    for (index, word) in media_words(&kinds).into_iter().enumerate() {
        whole[index].variant = word;
    }
    whole
}

/// A body of events is sent as the bytes that it is.
fn is_bytes(kind: MediaKind) -> bool {
    matches!(kind, MediaKind::Bytes | MediaKind::Events)
}

impl<'a> Whole<'a> {
    fn of(api: &Api, content: &'a Content) -> Self {
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
            contents: vec![content],
            ty,
            bare,
        }
    }

    /// The content, the first one where there are several.
    pub(in crate::emit) fn first(&self) -> &'a Content {
        self.contents[0]
    }

    /// The media types that it may be sent as.
    pub(in crate::emit) fn media_types(&self) -> impl Iterator<Item = &str> {
        { self.contents.iter() }.map(|content| content.media_type.as_str())
    }

    /// The expression that makes a payload of `value`.
    pub(super) fn emit_payload(&self, value: &TokenStream) -> TokenStream {
        let (content, media_types) = (self.first(), self.media_types());
        let sent = content.sent_media_type();
        match content.kind {
            MediaKind::Json => quote!(rtc::Payload::json(#sent, &#value)?),
            MediaKind::Form => {
                let encodings = content.encodings.iter().map(|encoding| {
                    let (name, written) = (&encoding.wire, Written::of_encoding(encoding));
                    quote!((#name, #written))
                });
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
        let media_types: Vec<String> = { whole.media_types() }
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
