//! Keywords of one node, each with the type that it must have; another type is a finding, and the keyword counts as absent.

use super::context::Context;
use crate::load::{Key, Node};

impl<'d> Context<'d> {
    /// A string.
    pub(super) fn text(&mut self, node: &'d Node, keyword: &str) -> Option<&'d str> {
        let value = node.get(keyword)?;
        let text = value.as_str();
        if text.is_none() {
            self.mistyped(value, keyword, "a string");
        }
        text
    }

    /// A string of one's own, for descriptions: blank ones count as absent.
    pub(super) fn prose(&mut self, node: &'d Node, keyword: &str) -> Option<String> {
        let text = self.text(node, keyword)?.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// A boolean, false when absent.
    pub(super) fn flag(&mut self, node: &'d Node, keyword: &str) -> bool {
        let Some(value) = node.get(keyword) else {
            return false;
        };
        value.as_bool().unwrap_or_else(|| {
            self.mistyped(value, keyword, "true or false");
            false
        })
    }

    /// A whole number that is not negative.
    pub(super) fn count(&mut self, node: &'d Node, keyword: &str) -> Option<u64> {
        let value = node.get(keyword)?;
        let count = value.as_number().and_then(whole);
        if count.is_none() {
            self.mistyped(value, keyword, "a whole number that is not negative");
        }
        count
    }

    /// The digits of a number, as they are written.
    pub(super) fn digits(&mut self, node: &'d Node, keyword: &str) -> Option<String> {
        let value = node.get(keyword)?;
        let digits = value.as_number();
        if digits.is_none() {
            self.mistyped(value, keyword, "a number");
        }
        digits.map(str::to_owned)
    }

    /// The entries of an object; none when absent.
    pub(super) fn entries(&mut self, node: &'d Node, keyword: &str) -> &'d [(Key, Node)] {
        let Some(value) = node.get(keyword) else {
            return &[];
        };
        value.as_map().unwrap_or_else(|| {
            self.mistyped(value, keyword, "an object");
            &[]
        })
    }

    /// The items of an array; none when absent.
    pub(super) fn list(&mut self, node: &'d Node, keyword: &str) -> &'d [Node] {
        let Some(value) = node.get(keyword) else {
            return &[];
        };
        value.as_list().unwrap_or_else(|| {
            self.mistyped(value, keyword, "an array");
            &[]
        })
    }

    /// The items of an array of strings; none when absent.
    pub(super) fn texts(&mut self, node: &'d Node, keyword: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for item in self.list(node, keyword) {
            match item.as_str() {
                Some(text) => texts.push(text.to_owned()),
                None => self.mistyped(item, keyword, "an array of strings"),
            }
        }
        texts
    }

    fn mistyped(&mut self, value: &Node, keyword: &str, expected: &str) {
        let present = match value.as_number() {
            Some(digits) => format!("`{digits}`"),
            None => value.kind().to_owned(),
        };
        let message = format!("`{keyword}` must be {expected}, and this is {present}");
        self.error(
            "keyword-type",
            value,
            message,
            format!("write {expected}, or leave `{keyword}` out"),
        );
    }
}

/// A whole number, also one written as `5.0`.
fn whole(digits: &str) -> Option<u64> {
    match digits.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|digit| digit == b'0') => whole.parse().ok(),
        _ => digits.parse().ok(),
    }
}
