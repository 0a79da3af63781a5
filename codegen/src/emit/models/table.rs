//! Schema tables.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::ruled::{Ruled, Slot};
use super::scope::Scope;
use crate::ir::TypeId;

/// A table as an expression of type `Schema`.
pub(super) fn table(scope: &Scope<'_>, ruled: &Ruled) -> TokenStream {
    match ruled {
        Ruled::Any => quote!(rt::Schema::Any),
        Ruled::Boolean => quote!(rt::Schema::Boolean),
        Ruled::Text(rule) => {
            let rule = &rule.value;
            quote!(rt::Schema::Text(#rule))
        }
        Ruled::Integer(rule) => {
            let rule = &rule.value;
            quote!(rt::Schema::Integer(#rule))
        }
        Ruled::Float(rule) | Ruled::Decimal(rule) => {
            let rule = &rule.value;
            quote!(rt::Schema::Number(#rule))
        }
        Ruled::Named(id) => {
            let name = scope.schema_name(*id);
            quote!(rt::Schema::Named(&#name))
        }
        Ruled::Array(rule, slot) => {
            let (rule, item) = (&rule.value, reference(scope, slot));
            quote!(rt::Schema::Array(#item, #rule))
        }
        Ruled::Map(rule, slot) => {
            let (rule, value) = (&rule.value, reference(scope, slot));
            quote!(rt::Schema::Object(rt::Object { properties: &[], additional: rt::Additional::Kept(#value), rule: #rule }))
        }
    }
}

/// A table as an expression of type `&'static Schema`.
pub(super) fn reference(scope: &Scope<'_>, slot: &Slot) -> TokenStream {
    reference_to(scope, &slot.ruled, slot.nullable)
}

fn reference_of(scope: &Scope<'_>, ruled: &Ruled) -> TokenStream {
    if let Ruled::Named(id) = ruled {
        let name = scope.schema_name(*id);
        return quote!(&#name);
    }
    let table = table(scope, ruled);
    quote!(&#table)
}

/// The same with nullness said apart.
pub(super) fn reference_to(scope: &Scope<'_>, ruled: &Ruled, nullable: bool) -> TokenStream {
    let inner = reference_of(scope, ruled);
    if nullable {
        quote!(&rt::Schema::Nullable(#inner))
    } else {
        inner
    }
}

/// The table of a named type and the impl that points at it.
pub(super) fn emit_model(
    scope: &Scope<'_>,
    id: TypeId,
    name: &Ident,
    table: TokenStream,
) -> TokenStream {
    let schema = scope.schema_name(id);
    let declaration = emit_table(scope, id, table);
    quote! {
        #declaration
        impl rt::Model for #name {
            fn schema() -> &'static rt::Schema { &#schema }
        }
    }
}

/// The table of a named type.
pub(super) fn emit_table(scope: &Scope<'_>, id: TypeId, table: TokenStream) -> TokenStream {
    let (name, schema) = (scope.type_name(id), scope.schema_name(id));
    let table = if scope.api.type_def(id).rule.is_some() {
        let rule = scope.rule_name(id);
        quote!(rt::Schema::Ruled(&#table, #rule))
    } else if scope.facts.is_deep(id) {
        quote!(rt::Schema::Deep(&#table))
    } else {
        table
    };
    let docs = format!(" What [`{name}`] demands, as a table.");
    quote!(#[doc = #docs] pub static #schema: rt::Schema = #table;)
}
