//! Identifiers and constants made from names that the resolved model has decided.

use proc_macro2::{Ident, Span};

use crate::ir::TypeDef;

/// A Rust identifier; `r#type` becomes a raw one.
///
/// Names in the resolved model are identifiers already, so this does not fail on them.
#[must_use]
pub fn ident(name: &str) -> Ident {
    match name.strip_prefix("r#") {
        Some(plain) => Ident::new_raw(plain, Span::call_site()),
        None if is_keyword(name) => Ident::new_raw(name, Span::call_site()),
        None => Ident::new(name, Span::call_site()),
    }
}

/// The name without `r#`.
#[must_use]
pub fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}

/// `CreateReturnBody`, `session_id` or `sessionId` in `SCREAMING_SNAKE_CASE`.
#[must_use]
pub fn constant(name: &str) -> String {
    let letters: Vec<char> = plain(name).chars().collect();
    let mut out = String::with_capacity(letters.len() + 4);
    for (index, letter) in letters.iter().enumerate() {
        if starts_word(&letters, index) && !out.ends_with('_') && !out.is_empty() {
            out.push('_');
        }
        out.extend(letter.to_uppercase());
    }
    out
}

/// The same in `snake_case`.
#[must_use]
pub fn snake(name: &str) -> String {
    constant(name).to_lowercase()
}

/// The static that holds what a type demands, as a table.
#[must_use]
pub fn schema_constant(def: &TypeDef) -> String {
    format!("{}_SCHEMA", def.constant)
}

/// The static that holds the rule beside a type, where there is one.
#[must_use]
pub fn rule_constant(def: &TypeDef) -> String {
    format!("{}_RULE", def.constant)
}

/// The function that checks values of an alias.
#[must_use]
pub fn check_function(def: &TypeDef) -> String {
    format!("check_{}", def.constant.to_lowercase())
}

/// An upper-case letter starts a word unless it continues an abbreviation: `HTTPPath` is `HTTP_PATH`.
fn starts_word(letters: &[char], index: usize) -> bool {
    if index == 0 || !letters[index].is_uppercase() {
        return false;
    }
    let after_lower = !letters[index - 1].is_uppercase();
    let before_lower = letters
        .get(index + 1)
        .is_some_and(|next| next.is_lowercase());
    after_lower || before_lower
}

/// Whether Rust keeps a word for itself.
pub(super) fn is_keyword(name: &str) -> bool {
    const KEYWORDS: &[&str] = &[
        "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do",
        "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in",
        "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
        "return", "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe",
        "unsized", "use", "virtual", "where", "while", "yield",
    ];
    KEYWORDS.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::{constant, ident};

    #[test]
    fn constants_split_words_and_keep_abbreviations_together() {
        for (name, expected) in [
            ("CreateReturnBody", "CREATE_RETURN_BODY"),
            ("session_id", "SESSION_ID"),
            ("sessionId", "SESSION_ID"),
            ("HTTPPath", "HTTP_PATH"),
            ("r#type", "TYPE"),
            ("Line2", "LINE2"),
        ] {
            assert_eq!(constant(name), expected);
        }
    }

    #[test]
    fn keywords_become_raw_identifiers() {
        assert_eq!(ident("r#type").to_string(), "r#type");
        assert_eq!(ident("match").to_string(), "r#match");
        assert_eq!(ident("name").to_string(), "name");
    }
}
