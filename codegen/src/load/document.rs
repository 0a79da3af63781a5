//! A contract over all its files: places, and the way along references.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::node::{FileId, Key, Node, Span, Value};
use super::pointer::{self, Fragment, Uri};
use super::resources::{Resources, whole};
use super::source::File;
use crate::finding::Finding;
use crate::ir::Place;

/// The most references that are followed on the way along one pointer; more means a circle.
const HOPS_MAX: u32 = 64;

/// A contract that was read: every file that it reaches, every reference known to lead somewhere.
#[derive(Debug, Default)]
pub struct Document {
    /// The root is the first.
    pub(super) files: Vec<File>,
    pub(super) by_name: HashMap<String, FileId>,
    /// For every file or other base, the references in it and where they lead.
    pub(super) links: HashMap<Spot, HashMap<String, Spot>>,
    /// What schemas call themselves.
    pub(super) resources: Resources,
    /// Where a fault of a reference was told already.
    pub(super) told: HashSet<Place>,
}

/// A version of the OpenAPI standard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// `3.0.x`
    V30,
    /// `3.1.x`
    V31,
}

/// A node by its file and the child indices that lead to it, which takes no borrow.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Spot {
    pub(super) file: FileId,
    pub(super) steps: Vec<u32>,
}

/// Where a reference leads.
#[derive(Clone, Debug)]
pub struct Target<'a> {
    /// What stands there.
    pub node: &'a Node,
    /// In which file.
    pub file: FileId,
    /// The file's name without folders and extension.
    pub stem: &'a str,
    /// JSON Pointer inside that file.
    pub pointer: String,
    /// The name that the reference suggests: the last step of the pointer, else the stem.
    pub name: String,
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug)]
pub(super) enum Lost {
    /// Its escapes are broken.
    Escape,
    /// It names a scheme or a host, and no schema calls itself so.
    Remote,
    /// No schema there has that anchor.
    Anchor,
    /// It names a file that was not read (yet).
    File(String),
    /// There is nothing at that pointer in that file.
    Pointer { file: FileId, pointer: String },
    /// The way there goes in a circle.
    Circle,
}

impl Document {
    /// Every file, the root first, then in the order of their first mention.
    #[must_use]
    pub fn files(&self) -> &[File] {
        &self.files
    }

    /// One file.
    ///
    /// # Panics
    /// When the id comes from another document.
    #[must_use]
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// The root file's tree.
    #[must_use]
    pub fn root(&self) -> &Node {
        self.file(FileId(0)).root()
    }

    /// The version of the standard that the root document declares.
    #[must_use]
    pub fn version(&self) -> Version {
        match self.root().get("openapi").and_then(Node::as_str) {
            Some(text) if text.starts_with("3.0") => Version::V30,
            _ => Version::V31,
        }
    }

    /// Where a node stands, with its JSON Pointer.
    #[must_use]
    pub fn place(&self, node: &Node) -> Place {
        self.place_at(node.span, &Sought::Node(node))
    }

    /// Where a key stands, with the JSON Pointer of its value.
    #[must_use]
    pub fn place_of_key(&self, key: &Key) -> Place {
        self.place_at(key.span, &Sought::Key(key))
    }

    /// The source line of a place.
    #[must_use]
    pub fn line_text(&self, place: &Place) -> Option<&str> {
        self.file(*self.by_name.get(&place.file)?)
            .text
            .line(place.line)
    }

    /// Follows a node's `$ref`, and the next, until something that is no reference. A node without `$ref` is its own answer.
    ///
    /// # Errors
    /// When a reference leads nowhere or in a circle; a document that was loaded has none of these where the standard allows a reference.
    pub fn resolve<'a>(&'a self, node: &'a Node) -> Result<&'a Node, Finding> {
        let mut seen = BTreeSet::new();
        let mut here = node;
        while here.reference().is_some() {
            if !seen.insert(std::ptr::from_ref(here)) {
                return Err(self.lost_finding(here, &Lost::Circle));
            }
            here = self
                .hop(here)
                .map_err(|lost| self.lost_finding(here, &lost))?;
        }
        Ok(here)
    }

    /// Follows a node's `$ref` once.
    ///
    /// # Errors
    /// When the node is no reference, or one that leads nowhere.
    pub fn target<'a>(&'a self, node: &'a Node) -> Result<Target<'a>, Finding> {
        self.target_of(node)
            .map_err(|lost| self.lost_finding(node, &lost))
    }

    /// True when the fault of a reference was told when the document was read, so that nobody has to tell it again.
    #[must_use]
    pub fn is_told(&self, finding: &Finding) -> bool {
        self.told.contains(&finding.place)
    }

