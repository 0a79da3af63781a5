//! The name that the three crates share.

use std::fmt;

use crate::emit::names::is_keyword;

/// Names that the crates lean on, or that cargo refuses.
const TAKEN: &[&str] = &[
    "alloc",
    "bytes",
    "concierge_runtime",
    "concierge_runtime_client",
    "concierge_runtime_server",
    "core",
    "proc_macro",
    "progenitor_client",
    "reqwest",
    "serde",
    "serde_json",
    "std",
    "test",
];

/// A name that cargo takes: that of the models' crate; the others are called `NAME-server` and `NAME-client`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageName(String);

/// A name that no crate can have here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "name the crates `{0}`: begin with a small letter, go on with small letters, digits, `-` or `_`, and take neither a word of Rust nor the name of a dependency"
)]
pub struct BadName(String);

impl PackageName {
    /// Takes a name.
    ///
    /// # Errors
    /// When cargo would refuse it, or a dependency has it.
    pub fn parse(text: &str) -> Result<Self, BadName> {
        let name = Self(text.to_owned());
        let begins = text.starts_with(|letter: char| letter.is_ascii_lowercase());
        let goes_on = |letter: char| {
            letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '-' | '_')
        };
        let path = name.path();
        let taken = is_keyword(&path) || TAKEN.contains(&path.as_str());
        if begins && text.chars().all(goes_on) && !taken {
            Ok(name)
        } else {
            Err(BadName(text.to_owned()))
        }
    }

    /// The name as Rust code writes it.
    #[must_use]
    pub fn path(&self) -> String {
        self.0.replace('-', "_")
    }
}

impl fmt::Display for PackageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::PackageName;

    #[test]
    fn names_are_what_cargo_takes() {
        for (name, fits) in [
            ("bookshop", true),
            ("book-shop2", true),
            ("", false),
            ("2books", false),
            ("Books", false),
            ("books/..", false),
            ("match", false),
            ("serde-json", false),
        ] {
            assert_eq!(PackageName::parse(name).is_ok(), fits, "{name}");
        }
    }
}
