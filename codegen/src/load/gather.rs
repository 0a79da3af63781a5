//! Reads the root document and every file that it reaches, and makes sure that every reference leads somewhere.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::io;
use std::path::Path;

use super::document::{Document, Lost, Spot, Version};
use super::flaw::{report_bare, report_in};
use super::grammar::{Item, Kind};
use super::node::{FileId, Node, Value};
use super::reading::read_bytes;
use super::resources::whole;
use super::source::File;
use crate::finding::{Finding, Findings};
use crate::ir::Place;

/// What came of reading a contract.
#[derive(Debug)]
pub struct Loaded {
    /// As much of it as could be read; none when its root could not, or is of an unknown version.
    pub document: Option<Document>,
    /// Everything that is wrong with any of the files, each with its place.
    pub findings: Findings,
}

impl Loaded {
    /// The document, when nothing is wrong with it.
    ///
    /// # Errors
    /// Everything that is.
    pub fn sound(self) -> Result<Document, Findings> {
        match self.document {
            Some(document) if self.findings.is_empty() => Ok(document),
            _ => Err(self.findings),
        }
    }
}

/// Reads a contract from its root file, as far as that goes. Files that it refers to are found relative to the file that refers to them.
#[must_use]
pub fn read_document(path: &Path) -> Loaded {
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    gather(&name, &|name| std::fs::read(folder.join(name)))
}

/// Reads a contract of several files that are already in memory, the root first; names are paths relative to the root's folder.
#[must_use]
pub fn read_texts(files: &[(&str, &str)]) -> Loaded {
    let texts: BTreeMap<&str, &str> = files.iter().copied().collect();
    let root = files.first().map_or("", |(name, _)| name);
    gather(root, &|name| {
        let text = texts.get(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(text.as_bytes().to_vec())
    })
}

/// Reads a sound contract from its root file.
///
/// # Errors
/// Everything that is wrong with any of the files, each with its place.
pub fn load_document(path: &Path) -> Result<Document, Findings> {
    read_document(path).sound()
}

/// Reads a sound contract of one file that is already in memory; the name decides between JSON and YAML.
///
/// # Errors
/// As `load_document`.
pub fn load_text(name: &str, text: &str) -> Result<Document, Findings> {
    load_texts(&[(name, text)])
}

/// Reads a sound contract of several files that are already in memory.
///
/// # Errors
/// As `load_document`.
pub fn load_texts(files: &[(&str, &str)]) -> Result<Document, Findings> {
    read_texts(files).sound()
}

type Read<'a> = dyn Fn(&str) -> io::Result<Vec<u8>> + 'a;

fn gather(root: &str, read: &Read<'_>) -> Loaded {
    let mut gathering = Gathering {
        read,
        document: Document::default(),
        failed: HashMap::new(),
        queue: VecDeque::new(),
        visited: HashSet::new(),
        references: Vec::new(),
        unnamed: Vec::new(),
        findings: Findings::new(),
    };
    gathering.open(root);
    let is_readable = gathering.visit_all(root);
    gathering.report_circles();
    Loaded {
        document: is_readable.then_some(gathering.document),
        findings: gathering.findings.sorted(),
    }
}

struct Gathering<'a> {
    read: &'a Read<'a>,
    document: Document,
    failed: HashMap<String, Fate>,
    /// Places whose references are still to be looked at.
    queue: VecDeque<(Spot, Kind)>,
    visited: HashSet<(Spot, Kind)>,
    /// Every `$ref` that was met.
    references: Vec<Spot>,
    /// References by a URI that no schema had as its `$id` so far.
    unnamed: Vec<Outgoing>,
    findings: Findings,
}

/// Why a file is not in the document.
enum Fate {
    Missing,
    Unreadable(io::ErrorKind),
    /// Its own findings say it.
    Broken,
}

/// A reference that was met on a walk.
struct Outgoing {
    from: Spot,
    uri: String,
    kind: Kind,
}

