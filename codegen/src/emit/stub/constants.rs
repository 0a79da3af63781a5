//! Examples as constants, so that methods stay one line long.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use serde_json::Value;

use crate::emit::names::ident;

/// JSON that is not longer than this stands on one line.
const LINE_MAX: usize = 90;
/// JSON that is not longer than this stands where it is used.
const INLINE_MAX: usize = 24;

/// The constants of a file.
#[derive(Default)]
pub(super) struct Constants {
    items: TokenStream,
    are_used: bool,
}

impl Constants {
    /// Adds an example and gives the expression that reads it.
    pub(super) fn example(&mut self, name: &str, value: &Value) -> TokenStream {
        self.are_used = true;
        let text = text(value);
        let literal = raw(&text);
        if text.len() <= INLINE_MAX {
            return quote!(example(#literal)?);
        }
        let name = ident(name);
        self.items.extend(quote!(const #name: &str = #literal;));
        quote!(example(#name)?)
    }

    /// Whether the file reads examples.
    pub(super) fn are_used(&self) -> bool {
        self.are_used
    }
}

impl ToTokens for Constants {
    fn to_tokens(&self, out: &mut TokenStream) {
        out.extend(self.items.clone());
    }
}

fn text(value: &Value) -> String {
    let line = value.to_string();
    if line.len() <= LINE_MAX {
        return line;
    }
    serde_json::to_string_pretty(value).unwrap_or(line)
}

/// A string literal: a raw one where the text has quotes, with as many `#` as it asks for.
fn raw(text: &str) -> Literal {
    if !text.contains(['"', '\\', '\n']) {
        return Literal::string(text);
    }
    let hashes = (1..).map(|count| "#".repeat(count));
    let fence = hashes
        .take(text.len() + 1)
        .find(|hashes| !text.contains(&format!("\"{hashes}")));
    let fence = fence.unwrap_or_default();
    // A carriage return can't stand in a raw string; JSON escapes it anyway.
    format!("r{fence}\"{text}\"{fence}")
        .parse()
        .unwrap_or_else(|_| Literal::string(text))
}
