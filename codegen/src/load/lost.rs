//! Words for references that lead nowhere.

use super::document::{Document, Lost};
use super::node::{FileId, Node};
use super::pointer;
use crate::finding::Finding;

impl Document {
    /// Words for a reference that leads nowhere.
    pub(super) fn lost_finding(&self, node: &Node, lost: &Lost) -> Finding {
        let written = node.reference().or(node.as_str()).unwrap_or_default();
        let place = self.place(node.get("$ref").unwrap_or(node));
        let (rule, message, fix) = match lost {
            Lost::Remote => (
                "ref-remote",
                format!("`{written}` is not a file beside this one"),
                "copy the file into the contract's folder and refer to it by a relative path".to_owned(),
            ),
            Lost::Anchor => (
                "ref-anchor",
                format!("`{written}` refers to an anchor that no schema there has"),
                "refer to it by a JSON Pointer, for example `#/components/schemas/Name`".to_owned(),
            ),
            Lost::Escape => (
                "ref-syntax",
                format!("`{written}` holds a broken escape"),
                "write `~` as `~0`, `/` inside a name as `~1`, and `%` as `%25`".to_owned(),
            ),
            Lost::File(name) => (
                "file-missing",
                format!("`{written}` names the file `{name}`, which is not there"),
                "create the file, or correct the path; it is relative to the file that holds the reference".to_owned(),
            ),
            Lost::Pointer { file, pointer } => (
                "ref-dangling",
                format!("`{written}` leads nowhere: there is nothing at `{pointer}` in `{}`", self.file(*file).name),
                self.nearest(*file, pointer),
            ),
            Lost::Circle => (
                "ref-cycle",
                format!("`{written}` leads back to itself"),
                "let one reference of the circle point at something that is no reference".to_owned(),
            ),
        };
        Finding::error(rule, place, message, fix)
    }

    /// Advice for a dangling pointer: what does stand at the last step that exists.
    fn nearest(&self, file: FileId, pointer: &str) -> String {
        let mut node = self.file(file).root();
        let mut reached = String::new();
        for token in pointer::tokens(pointer).unwrap_or_default() {
            let Some(next) = node.step(&token) else {
                let names: Vec<String> = node
                    .entries()
                    .iter()
                    .map(|(key, _)| key.text.clone())
                    .collect();
                return advise(&reached, &token, &names);
            };
            pointer::push(&mut reached, &token);
            node = next;
        }
        "correct the pointer".to_owned()
    }
}

fn advise(reached: &str, token: &str, names: &[String]) -> String {
    let under = if reached.is_empty() {
        "the root of the file".to_owned()
    } else {
        format!("`{reached}`")
    };
    let close = names.iter().find(|name| name.eq_ignore_ascii_case(token));
    let close = close.or_else(|| names.iter().find(|name| differs_by_one(name, token)));
    match close {
        Some(name) => format!("did you mean `{name}`?"),
        None if names.is_empty() => {
            format!("there are no names under {under}; correct the pointer")
        }
        None => format!("add `{token}` under {under}, or correct the pointer"),
    }
}

/// True when one character was added, dropped or changed.
fn differs_by_one(left: &str, right: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    let head = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let most = left.len().min(right.len()) - head;
    let tail = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take(most)
        .take_while(|(a, b)| a == b)
        .count();
    left.len().max(right.len()) - head - tail <= 1
}
