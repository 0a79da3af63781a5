//! JSON values as the Rust expressions that a person would write for them.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde_json::{Map, Value};

use super::facts::is_recursive;
use super::scope::is_nullable;
use super::structs::{ARGUMENTS_MAX, is_plain_text, is_required, presence};
use crate::emit::names::ident;
use crate::ir::{Additional, Api, Field, Format, Presence, Schema, Shape, Struct, Type, TypeDef};
use crate::ir::{TypeId, Union};
use crate::values::{Side, fits};

/// Names that every Rust file knows already; a model of such a name is written with its path.
const KNOWN: [&str; 14] = [
    "Box", "Clone", "Debug", "Default", "Err", "From", "Into", "None", "Ok", "Option", "Result",
    "Some", "String", "Vec",
];

/// Writes values, and remembers the models that they name.
pub(in crate::emit) struct Literals<'a> {
    api: &'a Api,
    models: &'a TokenStream,
    named: RefCell<BTreeSet<String>>,
}

impl<'a> Literals<'a> {
    /// `models` is the Rust path of the models.
    pub(in crate::emit) fn new(api: &'a Api, models: &'a TokenStream) -> Self {
        Self {
            api,
            models,
            named: RefCell::default(),
        }
    }

    /// The models that were named and must be imported, in order.
    pub(in crate::emit) fn imports(self) -> Vec<String> {
        self.named.into_inner().into_iter().collect()
    }

