//! From the text of a flag to a value.

use crate::{Kind, tree::Tree};

/// The value, or what would be right.
pub(crate) fn read(kind: Kind, text: &str) -> Result<Tree, &'static str> {
    match kind {
        Kind::Text | Kind::Choice(_) | Kind::File => Ok(Tree::Text(text.to_owned())),
        Kind::Boolean if matches!(text, "true" | "false") => Ok(Tree::Plain(text.to_owned())),
        Kind::Boolean => Err("must be `true` or `false`"),
        Kind::Integer => number(text)
            .filter(|_| !text.contains(['.', 'e', 'E']))
            .ok_or("must be an integer"),
        Kind::Number => number(text).ok_or("must be a number"),
        Kind::Json => Ok(Tree::read(text).unwrap_or_else(|_| Tree::Text(text.to_owned()))),
    }
}

fn number(text: &str) -> Option<Tree> {
    let is_number = text.starts_with(|first: char| first.is_ascii_digit() || first == '-');
    match Tree::read(text) {
        Ok(tree @ Tree::Plain(_)) if is_number => Some(tree),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::Kind;

    #[test]
    fn texts_become_what_their_kind_says() {
        for (kind, text, json) in [
            (Kind::Text, "5", Some("\"5\"")),
            (Kind::Integer, "-5", Some("-5")),
            (Kind::Integer, "5.0", None),
            (Kind::Integer, "many", None),
            (Kind::Number, "1.10", Some("1.10")),
            (Kind::Number, "true", None),
            (Kind::Boolean, "true", Some("true")),
            (Kind::Boolean, "yes", None),
            (Kind::Json, r#"{"a": 1}"#, Some(r#"{"a":1}"#)),
            (Kind::Json, "plain words", Some("\"plain words\"")),
        ] {
            let value = read(kind, text).ok().map(|tree| tree.to_string());
            assert_eq!(value.as_deref(), json, "{kind:?} {text}");
        }
    }
}
