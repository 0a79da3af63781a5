//! The answers of success: an enum with one variant per declared status and media type, and how each goes on the wire.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::docs::doc;
use super::rust::{bare_type, rust_type};
use super::{owned, parameter};
use crate::emit::media::content_word;
use crate::emit::names::ident;
use crate::ir::{Api, Content, Header, MediaKind, Operation, Response, StatusKey, Type};

/// `XResponse` and its way onto the wire.
pub(super) fn emit_answers(api: &Api, operation: &Operation) -> TokenStream {
    let name = format_ident!("{}Response", operation.stem);
    let variants = answers_of(api, operation);
    let declarations = variants.iter().map(Variant::declaration);
    let arms = variants.iter().map(Variant::arm);
    let about = format!("What `{}` answers when it succeeds.", operation.method_name);
    let about = doc([about]);
    let derives = derives(variants.iter().any(Variant::is_streamed));
    quote! {
        #about
        #derives
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
        .flat_map(|response| variants_of(api, operation, response))
        .collect()
}

/// A stream has no copy, and two are never the same.
fn derives(is_streamed: bool) -> TokenStream {
    if is_streamed {
        quote!(#[derive(Debug)])
    } else {
        quote!(#[derive(Clone, Debug, PartialEq)])
    }
}

/// One variant: a status with one media type.
pub(in crate::emit) struct Variant<'a> {
    api: &'a Api,
    operation: &'a Operation,
    response: &'a Response,
    content: Option<&'a Content>,
    /// What tells it from the other media types of its answer.
    word: String,
    name: Ident,
}

/// The variants of a declared answer: one per media type.
pub(super) fn variants_of<'a>(
    api: &'a Api,
    operation: &'a Operation,
    response: &'a Response,
) -> Vec<Variant<'a>> {
    let contents: Vec<&Content> = owned::given_contents(response).collect();
    let variant = |content: Option<&'a Content>, word: String| Variant {
        api,
        operation,
        response,
        content,
        name: ident(&format!("{}{word}", response.name)),
        word,
    };
    match contents.as_slice() {
        [] => vec![variant(None, String::new())],
        [content] => vec![variant(Some(content), String::new())],
        several => several
            .iter()
            .map(|content| variant(Some(content), content_word(several, content)))
            .collect(),
    }
}

