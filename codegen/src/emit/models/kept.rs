//! Reading objects that keep their unknown properties: property by property, so that nothing is held in between.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::scope::Scope;
use super::structs::{Extra, Member};
use crate::emit::names::plain;
use crate::ir::Presence;

/// `Deserialize` for such an object.
pub(super) fn emit_reader(
    scope: &Scope<'_>,
    name: &Ident,
    (members, ignored): (&[Member<'_>], &[Member<'_>]),
    extra: &Extra,
) -> TokenStream {
    scope.uses_fmt.set(true);
    let reader = format_ident!("{name}Reader");
    let slots = members.iter().map(|member| {
        let (slot, ty) = (slot_name(member), read_type(member));
        quote!(let mut #slot: Option<#ty> = None;)
    });
    let arms = members.iter().map(|member| {
        let (slot, wire) = (slot_name(member), &member.field.wire);
        quote!(#wire => rt::kept::once(&mut #slot, #wire, map.next_value()?)?,)
    });
    let passed = ignored.iter().map(|member| {
        let wire = &member.field.wire;
        quote!(#wire => { map.next_value::<serde::de::IgnoredAny>()?; })
    });
    let fields = members.iter().map(|member| {
        let (name, value) = (&member.name, taken(member));
        quote!(#name: #value,)
    });
    let kept = &extra.name;
    quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_map(#reader)
            }
        }

        struct #reader;

        impl<'de> serde::de::Visitor<'de> for #reader {
            type Value = #name;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<#name, A::Error> {
                #(#slots)*
                let mut kept = BTreeMap::new();
                while let Some(name) = map.next_key::<String>()? {
                    match name.as_str() {
                        #(#arms)*
                        #(#passed)*
                        _ => { kept.insert(name, map.next_value()?); }
                    }
                }
                Ok(#name { #(#fields)* #kept: kept })
            }
        }
    }
}

/// Properties may be called anything, also `map`, `kept` or `name`.
fn slot_name(member: &Member<'_>) -> Ident {
    format_ident!("read_{}", plain(&member.field.name))
}

/// What the wire must hold when the property stands.
fn read_type(member: &Member<'_>) -> TokenStream {
    let bare = &member.bare;
    match member.presence {
        Presence::Required | Presence::Optional => quote!(#bare),
        Presence::RequiredNullable => quote!(Option<#bare>),
        Presence::OptionalNullable => quote!(rt::Patch<#bare>),
    }
}

fn taken(member: &Member<'_>) -> TokenStream {
    let (slot, wire) = (slot_name(member), &member.field.wire);
    match member.presence {
        Presence::Required | Presence::RequiredNullable => {
            quote!(rt::kept::required(#slot, #wire)?)
        }
        Presence::Optional => quote!(#slot),
        Presence::OptionalNullable => quote!(#slot.unwrap_or_default()),
    }
}
