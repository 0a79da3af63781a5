//! Names that stand twice in one map.

use std::collections::HashSet;

use super::flaw::Flaw;
use super::node::{Key, Node};

/// Maps up to this size are searched; larger ones get an index.
const SEARCHED_MAX: usize = 16;

/// Watches the keys of one map.
#[derive(Default)]
pub(super) struct Duplicates {
    names: HashSet<String>,
}

impl Duplicates {
    /// Takes notice of a key that is about to join `entries`.
    pub(super) fn note(&mut self, entries: &[(Key, Node)], key: &Key, flaws: &mut Vec<Flaw>) {
        if self.is_known(entries, key) {
            flaws.push(Flaw {
                rule: "duplicate-key",
                offset: key.span.offset,
                message: format!("the name `{}` stands twice in this object", key.text),
                fix: "keep one of the two entries",
            });
        }
    }

    fn is_known(&mut self, entries: &[(Key, Node)], key: &Key) -> bool {
        if entries.len() < SEARCHED_MAX {
            return entries.iter().any(|(known, _)| known.text == key.text);
        }
        if self.names.is_empty() {
            self.names = entries
                .iter()
                .map(|(known, _)| known.text.clone())
                .collect();
        }
        !self.names.insert(key.text.clone())
    }
}
