//! One self-contained JSON document out of many files.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use super::bundle_json::write_document;
use super::document::{Document, Lost};
use super::gather::reference;
use super::grammar::{Item, Kind};
use super::limits::DEPTH_MAX;
use super::node::{FileId, Node, Value};
use super::pointer;
use crate::finding::{Finding, Findings};

/// The most references inside each other that are replaced by their targets.
const INLINE_MAX: usize = 8;

/// Writes a contract as one self-contained JSON document: keys in source order, digits as written, two spaces of indentation.
/// What other files hold is moved to `components` under the name by which it is referred to; path items are put in place.
///
/// # Errors
/// When something that has no section in `components` contains itself over several files.
pub fn bundle(document: &Document) -> Result<String, Findings> {
    let (bundle, findings) = Bundle::of(document);
    if findings.is_empty() {
        Ok(bundle.to_json())
    } else {
        Err(findings)
    }
}

/// Which name every shared object has in the bundled document.
#[derive(Debug)]
pub struct Bundle<'a> {
    pub(super) document: &'a Document,
    homes: HashMap<(*const Node, Item), String>,
    /// Names in use, by section.
    taken: BTreeSet<(Item, String)>,
    /// Objects that move to `components`, in the order of their first mention.
    hoisted: Vec<Hoisted<'a>>,
}

/// An object of another file that moves to `components`.
#[derive(Debug)]
pub(super) struct Hoisted<'a> {
    pub(super) item: Item,
    pub(super) name: String,
    pub(super) node: &'a Node,
}

