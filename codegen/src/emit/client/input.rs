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
const TAKEN: [&str; 7] = ["client", "draft", "new", "send", "send_raw", "self", "body"];

/// Something that a caller gives.
pub(super) struct Input<'c> {
    pub(super) field: Ident,
    /// What the contract calls it.
    pub(super) wire: &'c str,
    pub(super) ty: RustType,
    pub(super) required: bool,
    /// Where it goes.
    pub(super) target: Target<'c>,
}

/// Where a value goes.
pub(super) enum Target<'c> {
    Parameter(&'c Given<'c>),
    Part(&'c FormPart<'c>),
    Body,
}

/// Everything that the builder of an operation takes, in order.
pub(super) fn inputs<'c>(call: &'c Call<'c>) -> Vec<Input<'c>> {
    let mut taken: BTreeSet<String> = TAKEN.map(str::to_owned).into();
    let mut inputs: Vec<Input<'c>> = call
        .parameters
        .iter()
        .map(|given| of_parameter(given, &mut taken))
        .collect();
    inputs.extend(of_body(call));
    inputs.extend(call.bodies.parts().map(|part| of_part(part, &mut taken)));
    inputs
}

/// Statements that write the path, its variables in their places.
pub(super) fn emit_path(call: &Call<'_>, inputs: &[Input<'_>]) -> TokenStream {
    let (variables, pieces) = split_path(&call.operation.path);
    let mut statements = TokenStream::new();
    for (index, piece) in pieces.iter().enumerate() {
        if !piece.is_empty() {
            statements.extend(quote!(draft.path(#piece);));
        }
        let variable = variables.get(index).and_then(|name| {
            { inputs.iter() }
                .find(|input| input.location() == Some(Location::Path) && input.wire == *name)
        });
        if let Some(Input {
            field,
            target: Target::Parameter(given),
            ..
        }) = variable
        {
            let (name, written) = (given.wire, given.written);
            statements.extend(quote!(draft.variable(#name, &#field, #written)?;));
        }
    }
    statements
}

impl Input<'_> {
    /// What it is, in the words of its setter's documentation.
    pub(super) fn about(&self) -> String {
        match self.target {
            Target::Body => "the body".to_owned(),
            Target::Parameter(_) | Target::Part(_) => format!("`{}`", self.wire),
        }
    }

    /// What the contract says of it.
    pub(super) fn description(&self) -> &str {
        match self.target {
            Target::Parameter(given) => given.description(),
            Target::Part(part) => part
                .declared
                .schema
                .description
                .as_deref()
                .unwrap_or_default(),
            Target::Body => "",
        }
    }

    /// What a value must be, one line each.
    pub(super) fn notes(&self) -> &[String] {
        match self.target {
            Target::Parameter(given) => &given.notes,
            Target::Part(part) => &part.notes,
            Target::Body => &[],
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
        match self.target {
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
        let Target::Parameter(given) = self.target else {
            return TokenStream::new();
        };
        let (name, field, written) = (given.wire, &self.field, given.written);
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
        let Target::Part(part) = self.target else {
            return TokenStream::new();
        };
        let (name, field, media_types) = (self.wire, &self.field, &part.declared.media_types);
        let media_types = quote!(&[#(#media_types),*]);
        let add = |value: TokenStream| match part.declared.kind {
            PartKind::File => quote!(form.file(#name, #value, #media_types);),
            PartKind::Json => quote!(form.json(#name, &#value, #media_types)?;),
            PartKind::Text => quote!(form.field(#name, &#value, #media_types)?;),
        };
        if part.declared.repeated {
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

fn of_parameter<'c>(given: &'c Given<'c>, taken: &mut BTreeSet<String>) -> Input<'c> {
    Input {
        field: field(&given.name, taken),
        wire: given.wire,
        ty: given.ty.clone(),
        required: given.required,
        target: Target::Parameter(given),
    }
}

fn of_part<'c>(part: &'c FormPart<'c>, taken: &mut BTreeSet<String>) -> Input<'c> {
    Input {
        field: field(&part.declared.name, taken),
        wire: &part.declared.wire,
        ty: part.ty.clone(),
        required: part.declared.required,
        target: Target::Part(part),
    }
}

fn of_body<'c>(call: &'c Call<'c>) -> Option<Input<'c>> {
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
        wire: "body",
        ty,
        // A form is the other way to send a body.
        required: bodies.required && bodies.form.is_none(),
        target: Target::Body,
    })
}

/// A field of its own for a name; raw identifiers stay raw.
fn field(name: &str, taken: &mut BTreeSet<String>) -> Ident {
    ident(&claim(taken, plain(name)))
}
