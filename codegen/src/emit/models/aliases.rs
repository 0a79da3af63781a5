//! Named scalars, lists and maps: a Rust alias, checked where it is used.

use proc_macro2::TokenStream;
use quote::quote;

use super::checks::{Spot, Subject, check_value};
use super::ruled::rule_type;
use super::scope::Scope;
use super::{docs, rules, table};
use crate::emit::names::ident;
use crate::ir::{Schema, TypeDef, TypeId};

/// The alias, its check and its table.
pub(super) fn emit_alias(
    scope: &Scope<'_>,
    id: TypeId,
    def: &TypeDef,
    schema: &Schema,
) -> TokenStream {
    let name = ident(&def.name);
    let stem = scope.api.type_def(id).constant.clone();
    let mut statics = TokenStream::new();
    let ruled = rule_type(scope, &schema.ty, &stem, &mut statics);
    let docs = docs::type_docs(scope, def, docs::value_notes(scope, schema));
    let ty = scope.bare_type(&schema.ty);
    let check = scope.alias_check_name(id);
    let check_docs = format!(" Reports every rule that a [`{name}`] breaks.");
    let body = check_value(scope, &ruled, &Subject::variable("value"), &Spot::Parameter);
    let judged = rules::judged(scope, id, &quote!(value));
    let body = quote!(#body #judged);
    let check = (!body.is_empty()).then(|| {
        quote! {
            #[doc = #check_docs]
            pub fn #check(value: &#name, at: &rt::At<'_>, out: &mut rt::Violations) { #body }
        }
    });
    let table = table::emit_table(scope, id, table::table(scope, &ruled));
    quote!(#docs pub type #name = #ty; #statics #check #table)
}
