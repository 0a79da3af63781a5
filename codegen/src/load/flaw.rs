//! What a reader finds in one file, before the file's place in the document is known.

use super::document::pointer_at;
use super::node::Node;
use super::source::{File, Text};
use crate::finding::{Finding, Findings};
use crate::ir::Place;

/// A finding by byte offset.
#[derive(Clone, Debug)]
pub(super) struct Flaw {
    pub(super) rule: &'static str,
    pub(super) offset: u32,
    pub(super) message: String,
    pub(super) fix: &'static str,
}

/// What came of reading one file.
pub(super) struct Outcome {
    /// The tree, when the syntax allowed one.
    pub(super) root: Option<Node>,
    pub(super) flaws: Vec<Flaw>,
}

impl Outcome {
    /// Nothing could be read.
    pub(super) fn failed(flaw: Flaw) -> Self {
        Self {
            root: None,
            flaws: vec![flaw],
        }
    }
}

/// Reports flaws of a file whose tree could be read.
pub(super) fn report_in(file: &File, flaws: &[Flaw], out: &mut Findings) {
    for flaw in flaws {
        let pointer = pointer_at(&file.root, flaw.offset);
        report(&file.name, &file.text, flaw, pointer, out);
    }
}

/// Reports flaws of a file that has no tree.
pub(super) fn report_bare(name: &str, text: &Text, flaws: &[Flaw], out: &mut Findings) {
    for flaw in flaws {
        report(name, text, flaw, String::new(), out);
    }
}

fn report(name: &str, text: &Text, flaw: &Flaw, pointer: String, out: &mut Findings) {
    let (line, column) = text.line_column(flaw.offset);
    let place = Place {
        file: name.to_owned(),
        line,
        column,
        pointer,
    };
    let finding = Finding::error(flaw.rule, place, flaw.message.clone(), flaw.fix);
    out.push_with_line(finding, text.line(line).unwrap_or_default());
}
