//! Words for media types, where an enum tells several apart.

use std::collections::BTreeSet;

use crate::ir::{Content, MediaKind};

/// A word for each of several media types: its kind, or its own name where two have that kind. No two are the same.
pub(super) fn media_words(among: &[(MediaKind, &str)]) -> Vec<String> {
    let mut taken = BTreeSet::new();
    let words = among.iter().map(|(kind, media_type)| {
        let alike = among
            .iter()
            .filter(|(other, _)| word(*other) == word(*kind));
        let wanted = match alike.count() {
            1 => word(*kind).to_owned(),
            _ => spelled(media_type),
        };
        let numbered = (2..).map(|number: u64| format!("{wanted}{number}"));
        let mut free = std::iter::once(wanted.clone()).chain(numbered);
        let free = free.find(|word| taken.insert(word.clone()));
        free.unwrap_or(wanted)
    });
    words.collect()
}

/// The word of one of several contents.
pub(super) fn content_word(among: &[&Content], content: &Content) -> String {
    let kinds: Vec<(MediaKind, &str)> = among
        .iter()
        .map(|content| (content.kind, content.media_type.as_str()))
        .collect();
    let words = among.iter().zip(media_words(&kinds));
    let mut named = words.filter(|(known, _)| known.media_type == content.media_type);
    named
        .next()
        .map_or_else(|| spelled(&content.media_type), |(_, word)| word)
}

fn word(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Json => "Json",
        MediaKind::Form => "Form",
        MediaKind::Multipart => "Multipart",
        MediaKind::Text => "Text",
        MediaKind::Events => "Events",
        MediaKind::Bytes => "Bytes",
    }
}

/// `application/merge-patch+json` as `ApplicationMergePatchJson`.
fn spelled(media_type: &str) -> String {
    let words = media_type
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    let name: String = words
        .map(|word| word[..1].to_ascii_uppercase() + &word[1..])
        .collect();
    match name.chars().next() {
        None => "Any".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("Media{name}"),
        Some(_) => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_media_type_is_called_by_its_kind_unless_two_have_it() {
        let words = media_words(&[
            (MediaKind::Json, "application/json"),
            (MediaKind::Text, "text/a-b"),
            (MediaKind::Text, "text/a.b"),
            (MediaKind::Bytes, "*/*"),
            (MediaKind::Bytes, "3d/model"),
        ]);
        assert_eq!(words, ["Json", "TextAB", "TextAB2", "Any", "Media3dModel"]);
    }
}
