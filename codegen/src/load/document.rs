//! A contract over all its files: places, and the way along references.

use std::collections::{BTreeSet, HashMap};

use super::node::{FileId, Key, Node, Span, Value};
use super::pointer::{self, BadUri, Uri};
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
    /// For every file, the references in it and where they lead.
    pub(super) links: Vec<HashMap<String, Spot>>,
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
    /// The text is no reference that can be followed.
    Uri(BadUri),
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
                return Err(self.lost_finding(node, &Lost::Circle));
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
        self.target_of(node.span.file, node.reference().unwrap_or_default())
            .map_err(|lost| self.lost_finding(node, &lost))
    }

    /// Follows a URI as if a `$ref` in `file` held it, for places where the standard has a URI without `$ref`.
    pub(super) fn target_of(&self, file: FileId, uri: &str) -> Result<Target<'_>, Lost> {
        let spot = self.find(file, uri)?;
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

    /// The spot that a URI in a file names, from memory or by walking.
    pub(super) fn find(&self, file: FileId, uri: &str) -> Result<Spot, Lost> {
        match self
            .links
            .get(file.0 as usize)
            .and_then(|links| links.get(uri))
        {
            Some(spot) => Ok(spot.clone()),
            None => self.walk_to(file, uri, &mut { HOPS_MAX }),
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
        let spot = self.find(node.span.file, node.reference().unwrap_or_default())?;
        self.node_at(&spot).ok_or(Lost::Circle)
    }

    /// Walks a pointer; a reference on the way is followed, as if its target stood there.
    fn walk_to(&self, from: FileId, uri: &str, hops: &mut u32) -> Result<Spot, Lost> {
        *hops = hops.checked_sub(1).ok_or(Lost::Circle)?;
        let Uri { file, tokens } = pointer::parse_uri(uri).map_err(Lost::Uri)?;
        let mut spot = Spot {
            file: self.file_named(from, &file)?,
            steps: Vec::new(),
        };
        let start = spot.file;
        for token in &tokens {
            let lost = || Lost::Pointer {
                file: start,
                pointer: pointer::join(tokens.iter().map(String::as_str)),
            };
            spot = self.step(spot, token, hops, &lost)?;
        }
        Ok(spot)
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
            spot = self.walk_to(spot.file, uri, hops)?;
        }
    }

    fn file_named(&self, from: FileId, file: &str) -> Result<FileId, Lost> {
        if file.is_empty() {
            return Ok(from);
        }
        let name = pointer::join_file(self.file(from).name(), file);
        self.by_name.get(&name).copied().ok_or(Lost::File(name))
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

    /// Words for a reference that leads nowhere.
    pub(super) fn lost_finding(&self, node: &Node, lost: &Lost) -> Finding {
        let written = node.reference().or(node.as_str()).unwrap_or_default();
        let place = self.place(node.get("$ref").unwrap_or(node));
        let (rule, message, fix) = match lost {
            Lost::Uri(BadUri::Remote) => (
                "ref-remote",
                format!("`{written}` is not a file beside this one"),
                "copy the file into the contract's folder and refer to it by a relative path".to_owned(),
            ),
            Lost::Uri(BadUri::Anchor) => (
                "ref-anchor",
                format!("`{written}` refers to a named anchor"),
                "refer to it by a JSON Pointer, for example `#/components/schemas/Name`".to_owned(),
            ),
            Lost::Uri(BadUri::Escape) => (
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
        let after = match &node.value {
            Value::Map(entries) => entries.partition_point(|(key, _)| key.span.offset <= offset),
            Value::List(items) => items.partition_point(|item| item.span.offset <= offset),
            _ => 0,
        };
        let Some(step) = after
            .checked_sub(1)
            .and_then(|step| u32::try_from(step).ok())
        else {
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
