//! One source file: its text, its tree, and the way from a byte offset to a line and a column.

use super::node::{FileId, Node};
use super::pointer;

/// Distance between two remembered character counts, in bytes.
const CHECKPOINT_BYTES: usize = 256;

/// A file that was read.
#[derive(Debug)]
pub struct File {
    pub(super) id: FileId,
    pub(super) name: String,
    pub(super) text: Text,
    pub(super) root: Node,
}

impl File {
    /// Its index in the document.
    #[must_use]
    pub fn id(&self) -> FileId {
        self.id
    }

    /// Its path relative to the root document's folder, with `/`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its name without folders and extension.
    #[must_use]
    pub fn stem(&self) -> &str {
        pointer::stem(&self.name)
    }

    /// Its source.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    /// Its tree.
    #[must_use]
    pub fn root(&self) -> &Node {
        &self.root
    }
}

/// Source text with tables that turn offsets into lines and columns.
#[derive(Debug)]
pub(super) struct Text {
    text: String,
    line_starts: Vec<usize>,
    /// Characters before every multiple of `CHECKPOINT_BYTES`; empty for ASCII.
    chars_before: Vec<usize>,
}

impl Text {
    pub(super) fn new(text: String) -> Self {
        let line_starts = line_starts(&text);
        let chars_before = if text.is_ascii() {
            Vec::new()
        } else {
            count_chars(text.as_bytes())
        };
        Self {
            text,
            line_starts,
            chars_before,
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// Line and column of an offset, both from 1; columns count characters.
    pub(super) fn line_column(&self, offset: u32) -> (u32, u32) {
        let offset = usize::try_from(offset)
            .unwrap_or(usize::MAX)
            .min(self.text.len());
        let line = self
            .line_starts
            .partition_point(|start| *start <= offset)
            .max(1);
        let start = self.line_starts.get(line - 1).copied().unwrap_or(0);
        let column = self.chars_until(offset) - self.chars_until(start) + 1;
        (clamp_u32(line), clamp_u32(column))
    }

    /// A line by its number from 1, without its end.
    pub(super) fn line(&self, number: u32) -> Option<&str> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        let start = *self.line_starts.get(index)?;
        let end = self
            .line_starts
            .get(index + 1)
            .copied()
            .unwrap_or(self.text.len());
        Some(self.text.get(start..end)?.trim_end_matches(['\n', '\r']))
    }

    fn chars_until(&self, offset: usize) -> usize {
        let Some(before) = self.chars_before.get(offset / CHECKPOINT_BYTES) else {
            return offset;
        };
        let from = offset - offset % CHECKPOINT_BYTES;
        before + chars_in(self.text.as_bytes().get(from..offset).unwrap_or_default())
    }
}

fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let breaks = bytes.iter().enumerate().filter(|(index, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(index + 1) != Some(&b'\n'),
        _ => false,
    });
    std::iter::once(0)
        .chain(breaks.map(|(index, _)| index + 1))
        .collect()
}

fn count_chars(bytes: &[u8]) -> Vec<usize> {
    let mut total = 0;
    let mut counts = vec![0];
    for chunk in bytes.chunks(CHECKPOINT_BYTES) {
        total += chars_in(chunk);
        counts.push(total);
    }
    counts
}

/// Characters that begin in these bytes: all but the continuation bytes of UTF-8.
fn chars_in(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

fn clamp_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
