//! What a caller gives to a builder, and how each of it is written.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::names::{ident, plain},
    ir::{Content, Location, MediaKind, Part},
};

use crate::emit::client::{
    lane::Call,
    parameter::{Given, StyleTokens, split_path},
    rust::{Class, RustType},
    title::claim,
};

/// Methods that every builder has.
const TAKEN: [&str; 6] = ["client", "draft", "new", "send", "self", "body"];

/// Something that a caller gives.
pub(super) struct Input {
    pub(super) field: Ident,
    /// What the contract calls it.
    pub(super) wire: String,
    pub(super) ty: RustType,
    pub(super) required: bool,
    pub(super) description: String,
    /// Where it goes.
    pub(super) target: Target,
}

/// Where a value goes.
pub(super) enum Target {
    Parameter(Given),
    Part {
        class: Class,
        media_types: Vec<String>,
    },
    Body {
        kind: MediaKind,
        media_types: Vec<String>,
    },
}

/// Everything that the builder of an operation takes, in order.
pub(super) fn inputs(call: &Call<'_>) -> Vec<Input> {
    let mut taken: BTreeSet<String> = TAKEN.map(str::to_owned).into();
    let mut inputs: Vec<Input> = call
        .parameters
        .iter()
        .map(|given| of_parameter(given, &mut taken))
        .collect();
    match call.body {
        Some(body) if body.kind == MediaKind::Multipart => {
            inputs.extend(
                call.parts
                    .iter()
                    .zip(&body.parts)
                    .map(|((ty, class), part)| of_part(part, ty, *class, &mut taken)),
            );
        }
        Some(body) => inputs.push(of_body(call, body)),
        None => {}
    }
    inputs
}

