//! Names of subcommands and flags: words with hyphens, each of them once.

use std::collections::BTreeSet;

use crate::emit::names::snake;

/// Flags that every subcommand has from the runtime.
const FLAGS: [&str; 13] = [
    "accept",
    "content-type",
    "correlation-id",
    "help",
    "json",
    "no-check",
    "output",
    "profile",
    "timeout",
    "token-file",
    "url",
    "verbose",
    "version",
];

/// Subcommands that every program has from the runtime.
const SUBCOMMANDS: [&str; 2] = ["completion", "help"];

/// The names that are taken.
pub(super) struct Words(BTreeSet<String>);

impl Words {
    pub(super) fn of_flags() -> Self {
        Self(FLAGS.map(str::to_owned).into())
    }

    pub(super) fn of_subcommands() -> Self {
        Self(SUBCOMMANDS.map(str::to_owned).into())
    }

    /// The wanted name, otherwise the same behind a word that tells it apart, otherwise that with a number.
    pub(super) fn claim(&mut self, wanted: &str, apart: &str) -> String {
        let second = format!("{apart}-{wanted}");
        let numbered = (2..).map(|number| format!("{second}-{number}"));
        let names = [wanted.to_owned(), second.clone()]
            .into_iter()
            .chain(numbered);
        let mut free = names.skip_while(|name| self.0.contains(name));
        let name = free.next().unwrap_or(second);
        self.0.insert(name.clone());
        name
    }
}

/// `orderNumber`, `order_number` and `Order.Number` as `order-number`.
pub(super) fn kebab(wire: &str) -> String {
    let words = wire.split(|letter: char| !letter.is_ascii_alphanumeric());
    let words: Vec<String> = words
        .filter(|word| !word.is_empty())
        .map(|word| snake(word).replace('_', "-"))
        .collect();
    match words.is_empty() {
        true => "value".to_owned(),
        false => words.join("-"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Words, kebab};

    #[test]
    fn names_are_words_with_hyphens() {
        for (wire, name) in [
            ("orderNumber", "order-number"),
            ("order_number", "order-number"),
            ("x-api-version", "x-api-version"),
            ("filter[name]", "filter-name"),
            ("größe", "gr-e"),
            ("…", "value"),
        ] {
            assert_eq!(kebab(wire), name);
        }
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut words = Words::of_flags();
        for name in ["size", "query-size", "query-size-2"] {
            assert_eq!(words.claim("size", "query"), name);
        }
        assert_eq!(words.claim("url", "body"), "body-url");
    }
}
