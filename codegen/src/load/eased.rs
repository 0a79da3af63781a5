//! YAML whose brackets close too far to the left.
//!
//! The standard wants every line inside brackets deeper than the name that they belong to; many files close them at the depth of that
//! name, and most readers accept it. Such lines are lent some spaces, and every place is reported as it stands in the file.

/// The most lines that are lent spaces; each one costs another reading of the file.
const LENT_MAX: usize = 64;

/// A text in which some lines are indented deeper than in the file.
pub(super) struct Eased<'a> {
    original: &'a str,
    text: String,
    /// Where the lines begin in the original that are lent spaces, in order.
    lent: Vec<usize>,
    /// How many spaces each of them is lent.
    width: usize,
}

impl<'a> Eased<'a> {
    /// The text as it stands in the file.
    pub(super) fn new(original: &'a str) -> Self {
        let depth = |line: &str| line.len() - line.trim_start_matches([' ', '-', '?', ':']).len();
        Self {
            original,
            text: original.to_owned(),
            lent: Vec::new(),
            width: original.lines().map(depth).max().unwrap_or(0) + 1,
        }
    }

    /// What is to be parsed.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The text as it stands in the file.
    pub(super) fn original(&self) -> &'a str {
        self.original
    }

    /// The offset in the file that an offset in `text` stands for.
    pub(super) fn original_offset(&self, offset: usize) -> usize {
        let starts = (0..)
            .zip(&self.lent)
            .map(|(index, start)| (start + index * self.width, *start));
        let before: Vec<(usize, usize)> = starts.take_while(|(start, _)| *start < offset).collect();
        match before.last() {
            None => offset,
            Some((_, start)) => (offset - before.len() * self.width).max(*start),
        }
    }

    /// Lends spaces to the line that holds an offset of the file; false when it cannot help.
    pub(super) fn lend(&mut self, offset: usize) -> bool {
        let head = self.original.get(..offset).unwrap_or_default();
        let start = head.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        if self.lent.len() >= LENT_MAX || self.lent.contains(&start) {
            return false;
        }
        self.lent.push(start);
        self.lent.sort_unstable();
        self.text.clear();
        let mut from = 0;
        for start in &self.lent {
            self.text
                .push_str(self.original.get(from..*start).unwrap_or_default());
            self.text.push_str(&" ".repeat(self.width));
            from = *start;
        }
        self.text
            .push_str(self.original.get(from..).unwrap_or_default());
        true
    }
}