/// A field of an answer that a handler fills in.
pub(in crate::emit) enum Slot<'a> {
    Status(StatusKey),
    Body(&'a Content),
    Header(&'a Header),
}

impl<'a> Variant<'a> {
    /// Whether its body travels as a stream.
    pub(in crate::emit) fn is_streamed(&self) -> bool {
        self.content
            .is_some_and(|content| self.operation.is_streamed(content))
    }

    /// What a handler fills in.
    pub(in crate::emit) fn slots(&self) -> Vec<Slot<'a>> {
        let status = (!matches!(self.response.status, StatusKey::Code(_)))
            .then_some(Slot::Status(self.response.status));
        let body = self.content.map(Slot::Body);
        let headers = owned::given_headers(self.response).map(Slot::Header);
        status.into_iter().chain(body).chain(headers).collect()
    }

    /// The expression that builds it from one value per slot; `api` is the module of the server.
    pub(in crate::emit) fn built(&self, api: &TokenStream, values: &[TokenStream]) -> TokenStream {
        let answers = format_ident!("{}Response", self.operation.stem);
        let name = &self.name;
        let fields = self.fields();
        let idents = fields.iter().map(|field| &field.ident);
        match (fields.as_slice(), values, self.shared()) {
            ([], ..) => quote!(#api::#answers::#name),
            ([field], [value], _) if field.role == Role::Body => {
                quote!(#api::#answers::#name(#value))
            }
            (.., Some(shared)) => {
                quote!(#api::#answers::#name(#api::#shared { #(#idents: #values),* }))
            }
            _ => quote!(#api::#answers::#name { #(#idents: #values),* }),
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
            self.response.status, self.response.description
        )]);
        let fields = self.fields();
        match fields.as_slice() {
            [] => quote!(#docs #name),
            [field] if field.role == Role::Body => {
                let ty = &field.ty;
                quote!(#docs #name(#ty))
            }
            _ => match (self.shared(), self.emit_fields()) {
                (Some(shared), _) => quote!(#docs #name(super::#shared)),
                (None, fields) => quote!(#docs #name { #fields }),
            },
        }
    }

    /// The word of its media type, where its answer has several.
    pub(super) fn word(&self) -> &str {
        &self.word
    }

    /// Its fields; none where it carries nothing or a body alone.
    pub(super) fn emit_fields(&self) -> Option<TokenStream> {
        self.emit_members(&TokenStream::new())
    }

    /// The struct that operations with this answer share, and its name; none where each of them has its own fields.
    pub(super) fn emit_shared(&self) -> Option<(String, TokenStream)> {
        let name = self.shared()?;
        let members = self.emit_members(&quote!(pub))?;
        let docs = doc([self.response.description.clone()]);
        let derives = derives(self.is_streamed());
        let item = quote!(#docs #derives pub struct #name { #members });
        Some((name.to_string(), item))
    }

    fn emit_members(&self, visibility: &TokenStream) -> Option<TokenStream> {
        let fields = self.fields();
        if let []
        | [
            Field {
                role: Role::Body, ..
            },
        ] = fields.as_slice()
        {
            return None;
        }
        let members = fields.iter().map(
            |Field {
                 ident, ty, docs, ..
             }| quote!(#docs #visibility #ident: #ty),
        );
        Some(quote!(#(#members),*))
    }

    /// The struct that holds its fields for several operations.
    fn shared(&self) -> Option<Ident> {
        let component = self.response.component.as_ref()?;
        self.emit_fields()?;
        Some(format_ident!("{component}{}", self.word))
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
        match self.response.status {
            // A status that is none of its range is a failure, which has to leave the arm alone.
            StatusKey::Range(_) => quote!(#pattern => rts::Refused::encoded((|| #value)())),
            _ => quote!(#pattern => rts::Refused::encoded(#value)),
        }
    }

    fn pattern(&self) -> TokenStream {
        let name = &self.name;
        let fields = self.fields();
        let idents = fields.iter().map(|field| &field.ident);
        match fields.as_slice() {
            [] => quote!(Self::#name),
            [field] if field.role == Role::Body => quote!(Self::#name(body)),
            _ => match self.shared() {
                Some(shared) => quote!(Self::#name(super::#shared { #(#idents),* })),
                None => quote!(Self::#name { #(#idents),* }),
            },
        }
    }

    fn value(&self) -> TokenStream {
        let status = match self.response.status {
            StatusKey::Code(code) => {
                let code = Literal::u16_unsuffixed(code);
                quote!(#code)
            }
            StatusKey::Range(hundreds) => {
                let hundreds = Literal::u8_unsuffixed(hundreds);
                quote!(rts::status_in(#hundreds, status)?)
            }
            StatusKey::Default => quote!(status),
        };
        let answer = match self.content {
            None => quote!(rts::Answer::empty(#status)),
            Some(content) => self.body_value(content, &status),
        };
        let mut headers = owned::given_headers(self.response).peekable();
        if headers.peek().is_none() {
            return answer;
        }
        let headers = headers.map(|header| header_call(self.api, header));
        quote!(#answer #(#headers)*)
    }

    fn body_value(&self, content: &Content, status: &TokenStream) -> TokenStream {
        let media = content.sent_media_type();
        let is_text = matches!(
            content.schema.as_ref().map(|schema| &schema.ty),
            None | Some(Type::Text(_))
        );
        match content.kind {
            MediaKind::Json if media == "application/json" => {
                quote!(rts::Answer::json(#status, &body))
            }
            MediaKind::Json => quote!(rts::Answer::json_as(#status, #media, &body)),
            MediaKind::Text => quote!(rts::Answer::text(#status, #media, body)),
            MediaKind::Events if is_text => quote!(rts::Answer::text_events(#status, body)),
            MediaKind::Events => quote!(rts::Answer::events(#status, body)),
            MediaKind::Form | MediaKind::Multipart | MediaKind::Bytes
                if self.operation.is_streamed(content) =>
            {
                quote!(rts::Answer::stream(#status, #media, body))
            }
            MediaKind::Form | MediaKind::Multipart | MediaKind::Bytes => {
                quote!(rts::Answer::bytes(#status, #media, body))
            }
        }
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
                ..Field::new(
                    "body",
                    body_type(self.api, self.operation, content),
                    "The body.",
                )
            });
        }
        for header in owned::given_headers(self.response) {
            let ty = header_type(self.api, header);
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
pub(super) fn body_type(api: &Api, operation: &Operation, content: &Content) -> TokenStream {
    match (content.kind, &content.schema) {
        (MediaKind::Json, Some(schema)) => rust_type(api, schema),
        (MediaKind::Json, None) => quote!(serde_json::Value),
        (MediaKind::Text, Some(schema)) => bare_type(api, &schema.ty),
        (MediaKind::Text, None) => quote!(String),
        (MediaKind::Events, Some(schema)) if !matches!(schema.ty, Type::Text(_)) => {
            let data = rust_type(api, schema);
            quote!(rts::Events<#data>)
        }
        (MediaKind::Events, _) => quote!(rts::Events<String>),
        _ if operation.is_streamed(content) => quote!(rts::ByteStream),
        _ => quote!(rts::Bytes),
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

fn header_type(api: &Api, header: &Header) -> TokenStream {
    let ty = bare_type(api, &header.schema.ty);
    if header.required {
        ty
    } else {
        quote!(Option<#ty>)
    }
}

fn header_call(api: &Api, header: &Header) -> TokenStream {
    let (wire, explode) = (&header.wire, header.explode);
    let field = header_ident(header);
    if header
        .media
        .as_ref()
        .is_some_and(|media| media.kind == MediaKind::Json)
    {
        return quote!(.and_then(|answer| answer.header_json(#wire, &#field)));
    }
    match (parameter::is_plain(api, &header.schema), header.required) {
        (true, true) => quote!(.and_then(|answer| answer.header(#wire, #field))),
        (true, false) => quote!(.and_then(|answer| answer.header_if(#wire, #field))),
        (false, _) => quote!(.and_then(|answer| answer.header_value(#wire, #explode, &#field))),
    }
}

/// The field of a header; the body and the status have theirs already.
fn header_ident(header: &Header) -> Ident {
    match header.name.as_str() {
        "body" | "status" => format_ident!("{}_header", header.name),
        name => ident(name),
    }
}
