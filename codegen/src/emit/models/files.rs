//! Which files there are and what goes into each.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::examples::Examples;
use super::facts::Facts;
use super::scope::Scope;
use super::{aliases, enums, guide, operations, promises, rules, structs, unions};
use crate::emit::format::rust_file;
use crate::emit::names::{ident, plain};
use crate::emit::{EmittedFile, Names};
use crate::ir::{Api, Shape, TypeDef, TypeId};

/// The models of a contract, ready to be planned: a file per module, the operations, and the contract as one document.
#[must_use]
pub fn emit_models(api: &Api, names: &Names) -> Vec<EmittedFile> {
    let facts = Facts::of(api);
    let examples = Examples::of(api, names, &facts);
    let mut modules: Vec<&str> = Vec::new();
    for def in &api.types {
        if !modules.contains(&def.module.as_str()) {
            modules.push(&def.module);
        }
    }
    modules.sort_unstable();
    let promises: Vec<EmittedFile> = [
        promises::emit_events(api, names),
        promises::emit_retention(api, names),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut files = vec![emit_root(api, names, &modules, &promises)];
    files.extend(
        modules
            .iter()
            .map(|module| emit_module(api, names, &facts, &examples, module)),
    );
    files.push(operations::emit_operations(api, names));
    files.extend(promises);
    files.push(guide::emit_guide(api, names));
    files.push(EmittedFile {
        path: "contract.json".to_owned(),
        text: format!("{}\n", api.bundled.trim_end()),
    });
    files
}

fn emit_root(api: &Api, names: &Names, modules: &[&str], promises: &[EmittedFile]) -> EmittedFile {
    let promised = promises
        .iter()
        .map(|file| ident(file.path.trim_end_matches(".rs")));
    let used: Vec<_> = modules
        .iter()
        .map(|module| ident(&module_name(module)))
        .collect();
    // Texts and sizes are the contract's own, so nothing can be expected of them.
    let reason = "texts and shapes are the contract's own";
    let lints = quote!(#![allow(clippy::disallowed_names, clippy::doc_lazy_continuation, clippy::large_enum_variant, rustdoc::bare_urls, reason = #reason)]);
    let items = quote! {
        #lints
        #(mod #used;)*
        pub mod operations;
        #(pub mod #promised;)*
        #(pub use self::#used::*;)*
        /// The whole contract as one JSON document.
        pub const CONTRACT: &str = include_str!("contract.json");
    };
    let doc = format!(
        "{} {}: what travels, and what may be asked.",
        api.title, api.version
    );
    EmittedFile {
        path: "mod.rs".to_owned(),
        text: rust_file(names, &doc, items),
    }
}

fn emit_module(
    api: &Api,
    names: &Names,
    facts: &Facts,
    examples: &Examples,
    module: &str,
) -> EmittedFile {
    let scope = Scope::new(api, facts, examples, module);
    let mut items = TokenStream::new();
    for (index, def) in api.types.iter().enumerate() {
        if def.module == module {
            items.extend(emit_type(&scope, TypeId(index), def));
        }
    }
    let imports = scope.imports();
    let name = module_name(module);
    let doc = format!("Models of `{}`.", plain(&name));
    let text = rust_file(names, &doc, quote!(#imports #items));
    EmittedFile {
        path: format!("{}.rs", plain(&name)),
        text,
    }
}

fn emit_type(scope: &Scope<'_>, id: TypeId, def: &TypeDef) -> TokenStream {
    let rule = rules::emit_rule(scope, id, def);
    let model = match &def.shape {
        Shape::Struct(shape) => structs::emit_struct(scope, id, def, shape),
        Shape::TextEnum(shape) => enums::emit_enum(scope, id, def, shape),
        Shape::Union(shape) => unions::emit_union(scope, id, def, shape),
        Shape::Alias(schema) => aliases::emit_alias(scope, id, def, schema),
    };
    quote!(#model #rule)
}

/// The tables have names of their own, so a module of models that wants one steps aside.
fn module_name(module: &str) -> String {
    let reserved = BTreeSet::from(["operations", "events", "retention", "mod", "lib", "main"]);
    if reserved.contains(module) {
        format!("{module}_models")
    } else {
        module.to_owned()
    }
}