impl Gathering<'_> {
    fn open(&mut self, name: &str) {
        let bytes = match (self.read)(name) {
            Ok(bytes) => bytes,
            Err(error) => {
                let fate = match error.kind() {
                    io::ErrorKind::NotFound => Fate::Missing,
                    kind => Fate::Unreadable(kind),
                };
                self.failed.insert(name.to_owned(), fate);
                return;
            }
        };
        let id = FileId(u32::try_from(self.document.files.len()).unwrap_or(u32::MAX));
        let (text, outcome) = read_bytes(id, name, bytes);
        let Some(root) = outcome.root else {
            report_bare(name, &text, &outcome.flaws, &mut self.findings);
            self.failed.insert(name.to_owned(), Fate::Broken);
            return;
        };
        let name = name.to_owned();
        let file = File {
            id,
            name: name.clone(),
            text,
            root,
        };
        report_in(&file, &outcome.flaws, &mut self.findings);
        self.document.files.push(file);
        self.document.by_name.insert(name, id);
        if let (Version::V31, Some(file)) = (self.document.version(), self.document.files.last()) {
            self.document.resources.survey(file);
        }
    }

    /// False when there is no document of a known version.
    fn visit_all(&mut self, root: &str) -> bool {
        if self.document.files.is_empty() {
            self.report_no_root(root);
            return false;
        }
        if let Err(finding) = self.document.check_version() {
            self.report(finding);
            return false;
        }
        self.queue.push_back((whole(FileId(0)), Kind::Document));
        loop {
            while let Some((spot, kind)) = self.queue.pop_front() {
                for outgoing in self.outgoing(&spot, kind) {
                    self.follow(outgoing);
                }
            }
            // Files that were met since may hold a schema that calls itself so.
            let waiting = self.unnamed.len();
            for outgoing in std::mem::take(&mut self.unnamed) {
                self.follow(outgoing);
            }
            if self.queue.is_empty() && self.unnamed.len() == waiting {
                break;
            }
        }
        for outgoing in std::mem::take(&mut self.unnamed) {
            self.report_lost(&outgoing.from, &Lost::Remote);
        }
        true
    }

    fn outgoing(&self, spot: &Spot, kind: Kind) -> Vec<Outgoing> {
        let mut walk = Walk {
            at: spot.clone(),
            found: Vec::new(),
        };
        if let Some(node) = self.document.node_at(spot) {
            walk.node(node, kind);
        }
        walk.found
    }

    fn follow(&mut self, outgoing: Outgoing) {
        let Outgoing { from, uri, kind } = &outgoing;
        let base = self.document.resources.around(from);
        let found = loop {
            match self.document.find(&base, uri) {
                Err(Lost::File(name)) if !self.failed.contains_key(&name) => self.open(&name),
                found => break found,
            }
        };
        match found {
            Ok(spot) => {
                let links = self.document.links.entry(base).or_default();
                links.insert(uri.clone(), spot.clone());
                self.references.push(from.clone());
                if natural_kind(&self.document, &spot) != Some(*kind)
                    && self.visited.insert((spot.clone(), *kind))
                {
                    self.queue.push_back((spot, *kind));
                }
            }
            Err(Lost::Remote) => self.unnamed.push(outgoing),
            Err(lost) => self.report_lost(from, &lost),
        }
    }

    fn report_lost(&mut self, from: &Spot, lost: &Lost) {
        let Some(node) = self.document.node_at(from) else {
            return;
        };
        let mut finding = self.document.lost_finding(node, lost);
        self.document.told.insert(finding.place.clone());
        if let Lost::File(name) = lost {
            match self.failed.get(name) {
                Some(Fate::Broken) => return,
                Some(Fate::Unreadable(kind)) => {
                    finding.rule = "file-unreadable";
                    finding.message = format!("the file `{name}` cannot be read: {kind}");
                    finding.fix = "refer to a readable file".to_owned();
                }
                Some(Fate::Missing) | None => {}
            }
        }
        self.report(finding);
    }

    fn report_no_root(&mut self, root: &str) {
        let place = Place {
            file: root.to_owned(),
            line: 1,
            column: 1,
            pointer: String::new(),
        };
        let fix = "name the root document of a contract";
        let finding = match self.failed.get(root) {
            Some(Fate::Missing) => {
                Finding::error("file-missing", place, "there is no such file", fix)
            }
            Some(Fate::Unreadable(kind)) => Finding::error(
                "file-unreadable",
                place,
                format!("the file cannot be read: {kind}"),
                fix,
            ),
            Some(Fate::Broken) | None => return,
        };
        self.findings.push(finding);
    }

    /// A circle of references is reported once, at the first of its members.
    fn report_circles(&mut self) {
        let mut findings = Vec::new();
        for start in &self.references {
            let members = circle_of(&self.document, start);
            let first = members.iter().min();
            if let (Some(first), Some(node)) = (first, self.document.node_at(start)) {
                let finding = self.document.lost_finding(node, &Lost::Circle);
                findings.push((first == start, finding));
            }
        }
        for (is_first, finding) in findings {
            self.document.told.insert(finding.place.clone());
            if is_first {
                self.report(finding);
            }
        }
    }

    fn report(&mut self, finding: Finding) {
        let line = self.document.line_text(&finding.place).unwrap_or_default();
        self.findings.push_with_line(finding, line);
    }
}