    /// A value for whoever converts it into the type: text stays as it is. `None` where no expression is simple.
    pub(in crate::emit) fn given(&self, ty: &Type, value: &Value) -> Option<TokenStream> {
        match (ty, value) {
            (Type::Named(id), _) if let Shape::Alias(schema) = &self.api.type_def(*id).shape => {
                self.given(&schema.ty, value)
            }
            (Type::Text(text), Value::String(value)) => match text.format {
                Format::DateTime => Some(quote!(#value.parse::<concierge_runtime::DateTime>()?)),
                Format::Date => Some(quote!(#value.parse::<concierge_runtime::Date>()?)),
                Format::Binary => None,
                _ => Some(quote!(#value)),
            },
            (Type::Number(number), Value::Number(value)) if number.exact => {
                let text = value.to_string();
                Some(quote!(#text.parse::<concierge_runtime::Decimal>()?))
            }
            (Type::Integer(_), Value::Number(value)) => {
                let number = value.as_i64()?;
                match i32::try_from(number) {
                    Ok(_) => integer(value),
                    Err(_) => {
                        let literal = Literal::i64_suffixed(number);
                        Some(quote!(#literal))
                    }
                }
            }
            _ => self.bare(ty, value),
        }
    }

    /// A value of exactly this type, null included.
    fn value(&self, schema: &Schema, value: &Value) -> Option<TokenStream> {
        if !is_nullable(self.api, schema) {
            return self.bare(&schema.ty, value);
        }
        if value.is_null() {
            return Some(quote!(None));
        }
        let value = self.bare(&schema.ty, value)?;
        Some(quote!(Some(#value)))
    }

    fn bare(&self, ty: &Type, value: &Value) -> Option<TokenStream> {
        match (ty, value) {
            (Type::Named(id), _) => self.named(*id, value),
            (Type::Text(text), Value::String(value)) => Some(match text.format {
                Format::DateTime | Format::Date => quote!(#value.parse()?),
                _ => quote!(#value.to_owned()),
            }),
            (Type::Integer(_), Value::Number(value)) => integer(value),
            (Type::Number(number), Value::Number(value)) if number.exact => {
                let text = value.to_string();
                Some(quote!(#text.parse()?))
            }
            (Type::Number(_), Value::Number(value)) => {
                let value = value.as_f64()?;
                let literal = Literal::f64_unsuffixed(value.abs());
                Some(match value.is_sign_negative() {
                    true => quote!(-#literal),
                    false => quote!(#literal),
                })
            }
            (Type::Boolean, Value::Bool(value)) => Some(quote!(#value)),
            (Type::Array(item, _), Value::Array(values)) => {
                let values = values.iter().map(|value| self.value(item, value));
                let values: Option<Vec<TokenStream>> = values.collect();
                values.map(|values| list(&values))
            }
            (Type::Map(item, _), Value::Object(values)) => {
                let entries = values.iter().map(|(name, value)| {
                    let value = self.value(item, value)?;
                    Some(quote!((#name.to_owned(), #value)))
                });
                let entries: Option<Vec<TokenStream>> = entries.collect();
                entries.map(|entries| quote!(std::collections::BTreeMap::from([#(#entries),*])))
            }
            _ => None,
        }
    }

    fn named(&self, id: TypeId, value: &Value) -> Option<TokenStream> {
        let def = self.api.type_def(id);
        match (&def.shape, value) {
            (Shape::Alias(schema), _) => self.bare(&schema.ty, value),
            (Shape::Struct(shape), Value::Object(values)) => self.object(id, def, shape, values),
            (Shape::TextEnum(list), value) => {
                let mut variants = list.variants.iter();
                let variant = variants.find(|variant| variant.to_json(list) == *value)?;
                let (name, variant) = (self.name(def), ident(&variant.name));
                Some(quote!(#name::#variant))
            }
            (Shape::Union(union), _) => self.union(id, def, union, value),
            _ => None,
        }
    }

    /// `Name::new(..)` where that says it all, else the fields that stand over what `new` or `default` gives.
    fn object(
        &self,
        id: TypeId,
        def: &TypeDef,
        shape: &Struct,
        values: &Map<String, Value>,
    ) -> Option<TokenStream> {
        let fields: Vec<(&Field, Presence)> = { shape.fields.iter() }
            .map(|field| (field, presence(self.api, field)))
            .collect();
        let is_known = |name: &String| fields.iter().any(|(field, _)| field.wire == *name);
        let keeps = matches!(shape.additional, Additional::Kept(_));
        if keeps && !values.keys().all(is_known) {
            return None;
        }
        let (mut arguments, mut others) = (Vec::new(), Vec::new());
        for (field, presence) in fields {
            match values.get(&field.wire) {
                Some(value) if is_required(presence) => {
                    arguments.push(self.argument(field, presence, value)?);
                }
                Some(value) => others.push(self.field(id, field, presence, value)?),
                None if is_required(presence) => return None,
                None => {}
            }
        }
        let name = self.name(def);
        let base = match arguments.len() {
            0 => quote!(#name::default()),
            1..=ARGUMENTS_MAX => quote!(#name::new(#(#arguments),*)),
            _ => return None,
        };
        Some(match others.is_empty() {
            true => base,
            false => quote!(#name { #(#others,)* ..#base }),
        })
    }

    fn argument(&self, field: &Field, presence: Presence, value: &Value) -> Option<TokenStream> {
        match value {
            Value::Null if presence == Presence::RequiredNullable => Some(quote!(None)),
            Value::String(text)
                if presence == Presence::Required && is_plain_text(self.api, &field.schema) =>
            {
                Some(quote!(#text))
            }
            value => {
                let bare = self.bare(&field.schema.ty, value)?;
                Some(match presence {
                    Presence::RequiredNullable => quote!(Some(#bare)),
                    _ => bare,
                })
            }
        }
    }

    fn field(
        &self,
        owner: TypeId,
        field: &Field,
        presence: Presence,
        value: &Value,
    ) -> Option<TokenStream> {
        let name = ident(&field.name);
        let value = match value {
            Value::Null => quote!(None),
            value => {
                let held = self.held(owner, &field.schema, value)?;
                quote!(Some(#held))
            }
        };
        Some(match presence {
            Presence::OptionalNullable => quote!(#name: #value.into()),
            _ => quote!(#name: #value),
        })
    }

    fn union(
        &self,
        id: TypeId,
        def: &TypeDef,
        union: &Union,
        value: &Value,
    ) -> Option<TokenStream> {
        let property = union.discriminator.as_ref();
        let tag = property.and_then(|tag| value.get(&tag.property)?.as_str());
        let variant = union.variants.iter().find(|variant| {
            let is_named = match tag {
                Some(tag) => variant.tags.iter().any(|known| known == tag),
                None => true,
            };
            is_named && fits(self.api, &variant.schema, value, Side::Request)
        })?;
        if is_nullable(self.api, &variant.schema) {
            return None;
        }
        let held = self.held(id, &variant.schema, value)?;
        let (name, variant) = (self.name(def), ident(&variant.name));
        Some(quote!(#name::#variant(#held)))
    }

    fn held(&self, owner: TypeId, schema: &Schema, value: &Value) -> Option<TokenStream> {
        let bare = self.bare(&schema.ty, value)?;
        Some(match schema.ty {
            Type::Named(id) if is_recursive(self.api, owner, id) => quote!(Box::new(#bare)),
            _ => bare,
        })
    }

    fn name(&self, def: &TypeDef) -> TokenStream {
        let name = ident(&def.name);
        if KNOWN.contains(&def.name.as_str()) {
            let models = self.models;
            return quote!(#models::#name);
        }
        self.named.borrow_mut().insert(def.name.clone());
        quote!(#name)
    }
}

/// The formatter leaves the inside of a macro as it is, so that values over several lines stand in an array instead.
fn list(values: &[TokenStream]) -> TokenStream {
    let is_long = |value: &TokenStream| value.to_string().contains("..");
    match values.iter().any(is_long) {
        true => quote!(Vec::from([#(#values),*])),
        false => quote!(vec![#(#values),*]),
    }
}

fn integer(value: &serde_json::Number) -> Option<TokenStream> {
    let number = value.as_i64()?;
    let literal = Literal::u64_unsuffixed(number.unsigned_abs());
    Some(match number.is_negative() {
        true => quote!(-#literal),
        false => quote!(#literal),
    })
}
