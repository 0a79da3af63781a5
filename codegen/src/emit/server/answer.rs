//! The answers of success: an enum with one variant per declared status and media type, and how each goes on the wire.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs::doc;
use super::owned;
use super::rust::rust_type;
use crate::emit::names::ident;
use crate::ir::{Api, Content, Header, MediaKind, Operation, Response, Schema, StatusKey};

/// `XResponse` and its way onto the wire.
pub(super) fn emit_answers(api: &Api, operation: &Operation) -> TokenStream {
    let name = format_ident!("{}Response", operation.stem);
    let variants = answers_of(api, operation);
    let declarations = variants.iter().map(Variant::declaration);
    let arms = variants.iter().map(Variant::arm);
    let about = format!("What `{}` answers when it succeeds.", operation.method_name);
    let about = doc([about]);
    quote! {
        #about
        #[derive(Clone, Debug, PartialEq)]
        pub enum #name { #(#declarations),* }

        impl rts::Reply for #name {
            fn reply(self) -> Result<rts::Answer, rts::Failure> {
                match self { #(#arms),* }
            }
        }
    }
}

/// Every answer of success that a handler may choose.
pub(in crate::emit) fn answers_of<'a>(api: &'a Api, operation: &'a Operation) -> Vec<Variant<'a>> {
    owned::successes(operation)
        .flat_map(|response| variants_of(api, response))
        .collect()
}

/// One variant: a status with one media type.
pub(in crate::emit) struct Variant<'a> {
    api: &'a Api,
    response: &'a Response,
    content: Option<&'a Content>,
    name: Ident,
}

/// The variants of a declared answer: one per media type.
pub(super) fn variants_of<'a>(api: &'a Api, response: &'a Response) -> Vec<Variant<'a>> {
    let contents: Vec<&Content> = owned::given_contents(response).collect();
    let variant = |content: Option<&'a Content>, name: String| Variant {
        api,
        response,
        content,
        name: ident(&name),
    };
    match contents.as_slice() {
        [] => vec![variant(None, response.name.clone())],
        [content] => vec![variant(Some(content), response.name.clone())],
        several => several
            .iter()
            .map(|content| {
                variant(
                    Some(content),
                    format!("{}{}", response.name, media_suffix(several, content)),
                )
            })
            .collect(),
    }
}

/// A word for a media type among others: its kind, or its own name where two have that kind.
pub(super) fn media_suffix(among: &[&Content], content: &Content) -> String {
    let kind = match content.kind {
        MediaKind::Json => "Json",
        MediaKind::Form => "Form",
        MediaKind::Multipart => "Multipart",
        MediaKind::Text => "Text",
        MediaKind::Events => "Events",
        MediaKind::Bytes => "Bytes",
    };
    if among
        .iter()
        .filter(|other| other.kind == content.kind)
        .count()
        == 1
    {
        return kind.to_owned();
    }
    let words = content
        .media_type
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(|word| word[..1].to_ascii_uppercase() + &word[1..])
        .collect()
}

