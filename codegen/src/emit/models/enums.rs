//! Strings and whole numbers with a closed list of values.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs;
use super::scope::Scope;
use crate::emit::names::ident;
use crate::emit::words::visible;
use crate::ir::{TextEnum, TypeDef, TypeId};

/// The enum, its words, its moves and its table.
pub(super) fn emit_enum(
    scope: &Scope<'_>,
    id: TypeId,
    def: &TypeDef,
    shape: &TextEnum,
) -> TokenStream {
    let name = ident(&def.name);
    let unknown = def.usage.response.then(|| unknown_name(shape));
    let declaration = emit_declaration(scope, def, shape, unknown.as_ref());
    let words = emit_words(&name, shape, unknown.as_ref());
    let number = shape
        .is_integer
        .then(|| emit_number(shape, unknown.as_ref()));
    let moves = emit_moves(def, shape);
    let schema = scope.schema_name(id);
    let values_docs = format!(" What [`{name}`] demands, as a table.");
    let values = shape.variants.iter().map(|variant| &variant.wire);
    let kind = shape.is_integer.then(|| quote!(, integer));
    let traits = match &unknown {
        Some(unknown) => quote!(rt::open_enum!(#name, #unknown, #schema #kind);),
        None => quote!(rt::closed_enum!(#name, #schema #kind);),
    };
    let table = ident(if shape.is_integer {
        "IntegerEnumeration"
    } else {
        "Enumeration"
    });
    quote! {
        #declaration
        impl #name { #words #number #moves }
        #[doc = #values_docs]
        pub static #schema: rt::Schema = rt::Schema::#table(rt::Enumeration(&[#(#values),*]));
        #traits
    }
}

fn emit_declaration(
    scope: &Scope<'_>,
    def: &TypeDef,
    shape: &TextEnum,
    unknown: Option<&Ident>,
) -> TokenStream {
    let name = ident(&def.name);
    let docs = docs::type_docs(scope, def, Vec::new());
    let variants = shape.variants.iter().map(|variant| {
        let (docs, name) = (
            format!(" `{}`", visible(&variant.wire).replace('`', "'")),
            ident(&variant.name),
        );
        quote!(#[doc = #docs] #name,)
    });
    let copy = unknown.is_none().then(|| quote!(Copy,));
    let unknown = unknown.map(|unknown| {
        quote!(#[doc = " A value that this contract does not declare; only answers may hold one."] #unknown(String),)
    });
    quote! {
        #docs
        #[derive(Clone, #copy Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum #name { #(#variants)* #unknown }
    }
}

fn emit_words(name: &Ident, shape: &TextEnum, unknown: Option<&Ident>) -> TokenStream {
    let write = shape.variants.iter().map(|variant| {
        let (variant, wire) = (ident(&variant.name), &variant.wire);
        quote!(Self::#variant => #wire,)
    });
    let read = shape.variants.iter().map(|variant| {
        let (variant, wire) = (ident(&variant.name), &variant.wire);
        quote!(#wire => Some(Self::#variant),)
    });
    let known = shape.variants.iter().map(|variant| {
        let variant = ident(&variant.name);
        quote!(Self::#variant)
    });
    let (text, unknown) = match unknown {
        Some(unknown) => (quote!(&str), Some(quote!(Self::#unknown(text) => text,))),
        None => (quote!(&'static str), None),
    };
    quote! {
        /// Every declared value, in the order of the contract.
        pub const ALL: &'static [#name] = &[#(#known),*];

        /// The value on the wire.
        #[must_use]
        pub fn as_str(&self) -> #text {
            match self { #(#write)* #unknown }
        }

        /// The variant of a declared value.
        #[must_use]
        pub fn from_wire(text: &str) -> Option<Self> {
            match text { #(#read)* _ => None }
        }
    }
}

/// The number behind a variant.
fn emit_number(shape: &TextEnum, unknown: Option<&Ident>) -> TokenStream {
    let known = shape.variants.iter().filter_map(|variant| {
        let number = Literal::i64_unsuffixed(variant.wire.parse().ok()?);
        Some((ident(&variant.name), number))
    });
    match unknown {
        None => {
            let arms = known.map(|(name, number)| quote!(Self::#name => #number,));
            quote! {
                /// The number on the wire.
                #[must_use]
                pub const fn as_i64(&self) -> i64 { match self { #(#arms)* } }
            }
        }
        Some(unknown) => {
            let arms = known.map(|(name, number)| quote!(Self::#name => Some(#number),));
            quote! {
                /// The number on the wire; `None` for an undeclared one that is beyond 64 bits or not whole.
                #[must_use]
                pub fn as_i64(&self) -> Option<i64> { match self { #(#arms)* Self::#unknown(text) => text.parse().ok(), } }
            }
        }
    }
}

/// `x-lifecycle`
fn emit_moves(def: &TypeDef, shape: &TextEnum) -> Option<TokenStream> {
    if def.lifecycle.is_empty() {
        return None;
    }
    let variant = |wire: &String| {
        let found = shape
            .variants
            .iter()
            .find(|variant| variant.wire == *wire)?;
        let name = ident(&found.name);
        Some(quote!(Self::#name))
    };
    let moves: Vec<TokenStream> = def
        .lifecycle
        .iter()
        .filter_map(|(from, followers)| {
            let followers: Vec<TokenStream> = followers.iter().filter_map(variant).collect();
            let from = variant(from)?;
            (!followers.is_empty()).then(|| quote!((#from, #(#followers)|*)))
        })
        .collect();
    let allowed = if moves.is_empty() {
        quote!(false)
    } else {
        quote!(matches!((self, next), #(#moves)|*))
    };
    Some(quote! {
        /// True when the contract allows this move.
        #[must_use]
        pub fn can_become(&self, next: &Self) -> bool { #allowed }
    })
}

/// `Unknown`, unless the contract declares that itself.
fn unknown_name(shape: &TextEnum) -> Ident {
    let taken = |name: &str| shape.variants.iter().any(|variant| variant.name == name);
    let free = ["Unknown", "Undeclared", "UndeclaredValue"]
        .into_iter()
        .find(|name| !taken(name));
    ident(free.unwrap_or("Unknown"))
}
