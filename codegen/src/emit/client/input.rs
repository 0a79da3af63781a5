//! What a caller gives to a builder, and how each of it is written.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::names::{ident, plain},
    ir::{Location, PartKind},
};

use super::{
    body::FormPart,
    call::Call,
    parameter::{Given, split_path},
    rust::RustType,
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
    /// What a value must be, one line each.
    pub(super) notes: Vec<String>,
    /// Where it goes.
    target: Target,
}

/// Where a value goes.
enum Target {
    Parameter(Given),
    Part(FormPart),
    Body,
}

/// Everything that the builder of an operation takes, in order.
pub(super) fn inputs(call: &Call<'_>) -> Vec<Input> {
    let mut taken: BTreeSet<String> = TAKEN.map(str::to_owned).into();
    let mut inputs: Vec<Input> = call
        .parameters
        .iter()
        .map(|given| of_parameter(given, &mut taken))
        .collect();
    inputs.extend(of_body(call));
    let parts = call.bodies.form.iter().flatten();
    inputs.extend(parts.map(|part| of_part(part, &mut taken)));
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
            let (name, written) = (&given.wire, given.written);
            statements.extend(quote!(draft.variable(#name, &#field, #written)?;));
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
    /// What it is, in the words of its setter's documentation.
    pub(super) fn about(&self) -> String {
        match self.target {
            Target::Body => "the body".to_owned(),
            Target::Parameter(_) | Target::Part(_) => format!("`{}`", self.wire),
        }
    }

    /// The statement that takes the value out of its slot.
    pub(super) fn emit_take(&self) -> TokenStream {
        let field = &self.field;
        match self.required {
            true => quote!(let #field = self.#field.required()?;),
            false => quote!(let #field = self.#field.optional()?;),
        }
    }

    /// Where a parameter travels.
    pub(super) fn location(&self) -> Option<Location> {
        match &self.target {
            Target::Parameter(given) => Some(given.location),
            Target::Part(_) | Target::Body => None,
        }
    }

    /// True for a part of a form.
    pub(super) fn is_part(&self) -> bool {
        matches!(self.target, Target::Part(_))
    }

    /// True for a parameter.
    pub(super) fn is_parameter(&self) -> bool {
        matches!(self.target, Target::Parameter(_))
    }

    /// The statement that writes a query parameter, a header or a cookie; nothing for what is written elsewhere.
    pub(super) fn emit_parameter(&self) -> TokenStream {
        let Target::Parameter(given) = &self.target else {
            return TokenStream::new();
        };
        let (name, field, written) = (&given.wire, &self.field, given.written);
        let way = match given.location {
            // It is written where the path has it.
            Location::Path => return TokenStream::new(),
            Location::Query => quote!(query),
            Location::Header => quote!(header),
            Location::Cookie => quote!(cookie),
        };
        quote!(draft.#way(#name, &#field, #written)?;)
    }

    /// The statement that adds a part to `form`.
    pub(super) fn emit_part(&self) -> TokenStream {
        let Target::Part(part) = &self.target else {
            return TokenStream::new();
        };
        let (name, field, media_types) = (&self.wire, &self.field, &part.media_types);
        let media_types = quote!(&[#(#media_types),*]);
        let add = |value: TokenStream| match part.kind {
            PartKind::File => quote!(form.file(#name, #value, #media_types);),
            PartKind::Json => quote!(form.json(#name, &#value, #media_types)?;),
            PartKind::Text => quote!(form.field(#name, &#value, #media_types)?;),
        };
        if part.repeated {
            let (items, add) = (self.each(), add(quote!(item)));
            quote!(for item in #items { #add })
        } else {
            add(quote!(#field))
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
        notes: given.notes.clone(),
        target: Target::Parameter(given.clone()),
    }
}

fn of_part(part: &FormPart, taken: &mut BTreeSet<String>) -> Input {
    Input {
        field: field(&part.name, taken),
        wire: part.wire.clone(),
        ty: part.ty.clone(),
        required: part.required,
        description: part.description.clone(),
        notes: part.notes.clone(),
        target: Target::Part(part.clone()),
    }
}

fn of_body(call: &Call<'_>) -> Option<Input> {
    let bodies = &call.bodies;
    let first = bodies.whole.first()?;
    let ty = if bodies.is_choice() {
        let name = ident(&call.title.body);
        RustType::new(quote!(#name))
    } else {
        first.ty.clone()
    };
    Some(Input {
        field: ident("body"),
        wire: "body".to_owned(),
        ty,
        // A form is the other way to send a body.
        required: bodies.required && bodies.form.is_none(),
        description: String::new(),
        notes: Vec::new(),
        target: Target::Body,
    })
}

/// A field of its own for a name; raw identifiers stay raw.
fn field(name: &str, taken: &mut BTreeSet<String>) -> Ident {
    ident(&claim(taken, plain(name)))
}