/// Statements that write the path, its variables in their places.
pub(super) fn emit_path(call: &Call<'_>, inputs: &[Input]) -> TokenStream {
    let (variables, pieces) = split_path(&call.operation.path);
    let mut statements = TokenStream::new();
    for (index, piece) in pieces.iter().enumerate() {
        if !piece.is_empty() {
            statements.extend(quote!(draft.path(#piece);));
        }
        let variable = variables
            .get(index)
            .and_then(|name| path_input(inputs, name));
        if let Some((given, field)) = variable {
            let (name, style, explode) = (&given.wire, StyleTokens(given.style), given.explode);
            statements.extend(quote!(draft.variable(#name, &#field, rtc::#style, #explode)?;));
        }
    }
    statements
}

fn path_input<'a>(inputs: &'a [Input], name: &str) -> Option<(&'a Given, &'a Ident)> {
    inputs.iter().find_map(|input| match &input.target {
        Target::Parameter(given) if given.location == Location::Path && given.wire == name => {
            Some((given, &input.field))
        }
        _ => None,
    })
}

impl Input {
    /// The statement that takes the value out of its slot.
    pub(super) fn emit_take(&self) -> TokenStream {
        let field = &self.field;
        match self.required {
            true => quote!(let #field = self.#field.required()?;),
            false => quote!(let #field = self.#field.optional()?;),
        }
    }

    /// The statement that writes a query parameter, a header or a cookie; nothing for what is written elsewhere.
    pub(super) fn emit_parameter(&self) -> TokenStream {
        let Target::Parameter(given) = &self.target else {
            return TokenStream::new();
        };
        let (name, field, explode) = (&given.wire, &self.field, given.explode);
        match given.location {
            Location::Path => TokenStream::new(),
            Location::Query => {
                let style = StyleTokens(given.style);
                quote!(draft.query(#name, &#field, rtc::#style, #explode)?;)
            }
            Location::Header => quote!(draft.header(#name, &#field, #explode)?;),
            Location::Cookie => quote!(draft.cookie(#name, &#field)?;),
        }
    }

    /// The statement that adds a part to `form`.
    pub(super) fn emit_part(&self) -> TokenStream {
        let Target::Part { class, media_types } = &self.target else {
            return TokenStream::new();
        };
        let (name, field) = (&self.wire, &self.field);
        let as_json = media_types.iter().any(|media| media == "application/json");
        match class {
            Class::Binary => quote!(form.file(#name, #field, &[#(#media_types),*]);),
            Class::BinaryList => {
                let files = self.each();
                quote!(for file in #files { form.file(#name, file, &[#(#media_types),*]); })
            }
            Class::List => {
                let items = self.each();
                quote!(for item in #items { form.json(#name, &item)?; })
            }
            Class::Object => quote!(form.json(#name, &#field)?;),
            _ if as_json => quote!(form.json(#name, &#field)?;),
            _ => quote!(form.field(#name, &#field)?;),
        }
    }

    /// The statement that sets a body of one piece.
    pub(super) fn emit_body(&self) -> TokenStream {
        let Target::Body { kind, media_types } = &self.target else {
            return TokenStream::new();
        };
        let field = &self.field;
        let first = media_types
            .first()
            .map_or("application/octet-stream", String::as_str);
        let value = if self.required {
            quote!(&#field)
        } else {
            quote!(&value)
        };
        let owned = if self.required {
            quote!(#field)
        } else {
            quote!(value)
        };
        let payload = match kind {
            MediaKind::Json => quote!(rtc::Payload::json(#first, #value)?),
            MediaKind::Form => quote!(rtc::Payload::form(#value)?),
            MediaKind::Text => quote!(rtc::Payload::text(#first, #owned)),
            MediaKind::Bytes | MediaKind::Events | MediaKind::Multipart => {
                quote!(rtc::Payload::upload(#owned, &[#(#media_types),*]))
            }
        };
        match self.required {
            true => quote!(draft.body(#payload);),
            false => quote!(if let Some(value) = #field { draft.body(#payload); }),
        }
    }

    fn each(&self) -> TokenStream {
        let field = &self.field;
        if self.required {
            quote!(#field)
        } else {
            quote!(#field.into_iter().flatten())
        }
    }
}

fn of_parameter(given: &Given, taken: &mut BTreeSet<String>) -> Input {
    Input {
        field: field(&given.name, taken),
        wire: given.wire.clone(),
        ty: given.ty.clone(),
        required: given.required || given.location == Location::Path,
        description: given.description.clone().unwrap_or_default(),
        target: Target::Parameter(given.clone()),
    }
}

fn of_part(part: &Part, ty: &RustType, class: Class, taken: &mut BTreeSet<String>) -> Input {
    Input {
        field: field(&part.name, taken),
        wire: part.wire.clone(),
        ty: match class {
            Class::Binary => RustType::new(quote!(rtc::Upload)),
            Class::BinaryList => RustType::new(quote!(Vec<rtc::Upload>)),
            _ => ty.clone(),
        },
        required: part.required,
        description: part.schema.description.clone().unwrap_or_default(),
        target: Target::Part {
            class,
            media_types: part.media_types.clone(),
        },
    }
}

fn of_body(call: &Call<'_>, body: &Content) -> Input {
    let ty = match body.kind {
        MediaKind::Json | MediaKind::Form => call.body_type.clone().unwrap_or_else(RustType::any),
        MediaKind::Text => RustType::new(quote!(String)),
        MediaKind::Bytes | MediaKind::Events | MediaKind::Multipart => {
            RustType::new(quote!(rtc::Upload))
        }
    };
    let bytes = call
        .operation
        .body
        .iter()
        .filter(|content| content.kind == MediaKind::Bytes);
    let media_types = match body.kind {
        MediaKind::Bytes => bytes.map(|content| content.media_type.clone()).collect(),
        _ => vec![body.media_type.clone()],
    };
    Input {
        field: ident("body"),
        wire: "body".to_owned(),
        ty,
        required: call.operation.body_required,
        description: String::new(),
        target: Target::Body {
            kind: body.kind,
            media_types,
        },
    }
}

/// A field of its own for a name; raw identifiers stay raw.
fn field(name: &str, taken: &mut BTreeSet<String>) -> Ident {
    ident(&claim(taken, plain(name)))
}