/// What becomes of a reference.
pub(super) enum Destination<'a> {
    /// It points at this place of the bundled document.
    Local(String),
    /// It is replaced by what it points at.
    Inline(&'a Node),
    /// It points at an object of another file that has no name yet.
    Homeless(&'a Node, Item),
}

impl<'a> Bundle<'a> {
    /// Decides the names, and tells what one document cannot express.
    #[must_use]
    pub fn of(document: &'a Document) -> (Self, Findings) {
        let mut bundle = Self {
            document,
            homes: HashMap::new(),
            taken: BTreeSet::new(),
            hoisted: Vec::new(),
        };
        bundle.claim_root_names();
        let mut survey = Survey {
            bundle,
            queue: VecDeque::new(),
            seen: HashSet::new(),
            open: Vec::new(),
            findings: Findings::new(),
        };
        survey.node(document.root(), Kind::Document);
        while let Some((node, item)) = survey.queue.pop_front() {
            survey.node(node, Kind::One(item));
        }
        (survey.bundle, survey.findings.sorted())
    }

    /// The key under `components.schemas` of a schema that stands there in the bundled document.
    #[must_use]
    pub fn schema_name(&self, node: &Node) -> Option<&str> {
        self.home(node, Item::Schema)
    }

    /// The key under `components.responses` of an answer that stands there in the bundled document.
    #[must_use]
    pub fn response_name(&self, node: &Node) -> Option<&str> {
        self.home(node, Item::Response)
    }

    /// Every schema of `components.schemas` in the order of the bundled document.
    #[must_use]
    pub fn schemas(&self) -> Vec<(&str, &'a Node)> {
        let own = self
            .section(Item::Schema)
            .into_iter()
            .map(|(key, entry)| (key, self.adopted(key, entry, Item::Schema)));
        let moved = self
            .hoisted
            .iter()
            .filter(|it| it.item == Item::Schema)
            .map(|it| (it.name.as_str(), it.node));
        own.chain(moved).collect()
    }

    /// The bundled document.
    #[must_use]
    pub fn to_json(&self) -> String {
        write_document(self)
    }

    pub(super) fn hoisted(&self) -> &[Hoisted<'a>] {
        &self.hoisted
    }

    /// The content of a root component: the entry itself, or, where it does nothing but refer to another file, what it refers to.
    pub(super) fn adopted(&self, key: &str, entry: &'a Node, item: Item) -> &'a Node {
        match self.content(entry) {
            Some(content) if self.home(content, item) == Some(key) => content,
            _ => entry,
        }
    }

    /// What becomes of a reference that `holder` holds. The document is loaded, so it leads somewhere.
    pub(super) fn destination(
        &self,
        holder: &Node,
        uri: &str,
        kind: Kind,
    ) -> Result<Destination<'a>, Lost> {
        let target = self.canonical(self.follow(holder, uri)?);
        let section = match kind {
            Kind::One(item) => item.section().map(|section| (item, section)),
            _ => None,
        };
        let Some((item, section)) = section else {
            return Ok(Destination::Inline(target));
        };
        if let Some(name) = self.home(target, item) {
            return Ok(Destination::Local(format!(
                "#{}",
                fragment(&pointer::join(["components", section, name]))
            )));
        }
        if target.span.file == FileId(0) {
            return Ok(Destination::Local(format!(
                "#{}",
                fragment(&self.document.place(target).pointer)
            )));
        }
        Ok(Destination::Homeless(target, item))
    }

    /// The entries of one section of the root's `components`, also where the section is a file of its own.
    pub(super) fn section(&self, item: Item) -> Vec<(&'a str, &'a Node)> {
        let section = item.section().unwrap_or_default();
        let components = self
            .document
            .root()
            .get("components")
            .map(|node| self.resolved(node));
        let entries = components
            .and_then(|node| node.get(section))
            .map(|node| self.resolved(node));
        let entries = entries.map(Node::entries).unwrap_or_default();
        entries
            .iter()
            .filter(|(key, _)| key.text != "$ref")
            .map(|(key, node)| (key.text.as_str(), node))
            .collect()
    }

    fn home(&self, node: &Node, item: Item) -> Option<&str> {
        self.homes
            .get(&(std::ptr::from_ref(node), item))
            .map(String::as_str)
    }

    fn claim_root_names(&mut self) {
        for item in Item::SHARED {
            for (key, entry) in self.section(item) {
                self.taken.insert((item, key.to_owned()));
                self.homes
                    .insert((std::ptr::from_ref(entry), item), key.to_owned());
            }
        }
        // Only now, so that a name which a file earns by being the content of an entry never shadows an entry.
        for item in Item::SHARED {
            for (key, entry) in self.section(item) {
                if let Some(content) = self.content(entry) {
                    self.homes
                        .entry((std::ptr::from_ref(content), item))
                        .or_insert_with(|| key.to_owned());
                }
            }
        }
    }

    /// What an entry that does nothing but refer to another file refers to.
    fn content(&self, entry: &'a Node) -> Option<&'a Node> {
        let uri = pure_reference(entry)?;
        let target = self.canonical(self.follow(entry, uri).ok()?);
        (target.span.file != FileId(0)).then_some(target)
    }

    /// Skips references of other files that do nothing but refer further.
    fn canonical(&self, node: &'a Node) -> &'a Node {
        let mut here = node;
        for _ in 0..DEPTH_MAX {
            if here.span.file == FileId(0) {
                break;
            }
            match pure_reference(here).map(|uri| self.follow(here, uri)) {
                Some(Ok(next)) => here = next,
                _ => break,
            }
        }
        here
    }

    fn resolved(&self, node: &'a Node) -> &'a Node {
        self.document.resolve(node).unwrap_or(node)
    }

    fn follow(&self, holder: &Node, uri: &str) -> Result<&'a Node, Lost> {
        let spot = self.document.find(&self.document.base_of(holder), uri)?;
        self.document.node_at(&spot).ok_or(Lost::Circle)
    }

    /// Gives a name to an object of another file.
    fn hoist(&mut self, node: &'a Node, item: Item) {
        let stem = clean(self.document.file(node.span.file).stem());
        let place = self.document.place(node);
        let last = pointer::tokens(&place.pointer).and_then(|mut tokens| tokens.pop());
        let name = match last.as_deref().map(clean) {
            None => stem.clone(),
            Some(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                format!("{stem}_{number}")
            }
            Some(name) => name,
        };
        let qualified = format!("{stem}_{name}");
        let numbered = (2..).map(|number: u64| format!("{qualified}_{number}"));
        let mut candidates = [name, qualified.clone()].into_iter().chain(numbered);
        let name = candidates
            .find(|name| !self.taken.contains(&(item, name.clone())))
            .unwrap_or(qualified);
        self.taken.insert((item, name.clone()));
        self.homes
            .insert((std::ptr::from_ref(node), item), name.clone());
        self.hoisted.push(Hoisted { item, name, node });
    }
}

/// A walk over everything that the bundled document will hold, which finds what has to move.
struct Survey<'a> {
    bundle: Bundle<'a>,
    queue: VecDeque<(&'a Node, Item)>,
    seen: HashSet<(*const Node, Item)>,
    /// What is being put in place around here.
    open: Vec<*const Node>,
    findings: Findings,
}

impl<'a> Survey<'a> {
    fn node(&mut self, node: &'a Node, kind: Kind) {
        if kind == Kind::Data {
            return;
        }
        if let Some((uri, expected)) = reference(node, kind) {
            self.reference(node, uri, expected);
        }
        match &node.value {
            Value::Map(entries) => {
                for (key, child) in entries {
                    self.node(child, kind.of_entry(&key.text));
                }
            }
            Value::List(items) => {
                for child in items {
                    self.node(child, kind.of_item());
                }
            }
            _ => {}
        }
    }

    fn reference(&mut self, node: &'a Node, uri: &str, kind: Kind) {
        match self.bundle.destination(node, uri, kind) {
            Ok(Destination::Local(_)) => {
                // A root component that is only a reference takes the content of the other file.
                if let Kind::One(item) = kind
                    && let Some(content) = self.bundle.content(node)
                {
                    self.queue_once(content, item);
                }
            }
            Ok(Destination::Inline(target)) => self.inline(node, target, kind),
            Ok(Destination::Homeless(target, item)) => {
                self.bundle.hoist(target, item);
                self.queue_once(target, item);
            }
            Err(lost) => {
                let finding = self.bundle.document.lost_finding(node, &lost);
                if !self.bundle.document.is_told(&finding) {
                    self.findings.push(finding);
                }
            }
        }
    }

    fn inline(&mut self, node: &'a Node, target: &'a Node, kind: Kind) {
        let address = std::ptr::from_ref(target);
        if self.open.contains(&address) || self.open.len() >= INLINE_MAX {
            let place = self.bundle.document.place(node);
            let message =
                "this reference puts something inside itself, which one document cannot express";
            let fix = "move the part that repeats into a schema or another section of `components`";
            self.findings
                .push(Finding::error("bundle-circle", place, message, fix));
            return;
        }
        self.open.push(address);
        self.node(target, kind);
        self.open.pop();
    }

    fn queue_once(&mut self, node: &'a Node, item: Item) {
        if self.seen.insert((std::ptr::from_ref(node), item)) {
            self.queue.push_back((node, item));
        }
    }
}

/// The URI of a node that is a reference and nothing else.
fn pure_reference(node: &Node) -> Option<&str> {
    node.reference().filter(|_| node.entries().len() == 1)
}

/// A name of `components`: letters, digits, `.`, `-` and `_`.
fn clean(name: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    name.chars()
        .map(|c| if allowed(c) { c } else { '_' })
        .collect()
}

/// A JSON Pointer as the fragment of a URI.
fn fragment(pointer: &str) -> String {
    let mut out = String::new();
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