/// A field of an answer that a handler fills in.
pub(in crate::emit) enum Slot<'a> {
    Status(StatusKey),
    Body(&'a Content),
    Header(&'a Header),
}

impl<'a> Variant<'a> {
    /// What a handler fills in.
    pub(in crate::emit) fn slots(&self) -> Vec<Slot<'a>> {
        let status = (!matches!(self.response.status, StatusKey::Code(_)))
            .then_some(Slot::Status(self.response.status));
        let body = self.content.map(Slot::Body);
        let headers = owned::given_headers(self.response).map(Slot::Header);
        status.into_iter().chain(body).chain(headers).collect()
    }

    /// The expression that builds it from one value per slot.
    pub(in crate::emit) fn built(
        &self,
        answers: &TokenStream,
        values: &[TokenStream],
    ) -> TokenStream {
        let name = &self.name;
        let fields = self.fields();
        let idents = fields.iter().map(|field| &field.ident);
        match (fields.as_slice(), values) {
            ([], _) => quote!(#answers::#name),
            ([field], [value]) if field.role == Role::Body => quote!(#answers::#name(#value)),
            _ => quote!(#answers::#name { #(#idents: #values),* }),
        }
    }

    /// The status that it answers; of several the first.
    pub(in crate::emit) fn status(&self) -> StatusKey {
        self.response.status
    }

    /// The variant in its enum.
    pub(super) fn declaration(&self) -> TokenStream {
        let name = &self.name;
        let docs = doc([format!(
            "`{}` {}",
            status_text(self.response.status),
            self.response.description
        )]);
        let fields = self.fields();
        match fields.as_slice() {
            [] => quote!(#docs #name),
            [field] if field.role == Role::Body => {
                let ty = &field.ty;
                quote!(#docs #name(#ty))
            }
            fields => {
                let fields = fields.iter().map(
                    |Field {
                         ident, ty, docs, ..
                     }| quote!(#docs #ident: #ty),
                );
                quote!(#docs #name { #(#fields),* })
            }
        }
    }

    /// The arm that turns it into an answer.
    pub(super) fn arm(&self) -> TokenStream {
        let pattern = self.pattern();
        let value = self.value();
        quote!(#pattern => #value)
    }

    /// The arm that turns it into a refusal.
    pub(super) fn refusing_arm(&self) -> TokenStream {
        let pattern = self.pattern();
        let value = self.value();
        quote!(#pattern => rts::Refused::encoded(#value))
    }

    fn pattern(&self) -> TokenStream {
        let name = &self.name;
        let fields = self.fields();
        let idents = fields.iter().map(|field| &field.ident);
        match fields.as_slice() {
            [] => quote!(Self::#name),
            [field] if field.role == Role::Body => quote!(Self::#name(body)),
            _ => quote!(Self::#name { #(#idents),* }),
        }
    }

    fn value(&self) -> TokenStream {
        let status = match self.response.status {
            StatusKey::Code(code) => {
                let code = Literal::u16_unsuffixed(code);
                quote!(#code)
            }
            StatusKey::Range(_) | StatusKey::Default => quote!(status),
        };
        let answer = match self.content {
            None => quote!(rts::Answer::empty(#status)),
            Some(content) => {
                let media = sent_media_type(content);
                match content.kind {
                    MediaKind::Json if content.media_type == "application/json" => {
                        quote!(rts::Answer::json(#status, &body))
                    }
                    MediaKind::Json => quote!(rts::Answer::json_as(#status, #media, &body)),
                    MediaKind::Text => quote!(rts::Answer::text(#status, #media, body)),
                    MediaKind::Form
                    | MediaKind::Multipart
                    | MediaKind::Events
                    | MediaKind::Bytes => {
                        quote!(rts::Answer::bytes(#status, #media, body))
                    }
                }
            }
        };
        let mut headers = owned::given_headers(self.response).peekable();
        if headers.peek().is_none() {
            return answer;
        }
        let headers = headers.map(header_call);
        quote!(#answer #(#headers)*)
    }

    fn fields(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        if !matches!(self.response.status, StatusKey::Code(_)) {
            fields.push(Field::new(
                "status",
                quote!(u16),
                "The status, one of those that this answer stands for.",
            ));
        }
        if let Some(content) = self.content {
            fields.push(Field {
                role: Role::Body,
                ..Field::new("body", body_type(self.api, content), "The body.")
            });
        }
        for header in owned::given_headers(self.response) {
            let ty = header_type(header);
            let about = header.description.clone().unwrap_or_default();
            let about = format!("The header `{}`. {about}", header.wire);
            fields.push(Field {
                ident: header_ident(header),
                ..Field::new("header", ty, &about)
            });
        }
        fields
    }
}

/// The type that carries a body.
pub(super) fn body_type(api: &Api, content: &Content) -> TokenStream {
    match (content.kind, &content.schema) {
        (MediaKind::Json, Some(schema)) => rust_type(api, schema),
        (MediaKind::Json, None) => quote!(serde_json::Value),
        (MediaKind::Text, _) => quote!(String),
        (MediaKind::Form | MediaKind::Multipart | MediaKind::Events | MediaKind::Bytes, _) => {
            quote!(rts::Bytes)
        }
    }
}

/// A status as people write it.
pub(super) fn status_text(status: StatusKey) -> String {
    match status {
        StatusKey::Code(code) => code.to_string(),
        StatusKey::Range(hundreds) => format!("{hundreds}XX"),
        StatusKey::Default => "default".to_owned(),
    }
}

struct Field {
    ident: Ident,
    ty: TokenStream,
    docs: TokenStream,
    role: Role,
}

#[derive(PartialEq)]
enum Role {
    Body,
    Beside,
}

impl Field {
    fn new(name: &str, ty: TokenStream, about: &str) -> Self {
        Self {
            ident: ident(name),
            ty,
            docs: doc([about]),
            role: Role::Beside,
        }
    }
}

/// Headers are text on the wire; what the handler gives is whatever writes itself as text.
fn header_type(header: &Header) -> TokenStream {
    let ty = scalar_type(&header.schema);
    if header.required {
        ty
    } else {
        quote!(Option<#ty>)
    }
}

fn scalar_type(schema: &Schema) -> TokenStream {
    match &schema.ty {
        crate::ir::Type::Integer(_) => quote!(i64),
        crate::ir::Type::Boolean => quote!(bool),
        _ => quote!(String),
    }
}

fn header_call(header: &Header) -> TokenStream {
    let wire = &header.wire;
    let field = header_ident(header);
    match header.required {
        true => quote!(.and_then(|answer| answer.header(#wire, #field))),
        false => quote!(.and_then(|answer| answer.header_if(#wire, #field))),
    }
}

/// A range of media types says nothing of the one that is sent.
fn sent_media_type(content: &Content) -> &str {
    if content.media_type.contains('*') {
        "application/octet-stream"
    } else {
        &content.media_type
    }
}

/// The field of a header; the body and the status have theirs already.
fn header_ident(header: &Header) -> Ident {
    match header.name.as_str() {
        "body" | "status" => format_ident!("{}_header", header.name),
        name => ident(name),
    }
}
