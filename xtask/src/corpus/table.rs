//! The table: a row per document.

use std::fmt::{self, Write as _};

use super::document::Document;

/// What became of a document.
#[derive(Default)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) bytes: u64,
    pub(super) operations: usize,
    /// Findings that stopped it.
    pub(super) errors: usize,
    /// Findings that didn't.
    pub(super) warnings: usize,
    /// Shapes that became raw JSON.
    pub(super) raw: usize,
    /// Operations whose client carries less than the contract says.
    pub(super) lowered: usize,
    pub(super) generated: bool,
    /// It ended without crates and without findings.
    pub(super) crashed: bool,
    pub(super) lines: usize,
    pub(super) ms: u128,
    pub(super) models: Verdict,
    pub(super) server: Verdict,
    pub(super) client: Verdict,
}

/// One of the crates of a document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Models,
    Server,
    Client,
}

/// What rustc said to a crate.
#[derive(Clone, Copy, Default)]
pub(super) struct Verdict {
    pub(super) compiled: bool,
    pub(super) warnings: usize,
    pub(super) errors: usize,
}

impl Part {
    pub(super) const ALL: [Self; 3] = [Self::Models, Self::Server, Self::Client];

    /// The name of its folder.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Models => "models",
            Self::Server => "server",
            Self::Client => "client",
        }
    }
}

impl Verdict {
    /// It compiles with warnings denied.
    fn is_good(self) -> bool {
        self.compiled && self.warnings == 0
    }

    /// Of a crate and of the models that it leans on.
    fn over(self, models: Self) -> Self {
        Self {
            compiled: self.compiled,
            warnings: self.warnings + models.warnings,
            errors: self.errors + models.errors,
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.compiled, self.warnings) {
            (true, 0) => f.write_str("yes"),
            (true, warnings) => write!(f, "{warnings} warnings"),
            (false, _) => write!(f, "no, {} errors", self.errors),
        }
    }
}

impl Row {
    /// The row of a document of which nothing is known yet.
    pub(super) fn of(document: Document) -> Self {
        Self {
            name: document.name,
            bytes: document.bytes,
            ..Self::default()
        }
    }

    pub(super) fn verdict(&mut self, part: Part) -> &mut Verdict {
        match part {
            Part::Models => &mut self.models,
            Part::Server => &mut self.server,
            Part::Client => &mut self.client,
        }
    }

    /// Findings, or crates that compile with warnings denied.
    pub(super) fn is_good(&self) -> bool {
        if self.generated {
            self.server().is_good() && self.client().is_good()
        } else {
            self.errors > 0 && !self.crashed
        }
    }

    fn server(&self) -> Verdict {
        self.server.over(self.models)
    }

    fn client(&self) -> Verdict {
        self.client.over(self.models)
    }

    fn cells(&self) -> String {
        let generated = match (self.generated, self.crashed) {
            (true, _) => "yes",
            (false, true) => "crashed",
            (false, false) => "no",
        };
        let (server, client) = if self.generated {
            (self.server().to_string(), self.client().to_string())
        } else {
            ("-".to_owned(), "-".to_owned())
        };
        format!(
            "| {} | {} | {} | {} | {} | {generated} | {server} | {client} | {} | {} | {} | {} |",
            self.name,
            self.bytes,
            self.operations,
            self.errors,
            self.warnings,
            self.raw,
            self.lowered,
            self.ms,
            self.lines
        )
    }
}

/// The whole table as Markdown, with its sums.
pub(super) fn table(rows: &[Row]) -> String {
    let mut text = format!("{HEAD}\n");
    for row in rows {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", row.cells());
    }
    let count = |is: &dyn Fn(&Row) -> bool| rows.iter().filter(|row| is(row)).count();
    let _ = writeln!(
        text,
        "\n{} documents: {} generated, {} refused with findings; {} servers and {} clients compile with warnings denied, both for {}.",
        rows.len(),
        count(&|row| row.generated),
        count(&|row| !row.generated && !row.crashed),
        count(&|row| row.generated && row.server().is_good()),
        count(&|row| row.generated && row.client().is_good()),
        count(&|row| row.generated && row.is_good()),
    );
    text
}

const HEAD: &str = "# Documents from elsewhere

What the compiler makes of each, and what rustc says to the crates with every warning and `missing_docs` counted. Written by
`cargo xtask corpus --out docs/corpus.md`; times are those of one run of the release build, writing the files included.

- **errors** stop a document, each with its place; **warnings** don't. `concierge-codegen explain ID` tells more of each.
- **raw JSON** counts the shapes that became untyped values, **lowered** what clients carry less than the document says. Both are warnings with places.

| document | bytes | operations | errors | warnings | generated | server compiles | client compiles | raw JSON | lowered | ms | lines |
| --- | ---: | ---: | ---: | ---: | --- | --- | --- | ---: | ---: | ---: | ---: |";
