//! Choices between schemas.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::checks::{Spot, Subject, check_slot, unbrace};
use super::ruled::{Slot, rule_slot};
use super::scope::Scope;
use super::{docs, rules, table};
use crate::emit::names::{constant, ident};
use crate::ir::{TypeDef, TypeId, Union, UnionKind, UnionVariant};

/// A branch with everything decided.
struct Branch<'a> {
    variant: &'a UnionVariant,
    name: Ident,
    ty: TokenStream,
    slot: Slot,
}

/// The enum, how it is read, its rules and its table.
pub(super) fn emit_union(
    scope: &Scope<'_>,
    id: TypeId,
    def: &TypeDef,
    union: &Union,
) -> TokenStream {
    scope.uses_serialize.set(true);
    scope.uses_deserialize.set(true);
    let name = ident(&def.name);
    let stem = scope.api.type_def(id).constant.clone();
    let mut statics = TokenStream::new();
    let branches: Vec<Branch<'_>> = union
        .variants
        .iter()
        .map(|variant| branch(scope, id, variant, &stem, &mut statics))
        .collect();
    let unknown = unknown_name(def, union);
    let declaration = emit_declaration(scope, def, &branches, unknown.as_ref());
    let property = union.tag_property();
    let reader = match property {
        Some(property) => emit_tagged_reader(&name, property, &branches, unknown.as_ref()),
        None => emit_untagged_reader(scope, &name, union.kind, &branches),
    };
    let judged = rules::judged(scope, id, &quote!(self));
    let unknown = unknown.map(|unknown| {
        let table = scope.schema_name(id);
        quote!(Self::#unknown(_) => rt::union::report_unknown(&#table, at, out),)
    });
    let check = emit_check(scope, &name, &branches, unknown, judged.as_ref());
    let table = match property {
        Some(property) => tagged_table(scope, property, &branches),
        None => untagged_table(scope, union.kind, &branches),
    };
    let model = table::emit_model(scope, id, &name, table);
    quote!(#declaration #statics #reader #check #model)
}

fn branch<'a>(
    scope: &Scope<'_>,
    owner: TypeId,
    variant: &'a UnionVariant,
    stem: &str,
    statics: &mut TokenStream,
) -> Branch<'a> {
    let held = scope.held_type(owner, &variant.schema);
    let ty = if scope.is_nullable(&variant.schema) {
        quote!(Option<#held>)
    } else {
        held
    };
    let slot = rule_slot(
        scope,
        &variant.schema,
        &format!("{stem}_{}", constant(&variant.name)),
        statics,
    );
    Branch {
        variant,
        name: ident(&variant.name),
        ty,
        slot,
    }
}

/// The variant of a value whose discriminator names no branch, where an answer may hold one.
fn unknown_name(def: &TypeDef, union: &Union) -> Option<Ident> {
    (def.usage.response && union.tag_property().is_some()).then(|| {
        let taken = |name: &str| union.variants.iter().any(|variant| variant.name == name);
        let free = ["Unknown", "Undeclared", "UndeclaredShape"]
            .into_iter()
            .find(|name| !taken(name));
        ident(free.unwrap_or("Unknown"))
    })
}

fn emit_declaration(
    scope: &Scope<'_>,
    def: &TypeDef,
    branches: &[Branch<'_>],
    unknown: Option<&Ident>,
) -> TokenStream {
    let docs = docs::type_docs(scope, def, Vec::new());
    let name = ident(&def.name);
    let variants = branches.iter().map(|branch| {
        let fallback = match branch.variant.tags.as_slice() {
            [] => "One of the shapes it may have.".to_owned(),
            tags => format!("`{}`", tags.join("`, `")),
        };
        let docs = docs::branch_docs(scope, &branch.variant.schema, &fallback);
        let (name, ty) = (&branch.name, &branch.ty);
        quote!(#docs #name(#ty),)
    });
    let unknown = unknown.map(|unknown| {
        quote!(#[doc = " A shape that this contract does not declare; only answers may hold one."] #unknown(rt::union::Unknown),)
    });
    quote! {
        #docs
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum #name { #(#variants)* #unknown }
    }
}

fn emit_tagged_reader(
    name: &Ident,
    property: &str,
    branches: &[Branch<'_>],
    unknown: Option<&Ident>,
) -> TokenStream {
    let arms = branches.iter().map(|branch| {
        let (variant, tags) = (&branch.name, &branch.variant.tags);
        quote!(#(#tags)|* => raw.branch().map(Self::#variant).map_err(rt::union::refused),)
    });
    let other = match unknown {
        Some(unknown) => quote!(raw.unknown().map(Self::#unknown)),
        None => quote!(Err(rt::union::unknown_tag())),
    };
    quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let raw = rt::union::Raw::read(deserializer)?;
                match raw.tag::<D::Error>(#property)?.as_str() {
                    #(#arms)*
                    _ => #other,
                }
            }
        }
    }
}

fn emit_untagged_reader(
    scope: &Scope<'_>,
    name: &Ident,
    kind: UnionKind,
    branches: &[Branch<'_>],
) -> TokenStream {
    let choice = match kind {
        UnionKind::OneOf => quote!(rt::union::Choice::One),
        UnionKind::AnyOf => quote!(rt::union::Choice::Any),
    };
    let branches = branches.iter().map(|branch| {
        let (variant, table) = (&branch.name, table::reference(scope, &branch.slot));
        quote!(rt::union::Branch { schema: #table, read: |raw| raw.branch().map(#name::#variant) })
    });
    quote! {
        impl<'de> Deserialize<'de> for #name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                static BRANCHES: &[rt::union::Branch<#name>] = &[#(#branches),*];
                rt::union::untagged(deserializer, #choice, BRANCHES)
            }
        }
    }
}

fn emit_check(
    scope: &Scope<'_>,
    name: &Ident,
    branches: &[Branch<'_>],
    unknown: Option<TokenStream>,
    judged: Option<&TokenStream>,
) -> TokenStream {
    let mut checked = unknown.is_some();
    let arms: Vec<TokenStream> = branches
        .iter()
        .map(|branch| {
            let variant = &branch.name;
            let body = check_slot(
                scope,
                &branch.slot,
                &Subject::variable("value"),
                &Spot::Parameter,
            );
            if body.is_empty() {
                return quote!(Self::#variant(_) => {});
            }
            checked = true;
            let body = unbrace(body);
            quote!(Self::#variant(value) => { #body })
        })
        .collect();
    let arms = checked.then(|| quote!(match self { #(#arms)* #unknown }));
    if arms.is_none() && judged.is_none() {
        return quote! {
            impl rt::Check for #name {
                fn check_at(&self, _at: &rt::At<'_>, _out: &mut rt::Violations) {}
            }
        };
    }
    quote! {
        impl rt::Check for #name {
            fn check_at(&self, at: &rt::At<'_>, out: &mut rt::Violations) {
                #arms
                #judged
            }
        }
    }
}

fn tagged_table(scope: &Scope<'_>, property: &str, branches: &[Branch<'_>]) -> TokenStream {
    let variants = branches.iter().flat_map(|branch| {
        let table = table::reference(scope, &branch.slot);
        branch
            .variant
            .tags
            .iter()
            .map(move |tag| quote!((#tag, #table)))
    });
    quote!(rt::Schema::Tagged { property: #property, variants: &[#(#variants),*] })
}

fn untagged_table(scope: &Scope<'_>, kind: UnionKind, branches: &[Branch<'_>]) -> TokenStream {
    let tables = branches
        .iter()
        .map(|branch| table::reference(scope, &branch.slot));
    match kind {
        UnionKind::OneOf => quote!(rt::Schema::OneOf(&[#(#tables),*])),
        UnionKind::AnyOf => quote!(rt::Schema::AnyOf(&[#(#tables),*])),
    }
}