    fn target_of(&self, node: &Node) -> Result<Target<'_>, Lost> {
        let spot = self.find(&self.base_of(node), node.reference().unwrap_or_default())?;
        let node = self.node_at(&spot).ok_or(Lost::Circle)?;
        let pointer = self.pointer_of(&spot);
        let stem = self.file(spot.file).stem();
        let last = pointer::tokens(&pointer).and_then(|mut tokens| tokens.pop());
        Ok(Target {
            node,
            file: spot.file,
            stem,
            name: last.unwrap_or_else(|| stem.to_owned()),
            pointer,
        })
    }

    /// The resource that a node stands in: the base of its reference.
    pub(super) fn base_of(&self, node: &Node) -> Spot {
        if self.resources.is_empty() {
            return whole(node.span.file);
        }
        self.resources.around(&self.spot_around(node))
    }

    /// The spot that a URI names inside a resource, from memory or by walking.
    pub(super) fn find(&self, base: &Spot, uri: &str) -> Result<Spot, Lost> {
        match self.links.get(base).and_then(|links| links.get(uri)) {
            Some(spot) => Ok(spot.clone()),
            None => self.walk_to(base, uri, &mut { HOPS_MAX }),
        }
    }

    /// The node at a spot.
    pub(super) fn node_at(&self, spot: &Spot) -> Option<&Node> {
        spot.steps
            .iter()
            .try_fold(self.file(spot.file).root(), |node, step| child(node, *step))
    }

    /// Makes sure that the root is a document of a supported version.
    pub(super) fn check_version(&self) -> Result<(), Finding> {
        let fix = "declare `openapi: 3.0.3` or `openapi: 3.1.0`";
        let root = self.root();
        let refuse =
            |node, message: String| Err(Finding::error("version", self.place(node), message, fix));
        if root.as_map().is_none() {
            return refuse(
                root,
                format!(
                    "the root of a contract must be an object, this is {}",
                    root.kind()
                ),
            );
        }
        let Some(version) = root.get("openapi") else {
            return match root.get("swagger") {
                Some(node) => refuse(node, "Swagger 2 is not supported".to_owned()),
                None => refuse(root, "the version of OpenAPI is not declared".to_owned()),
            };
        };
        match version.as_str() {
            Some(text) if ["3.0", "3.1"].iter().any(|known| is_version(text, known)) => Ok(()),
            Some(text) => refuse(version, format!("OpenAPI `{text}` is not supported")),
            None => refuse(
                version,
                format!(
                    "the version of OpenAPI must be a string, this is {}",
                    version.kind()
                ),
            ),
        }
    }

    fn hop<'a>(&'a self, node: &Node) -> Result<&'a Node, Lost> {
        let spot = self.find(&self.base_of(node), node.reference().unwrap_or_default())?;
        self.node_at(&spot).ok_or(Lost::Circle)
    }

    /// Walks a pointer; a reference on the way is followed, as if its target stood there.
    fn walk_to(&self, base: &Spot, uri: &str, hops: &mut u32) -> Result<Spot, Lost> {
        *hops = hops.checked_sub(1).ok_or(Lost::Circle)?;
        let uri = pointer::parse_uri(uri).ok_or(Lost::Escape)?;
        let resource = self.resource(base, &uri)?;
        match &uri.fragment {
            Fragment::Anchor(name) => {
                let found = self.resources.anchor(&resource, name);
                found.cloned().ok_or(Lost::Anchor)
            }
            Fragment::Pointer(tokens) => match self.walk_from(&resource, tokens, hops) {
                // Many contracts give their schemas an `$id` and mean the file nevertheless.
                Err(Lost::Pointer { .. }) if !resource.steps.is_empty() => {
                    self.walk_from(&whole(resource.file), tokens, hops)
                }
                found => found,
            },
        }
    }

    fn walk_from(&self, start: &Spot, tokens: &[String], hops: &mut u32) -> Result<Spot, Lost> {
        let lost = || Lost::Pointer {
            file: start.file,
            pointer: pointer::join(tokens.iter().map(String::as_str)),
        };
        let mut spot = start.clone();
        for token in tokens {
            spot = self.step(spot, token, hops, &lost)?;
        }
        Ok(spot)
    }

    /// The schema of that `$id`, else the file beside the one that holds the reference.
    fn resource(&self, base: &Spot, uri: &Uri<'_>) -> Result<Spot, Lost> {
        if uri.written.is_empty() {
            return Ok(base.clone());
        }
        let from = self.file(base.file).name();
        if let Some(spot) = self.resources.named(base, from, uri.written) {
            return Ok(spot.clone());
        }
        let file = uri.file.as_deref().ok_or(Lost::Remote)?;
        let name = pointer::join_file(from, file);
        match self.by_name.get(&name) {
            Some(file) => Ok(whole(*file)),
            None => Err(Lost::File(name)),
        }
    }

    fn step(
        &self,
        mut spot: Spot,
        token: &str,
        hops: &mut u32,
        lost: &dyn Fn() -> Lost,
    ) -> Result<Spot, Lost> {
        loop {
            let node = self.node_at(&spot).ok_or_else(lost)?;
            if let Some(step) = child_index(node, token) {
                spot.steps.push(step);
                return Ok(spot);
            }
            let uri = node.reference().ok_or_else(lost)?;
            spot = self.walk_to(&self.resources.around(&spot), uri, hops)?;
        }
    }

    /// The innermost place at or around a node that the tree of its file has.
    fn spot_around(&self, sought: &Node) -> Spot {
        let mut spot = whole(sought.span.file);
        let mut node = self.file(spot.file).root();
        while !std::ptr::eq(node, sought) {
            let next = step_before(node, sought.span.offset);
            let Some((step, inner)) = next.and_then(|step| Some((step, child(node, step)?))) else {
                break;
            };
            if inner.span.offset > sought.span.offset {
                break;
            }
            spot.steps.push(step);
            node = inner;
        }
        spot
    }

    fn pointer_of(&self, spot: &Spot) -> String {
        let mut pointer = String::new();
        let mut node = self.file(spot.file).root();
        for step in &spot.steps {
            push_step(&mut pointer, node, *step);
            let Some(next) = child(node, *step) else {
                break;
            };
            node = next;
        }
        pointer
    }

    fn place_at(&self, span: Span, sought: &Sought<'_>) -> Place {
        let file = self.file(span.file);
        let (line, column) = file.text.line_column(span.offset);
        Place {
            file: file.name.clone(),
            line,
            column,
            pointer: pointer_to(&file.root, span.offset, sought),
        }
    }
}

