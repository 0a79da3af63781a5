//! The file that is being written: what it names, what it imports.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::examples::Examples;
use super::facts::Facts;
use crate::emit::names::{check_function, ident, rule_constant, schema_constant};
use crate::ir::{Api, Format, Integer, Schema, Shape, Type, TypeDef, TypeId};

/// A file of models in the making.
pub(super) struct Scope<'a> {
    pub(super) api: &'a Api,
    pub(super) facts: &'a Facts,
    pub(super) examples: &'a Examples,
    module: &'a str,
    /// Names from other files of models.
    foreign: RefCell<BTreeSet<String>>,
    statics: RefCell<BTreeSet<String>>,
    pub(super) uses_maps: Cell<bool>,
    pub(super) uses_fmt: Cell<bool>,
    pub(super) uses_serialize: Cell<bool>,
    pub(super) uses_deserialize: Cell<bool>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(
        api: &'a Api,
        facts: &'a Facts,
        examples: &'a Examples,
        module: &'a str,
    ) -> Self {
        Self {
            api,
            facts,
            examples,
            module,
            foreign: RefCell::default(),
            // A property called `schema` must not take the name of its object's table.
            statics: RefCell::new(
                api.types
                    .iter()
                    .flat_map(|def| {
                        let rule = def.rule.is_some().then(|| rule_constant(def));
                        std::iter::once(schema_constant(def)).chain(rule)
                    })
                    .collect(),
            ),
            uses_maps: Cell::default(),
            uses_fmt: Cell::default(),
            uses_serialize: Cell::default(),
            uses_deserialize: Cell::default(),
        }
    }

    /// The imports that everything written so far needs.
    pub(super) fn imports(&self) -> TokenStream {
        let maps = self.uses_maps.get().then(|| {
            quote!(
                use std::collections::BTreeMap;
            )
        });
        let fmt = self.uses_fmt.get().then(|| {
            quote!(
                use std::fmt;
            )
        });
        let serde = match (self.uses_serialize.get(), self.uses_deserialize.get()) {
            (true, true) => Some(quote!(
                use serde::{Deserialize, Serialize};
            )),
            (true, false) => Some(quote!(
                use serde::Serialize;
            )),
            (false, true) => Some(quote!(
                use serde::Deserialize;
            )),
            (false, false) => None,
        };
        let foreign: Vec<Ident> = self
            .foreign
            .borrow()
            .iter()
            .map(|name| ident(name))
            .collect();
        let foreign = match foreign.as_slice() {
            [] => None,
            [one] => Some(quote!(use super::#one;)),
            several => Some(quote!(use super::{#(#several),*};)),
        };
        quote!(#maps #fmt use concierge_runtime as rt; #serde #foreign)
    }

    /// A named type, imported when it lives in another file.
    pub(super) fn type_name(&self, id: TypeId) -> Ident {
        self.name_of(id, self.api.type_def(id).name.clone())
    }

    /// The schema table of a named type.
    pub(super) fn schema_name(&self, id: TypeId) -> Ident {
        self.name_of(id, schema_constant(self.api.type_def(id)))
    }

    /// The rule beside a named type.
    pub(super) fn rule_name(&self, id: TypeId) -> Ident {
        self.name_of(id, rule_constant(self.api.type_def(id)))
    }

    /// The function that checks values of an alias.
    pub(super) fn alias_check_name(&self, id: TypeId) -> Ident {
        self.name_of(id, check_function(self.api.type_def(id)))
    }

    fn name_of(&self, id: TypeId, name: String) -> Ident {
        let identifier = ident(&name);
        if self.api.type_def(id).module != self.module {
            self.foreign.borrow_mut().insert(name);
        }
        identifier
    }

    /// A name for a static of this file that no other one has.
    pub(super) fn static_name(&self, stem: &str) -> Ident {
        let mut statics = self.statics.borrow_mut();
        let mut name = stem.to_owned();
        let mut number = 2;
        while !statics.insert(name.clone()) {
            name = format!("{stem}_{number}");
            number += 1;
        }
        ident(&name)
    }

    /// The Rust type of a value, null included.
    pub(super) fn rust_type(&self, schema: &Schema) -> TokenStream {
        let ty = self.bare_type(&schema.ty);
        if self.is_nullable(schema) {
            quote!(Option<#ty>)
        } else {
            ty
        }
    }

    /// The Rust type of a value that is not null.
    pub(super) fn bare_type(&self, ty: &Type) -> TokenStream {
        match ty {
            Type::Named(id) => {
                let name = self.type_name(*id);
                quote!(#name)
            }
            Type::Text(text) => match text.format {
                Format::DateTime => quote!(rt::DateTime),
                Format::Date => quote!(rt::Date),
                _ => quote!(String),
            },
            Type::Integer(integer) => integer_type(integer),
            Type::Number(number) if number.exact => quote!(rt::Decimal),
            Type::Number(_) => quote!(f64),
            Type::Boolean => quote!(bool),
            Type::Array(item, _) => {
                let item = self.rust_type(item);
                quote!(Vec<#item>)
            }
            Type::Map(value, _) => {
                self.uses_maps.set(true);
                let value = self.rust_type(value);
                quote!(BTreeMap<String, #value>)
            }
            Type::Any => quote!(serde_json::Value),
        }
    }

    /// The Rust type of a property or branch of `owner`: boxed where the value would hold itself.
    pub(super) fn held_type(&self, owner: TypeId, schema: &Schema) -> TokenStream {
        let ty = self.bare_type(&schema.ty);
        if self.is_boxed(owner, schema) {
            quote!(Box<#ty>)
        } else {
            ty
        }
    }

    /// True when a property or branch of `owner` needs a box.
    pub(super) fn is_boxed(&self, owner: TypeId, schema: &Schema) -> bool {
        matches!(schema.ty, Type::Named(id) if self.facts.is_recursive(owner, id))
    }

    /// Null is allowed here or by the alias that stands here.
    pub(super) fn is_nullable(&self, schema: &Schema) -> bool {
        is_nullable(self.api, schema)
    }

    /// The alias behind a type, if it is one.
    pub(super) fn alias_of(&self, ty: &Type) -> Option<(&'a TypeDef, &'a Schema)> {
        alias_of(self.api, ty)
    }
}

/// Null is allowed here or by the alias that stands here.
pub(super) fn is_nullable(api: &Api, schema: &Schema) -> bool {
    schema.nullable
        || matches!(alias_of(api, &schema.ty), Some((_, aliased)) if is_nullable(api, aliased))
}

/// The alias behind a type, if it is one.
pub(super) fn alias_of<'a>(api: &'a Api, ty: &Type) -> Option<(&'a TypeDef, &'a Schema)> {
    let Type::Named(id) = ty else {
        return None;
    };
    let def = api.type_def(*id);
    match &def.shape {
        Shape::Alias(schema) => Some((def, schema)),
        _ => None,
    }
}

/// As narrow as the contract allows, as wide as its bounds ask for; `i64` where it states none.
pub(in crate::emit) fn integer_type(integer: &Integer) -> TokenStream {
    let (least, most) = (integer.minimum.unwrap_or(0), integer.maximum.unwrap_or(0));
    if integer.narrow {
        quote!(i32)
    } else if least >= i64::MIN.into() && most <= i64::MAX.into() {
        quote!(i64)
    } else if integer.minimum.is_some_and(|least| least >= 0) && most <= u64::MAX.into() {
        quote!(u64)
    } else {
        quote!(i128)
    }
}
