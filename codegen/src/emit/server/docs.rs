//! Documentation comments, from the contract's own words.

pub(super) use crate::emit::words::doc;

/// The first sentence of a text, for places where one line must do.
pub(super) fn sentence(text: &str) -> String {
    let line = text
        .trim()
        .split("\n\n")
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    match line.find(". ") {
        Some(end) => line[..=end].to_owned(),
        None => line,
    }
}