/// What a descent looks for.
enum Sought<'a> {
    Node(&'a Node),
    Key(&'a Key),
    Offset,
}

/// The pointer of whatever begins at an offset: entries and items stand in source order, so a binary search per level finds it.
pub(super) fn pointer_at(root: &Node, offset: u32) -> String {
    pointer_to(root, offset, &Sought::Offset)
}

fn pointer_to(root: &Node, offset: u32, sought: &Sought<'_>) -> String {
    let mut pointer = String::new();
    let mut node = root;
    loop {
        if matches!(sought, Sought::Node(it) if std::ptr::eq(*it, node)) {
            return pointer;
        }
        let Some(step) = step_before(node, offset) else {
            return pointer;
        };
        push_step(&mut pointer, node, step);
        if let (Value::Map(entries), Sought::Key(key)) = (&node.value, sought)
            && entries
                .get(step as usize)
                .is_some_and(|(it, _)| std::ptr::eq(*key, it))
        {
            return pointer;
        }
        let Some(next) = child(node, step) else {
            return pointer;
        };
        node = next;
    }
}

/// The last entry or item of a node that begins at an offset or before it.
fn step_before(node: &Node, offset: u32) -> Option<u32> {
    let after = match &node.value {
        Value::Map(entries) => entries.partition_point(|(key, _)| key.span.offset <= offset),
        Value::List(items) => items.partition_point(|item| item.span.offset <= offset),
        _ => 0,
    };
    u32::try_from(after.checked_sub(1)?).ok()
}

fn is_version(text: &str, known: &str) -> bool {
    text.strip_prefix(known)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn child(node: &Node, step: u32) -> Option<&Node> {
    match &node.value {
        Value::Map(entries) => entries.get(step as usize).map(|(_, node)| node),
        Value::List(items) => items.get(step as usize),
        _ => None,
    }
}

fn child_index(node: &Node, token: &str) -> Option<u32> {
    let index = match &node.value {
        Value::Map(entries) => entries.iter().position(|(key, _)| key.text == token)?,
        Value::List(items) => pointer::index(token).filter(|index| *index < items.len())?,
        _ => return None,
    };
    u32::try_from(index).ok()
}

fn push_step(pointer: &mut String, node: &Node, step: u32) {
    match &node.value {
        Value::Map(entries) => {
            if let Some((key, _)) = entries.get(step as usize) {
                pointer::push(pointer, &key.text);
            }
        }
        _ => pointer::push(pointer, &step.to_string()),
    }
}