/// The references from `start` back to itself; empty when it lies on no circle.
fn circle_of(document: &Document, start: &Spot) -> Vec<Spot> {
    let mut members = Vec::new();
    let mut here = start.clone();
    while let Some(uri) = document.node_at(&here).and_then(Node::reference) {
        if members.contains(&here) {
            return if here == *start { members } else { Vec::new() };
        }
        let Ok(next) = document.find(&document.resources.around(&here), uri) else {
            break;
        };
        members.push(here);
        here = next;
    }
    Vec::new()
}

/// The kind that the root document's own structure gives to a place, which was walked already.
fn natural_kind(document: &Document, spot: &Spot) -> Option<Kind> {
    if spot.file != FileId(0) {
        return None;
    }
    let mut node = document.root();
    let mut kind = Kind::Document;
    for step in &spot.steps {
        let step = *step as usize;
        (node, kind) = match &node.value {
            Value::Map(entries) => entries
                .get(step)
                .map(|(key, node)| (node, kind.of_entry(&key.text)))?,
            Value::List(items) => items.get(step).map(|node| (node, kind.of_item()))?,
            _ => return None,
        };
    }
    Some(kind)
}

/// A walk over one tree that notes its references.
struct Walk {
    at: Spot,
    found: Vec<Outgoing>,
}

impl Walk {
    fn node(&mut self, node: &Node, kind: Kind) {
        if kind == Kind::Data {
            return;
        }
        if let Some((uri, kind)) = reference(node, kind) {
            self.found.push(Outgoing {
                from: self.at.clone(),
                uri: uri.to_owned(),
                kind,
            });
        }
        match &node.value {
            Value::Map(entries) => {
                for (step, (key, child)) in (0..).zip(entries) {
                    self.child(step, child, kind.of_entry(&key.text));
                }
            }
            Value::List(items) => {
                for (step, child) in (0..).zip(items) {
                    self.child(step, child, kind.of_item());
                }
            }
            _ => {}
        }
    }

    fn child(&mut self, step: u32, child: &Node, kind: Kind) {
        self.at.steps.push(step);
        self.node(child, kind);
        self.at.steps.pop();
    }
}

/// The URI at a place, and what is expected behind it.
pub(super) fn reference(node: &Node, kind: Kind) -> Option<(&str, Kind)> {
    match kind {
        Kind::MappingTarget => {
            let text = node.as_str()?;
            // A bare word is the name of a component, anything else a URI.
            let is_uri = text.contains(['#', '/'])
                || text.ends_with(".yaml")
                || text.ends_with(".yml")
                || text.ends_with(".json");
            is_uri.then_some((text, Kind::One(Item::Schema)))
        }
        Kind::SchemaOrList => node.reference().map(|uri| (uri, Kind::One(Item::Schema))),
        kind if kind.may_refer() => node.reference().map(|uri| (uri, kind)),
        _ => None,
    }
}
