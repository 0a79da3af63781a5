//! What is wrong with a contract, and where: every reader and every pass speaks through findings.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::ir::Place;
use crate::load::Document;

/// The most characters of a source line that are shown; longer lines are cut around the place.
const SHOWN_CHARS: usize = 120;

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Nothing can be compiled from this contract.
    Error,
    /// The contract compiles, but somebody should look.
    Warning,
}

impl Severity {
    /// The word that opens a finding.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One thing that is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}: {}:{}:{}", place.file, place.line, place.column)]
pub struct Finding {
    /// The rule that was broken, for example `ref-dangling`.
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What is wrong, in one lowercase fragment.
    pub message: String,
    /// Where it stands.
    pub place: Place,
    /// What to do about it; empty when the message says it all.
    pub fix: String,
}

impl Finding {
    /// A finding that stops compilation.
    #[must_use]
    pub fn error(
        rule: &'static str,
        place: Place,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            rule,
            severity: Severity::Error,
            message: message.into(),
            place,
            fix: fix.into(),
        }
    }

    /// A finding that does not stop compilation.
    #[must_use]
    pub fn warning(
        rule: &'static str,
        place: Place,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(rule, place, message, fix)
        }
    }

    fn order(&self) -> (&Place, Severity, &str, &str) {
        (&self.place, self.severity, self.rule, &self.message)
    }
}

/// All findings of a run, over all files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    list: Vec<Finding>,
    /// Source lines of findings whose document could not be built.
    excerpts: BTreeMap<Spot, Window>,
}

impl Findings {
    /// No findings yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    pub fn push(&mut self, finding: Finding) {
        self.list.push(finding);
    }

    /// Adds one together with the source line that it points at, for a document that will not outlive this run.
    pub fn push_with_line(&mut self, finding: Finding, line: &str) {
        let window = cut(line, finding.place.column);
        self.excerpts.insert(spot(&finding.place), window);
        self.list.push(finding);
    }

    /// Adds all findings of another run.
    pub fn extend(&mut self, other: Findings) {
        self.list.extend(other.list);
        self.excerpts.extend(other.excerpts);
    }

    /// True when at least one finding stops compilation.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.list
            .iter()
            .any(|finding| finding.severity == Severity::Error)
    }

    /// True when nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The findings in their present order.
    pub fn iter(&self) -> std::slice::Iter<'_, Finding> {
        self.list.iter()
    }

    /// Ordered by file, line and column; a finding that was made twice stands once.
    #[must_use]
    pub fn sorted(mut self) -> Self {
        self.list
            .sort_by(|left, right| left.order().cmp(&right.order()));
        self.list.dedup();
        self
    }

    /// Everything as text for a person, ordered, each finding with its source line where that is known.
    #[must_use]
    pub fn render(&self, doc: Option<&Document>) -> String {
        let mut out = String::new();
        for finding in &self.clone().sorted().list {
            if !out.is_empty() {
                out.push('\n');
            }
            self.render_one(finding, doc, &mut out);
        }
        out
    }

    fn render_one(&self, finding: &Finding, doc: Option<&Document>, out: &mut String) {
        let Place {
            file, line, column, ..
        } = &finding.place;
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        // Writing to a String cannot fail.
        let _ = writeln!(
            out,
            "{}[{}]: {}",
            finding.severity.as_str(),
            finding.rule,
            finding.message
        );
        let _ = writeln!(out, "{margin}--> {file}:{line}:{column}");
        if let Some(window) = self.window(&finding.place, doc) {
            let _ = writeln!(out, "{margin} |");
            let _ = writeln!(out, "{number} | {}", window.text);
            let _ = writeln!(out, "{margin} | {}^", " ".repeat(window.caret));
        }
        if !finding.fix.is_empty() {
            let _ = writeln!(out, "{margin} fix: {}", finding.fix);
        }
    }

    fn window(&self, place: &Place, doc: Option<&Document>) -> Option<Window> {
        doc.and_then(|doc| doc.line_text(place))
            .map(|line| cut(line, place.column))
            .or_else(|| self.excerpts.get(&spot(place)).cloned())
    }
}

impl From<Finding> for Findings {
    fn from(finding: Finding) -> Self {
        Self {
            list: vec![finding],
            excerpts: BTreeMap::new(),
        }
    }
}

impl From<Vec<Finding>> for Findings {
    fn from(list: Vec<Finding>) -> Self {
        Self {
            list,
            excerpts: BTreeMap::new(),
        }
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

impl<'a> IntoIterator for &'a Findings {
    type Item = &'a Finding;
    type IntoIter = std::slice::Iter<'a, Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// File, line and column.
type Spot = (String, u32, u32);

fn spot(place: &Place) -> Spot {
    (place.file.clone(), place.line, place.column)
}

/// The part of a line that is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Window {
    text: String,
    /// Characters before the caret.
    caret: usize,
}

/// Cuts a line around a column (from 1); control characters become spaces, so that the caret stays under its place.
fn cut(line: &str, column: u32) -> Window {
    let caret = usize::try_from(column)
        .unwrap_or(usize::MAX)
        .saturating_sub(1);
    let offset = if caret < SHOWN_CHARS {
        0
    } else {
        caret - SHOWN_CHARS / 2
    };
    let text: String = line
        .chars()
        .skip(offset)
        .take(SHOWN_CHARS)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    Window {
        text: text.trim_end().to_owned(),
        caret: caret - offset,
    }
}
