//! Documentation from what the contract says.

use proc_macro2::TokenStream;
use quote::quote;

use super::constraints::constraints;
use super::rules;
use super::scope::Scope;
use crate::emit::words::{attributes, harmless, visible};
use crate::ir::{Field, Schema, Type, TypeDef};

/// The documentation of a type. `constraints` stand below its description.
pub(super) fn type_docs(scope: &Scope<'_>, def: &TypeDef, constraints: Vec<String>) -> TokenStream {
    let mut notes = constraints;
    notes.extend(rules::words(def));
    if def.deprecated {
        notes.push("deprecated".to_owned());
    }
    if let Some(retention) = &def.retention {
        let duration = duration(retention.keep_s);
        notes.push(format!(
            "kept for {duration} after it is {}",
            retention.after
        ));
    }
    if let Some(twin) = def.twin {
        let twin = &scope.api.type_def(twin).name;
        notes.push(if def.usage.request {
            format!("as requests send it; answers carry `{twin}`")
        } else {
            format!("as answers carry it; requests send `{twin}`")
        });
    }
    let fallback = format!("`{}` of the contract.", def.component);
    let words = docs(def.description.as_deref(), &fallback, &notes);
    let example = attributes(scope.examples.lines(def));
    quote!(#words #example)
}

/// The documentation of a property.
pub(super) fn field_docs(scope: &Scope<'_>, field: &Field) -> TokenStream {
    let mut notes = value_notes(scope, &field.schema);
    if field.read_only {
        notes.push("read-only: callers leave it out".to_owned());
    }
    if field.write_only {
        notes.push("write-only: answers leave it out".to_owned());
    }
    docs(
        description(scope, &field.schema),
        &format!("`{}`", field.wire),
        &notes,
    )
}

/// The documentation of a branch.
pub(super) fn branch_docs(scope: &Scope<'_>, schema: &Schema, fallback: &str) -> TokenStream {
    docs(
        description(scope, schema),
        fallback,
        &value_notes(scope, schema),
    )
}

/// What a value must be, its default, what else is to be known.
pub(super) fn value_notes(scope: &Scope<'_>, schema: &Schema) -> Vec<String> {
    let mut notes = constraints(scope.api, &schema.ty);
    if let Some(default) = &schema.default {
        notes.push(format!("default: `{default}`"));
    }
    if schema.deprecated {
        notes.push("deprecated".to_owned());
    }
    notes
}

/// Seconds in the largest unit that divides them.
pub(super) fn duration(seconds: u64) -> String {
    let units = [
        (86_400, "days"),
        (3_600, "hours"),
        (60, "minutes"),
        (1, "seconds"),
    ];
    let fitting = units
        .into_iter()
        .find(|(length, _)| seconds.is_multiple_of(*length));
    let (length, units) = fitting.unwrap_or((1, "seconds"));
    match seconds / length {
        1 => format!("1 {}", units.trim_end_matches('s')),
        count => format!("{count} {units}"),
    }
}

/// Lines of documentation as attributes.
pub(super) fn docs(description: Option<&str>, fallback: &str, notes: &[String]) -> TokenStream {
    let description = description
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .unwrap_or(fallback);
    let mut lines = harmless(description);
    if !notes.is_empty() {
        lines.push(String::new());
        lines.extend(notes.iter().map(|note| visible(&format!("- {note}"))));
    }
    attributes(&lines)
}

/// What is said here, or else what the named type says of itself in its first paragraph.
fn description<'a>(scope: &'a Scope<'_>, schema: &'a Schema) -> Option<&'a str> {
    let of_type = || match schema.ty {
        Type::Named(id) => scope.api.type_def(id).description.as_deref(),
        _ => None,
    };
    let first = |text: &'a str| text.trim().split("\n\n").next().unwrap_or_default();
    schema
        .description
        .as_deref()
        .or_else(|| of_type().map(first))
}
