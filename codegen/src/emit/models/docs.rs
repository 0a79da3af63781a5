//! Documentation from what the contract says.

use proc_macro2::TokenStream;
use quote::quote;

use super::constraints::constraints;
use super::rules;
use super::scope::Scope;
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
    docs(def.description.as_deref(), &fallback, &notes)
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
    let mut lines = escape(description);
    if !notes.is_empty() {
        lines.push(String::new());
        lines.extend(notes.iter().map(|note| format!("- {note}")));
    }
    let lines = lines.iter().map(|line| visible(line)).map(|line| {
        if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        }
    });
    quote!(#(#[doc = #lines])*)
}

/// Text whose control characters can be seen: rustc takes no bare carriage return in a comment.
pub(super) fn visible(text: &str) -> String {
    let show = |letter: char| {
        if letter.is_control() && letter != '\t' {
            letter.escape_default().to_string()
        } else {
            letter.to_string()
        }
    };
    text.chars().map(show).collect()
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

/// Keeps a contract's text from being read as Rust: code is not compiled, brackets are no links to items, angles no tags.
fn escape(text: &str) -> Vec<String> {
    let mut fenced = false;
    let escape_line = |line: &str| {
        let bare = line.trim();
        if bare.starts_with("```") {
            fenced = !fenced;
            return if fenced && bare == "```" {
                "```text".to_owned()
            } else {
                bare.to_owned()
            };
        }
        if fenced {
            line.trim_end().to_owned()
        } else {
            escape_prose(line)
        }
    };
    let mut lines: Vec<String> = text.lines().map(escape_line).collect();
    if fenced {
        lines.push("```".to_owned());
    }
    lines
}

/// Four spaces would start a code block, which rustdoc compiles.
fn escape_prose(line: &str) -> String {
    let indent = line.len() - line.trim_start().len();
    let line = if indent >= 4 {
        line.trim()
    } else {
        line.trim_end()
    };
    let mut out = String::with_capacity(line.len());
    let mut in_code = false;
    let is_link = line.contains("](");
    for letter in line.chars() {
        in_code ^= letter == '`';
        let special = matches!(letter, '<' | '>') && out.len() > indent
            || (matches!(letter, '[' | ']') && !is_link);
        if special && !in_code && !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn prose_is_never_read_as_code_links_or_tags() {
        let text = "See [Order] and <b>`a[0] <b>`</b>.\n    let x = 1;\n```\nfn main() {}\n```\n[Docs](https://x.org)";
        let expected = [
            r"See \[Order\] and \<b\>`a[0] <b>`\</b\>.",
            "let x = 1;",
            "```text",
            "fn main() {}",
            "```",
            "[Docs](https://x.org)",
        ];
        assert_eq!(escape(text), expected);
    }
}
