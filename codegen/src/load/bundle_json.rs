//! Writes the bundled document: pretty JSON with the source's order and digits, references led to their new places.

use super::bundle::{Bundle, Destination};
use super::gather::reference;
use super::grammar::{Item, Kind};
use super::node::{Node, Value};
use super::text_json::write_string;

/// The whole document, with a line break at its end.
pub(super) fn write_document(bundle: &Bundle<'_>) -> String {
    let mut writer = Writer {
        bundle,
        out: String::new(),
        indent: 0,
    };
    let root = bundle.document.root();
    let mut entries = writer.entries(root, Kind::Document);
    if root.get("components").is_none() && !bundle.hoisted().is_empty() {
        entries.push(("components", Piece::Components(None)));
    }
    writer.map(&entries);
    writer.out.push('\n');
    writer.out
}

/// A value on its way out.
enum Piece<'a> {
    Node(&'a Node, Kind),
    Text(String),
    /// The root's `components`, where there are some, and what moves there.
    Components(Option<&'a Node>),
    /// One section of them.
    Section(Item),
}

type Entries<'a> = Vec<(&'a str, Piece<'a>)>;

struct Writer<'a, 'b> {
    bundle: &'b Bundle<'a>,
    out: String,
    indent: usize,
}

impl<'a: 'b, 'b> Writer<'a, 'b> {
    fn piece(&mut self, piece: &Piece<'b>) {
        match piece {
            Piece::Node(node, kind) => self.node(node, *kind),
            Piece::Text(text) => write_string(&mut self.out, text),
            Piece::Components(node) => {
                let entries = self.components(*node);
                self.map(&entries);
            }
            Piece::Section(item) => {
                let entries = self.section(*item);
                self.map(&entries);
            }
        }
    }

    fn node(&mut self, node: &'b Node, kind: Kind) {
        if let Some((uri, expected)) = reference(node, kind) {
            return self.reference(node, uri, kind, expected);
        }
        match &node.value {
            Value::Null => self.out.push_str("null"),
            Value::Bool(value) => self.out.push_str(if *value { "true" } else { "false" }),
            Value::Number(digits) => self.out.push_str(digits),
            Value::Text(text) => write_string(&mut self.out, text),
            Value::List(items) => self.list(items, kind),
            Value::Map(_) => {
                let entries = self.entries(node, kind);
                self.map(&entries);
            }
        }
    }

    fn reference(&mut self, node: &'b Node, uri: &'b str, kind: Kind, expected: Kind) {
        match self.bundle.destination(node, uri, expected) {
            Ok(Destination::Inline(target))
                if node.entries().len() == 1 || target.as_map().is_none() =>
            {
                self.node(target, kind);
            }
            Ok(Destination::Inline(_)) => {
                let entries = self.entries(node, kind);
                self.map(&entries);
            }
            Ok(Destination::Local(local)) if kind == Kind::MappingTarget => {
                write_string(&mut self.out, &local)
            }
            Ok(Destination::Local(local)) => {
                let mut entries = self.entries(node, kind);
                for (key, piece) in &mut entries {
                    if *key == "$ref" {
                        *piece = Piece::Text(local.clone());
                    }
                }
                self.map(&entries);
            }
            // The survey gave every target a home before anything is written.
            Ok(Destination::Homeless(..)) | Err(_) => write_string(&mut self.out, uri),
        }
    }

    /// The entries of a map. Where a reference is replaced by its target, the target's entries come first and its siblings prevail.
    fn entries(&self, node: &'b Node, kind: Kind) -> Entries<'b> {
        let own = node
            .entries()
            .iter()
            .filter(|(key, _)| !is_own_name(&key.text, kind))
            .map(|(key, child)| (key.text.as_str(), self.child(&key.text, child, kind)));
        let Some(target) = self.inlined(node, kind) else {
            return own.collect();
        };
        let base = self
            .entries(target, kind)
            .into_iter()
            .filter(|(key, _)| node.get(key).is_none());
        base.chain(own.filter(|(key, _)| *key != "$ref")).collect()
    }

    fn inlined(&self, node: &'b Node, kind: Kind) -> Option<&'b Node> {
        let (uri, expected) = reference(node, kind)?;
        match self.bundle.destination(node, uri, expected) {
            Ok(Destination::Inline(target)) => Some(target),
            _ => None,
        }
    }

    fn child(&self, key: &str, child: &'b Node, kind: Kind) -> Piece<'b> {
        match kind {
            Kind::Document if key == "components" => Piece::Components(Some(child)),
            kind => Piece::Node(child, kind.of_entry(key)),
        }
    }

    fn components(&self, node: Option<&'b Node>) -> Entries<'b> {
        let mut entries: Entries<'b> = Vec::new();
        for (key, piece) in node
            .map(|node| self.entries(node, Kind::Components))
            .unwrap_or_default()
        {
            let item = Item::SHARED
                .into_iter()
                .find(|item| item.section() == Some(key));
            entries.push((key, item.map_or(piece, Piece::Section)));
        }
        for item in Item::SHARED {
            let Some(section) = item.section() else {
                continue;
            };
            let moves = self
                .bundle
                .hoisted()
                .iter()
                .any(|hoisted| hoisted.item == item);
            if moves && !entries.iter().any(|(key, _)| *key == section) {
                entries.push((section, Piece::Section(item)));
            }
        }
        entries
    }

    fn section(&self, item: Item) -> Entries<'b> {
        let own = self
            .bundle
            .section(item)
            .into_iter()
            .map(|(key, entry)| (key, self.bundle.adopted(key, entry, item)));
        let moved = self
            .bundle
            .hoisted()
            .iter()
            .filter(|it| it.item == item)
            .map(|it| (it.name.as_str(), it.node));
        own.chain(moved)
            .map(|(key, node)| (key, Piece::Node(node, Kind::One(item))))
            .collect()
    }

    fn list(&mut self, items: &'b [Node], kind: Kind) {
        if items.is_empty() {
            return self.out.push_str("[]");
        }
        self.out.push('[');
        self.indent += 1;
        for (index, item) in items.iter().enumerate() {
            self.separate(index);
            self.node(item, kind.of_item());
        }
        self.end(']');
    }

    fn map(&mut self, entries: &[(&'b str, Piece<'b>)]) {
        if entries.is_empty() {
            return self.out.push_str("{}");
        }
        self.out.push('{');
        self.indent += 1;
        for (index, (key, piece)) in entries.iter().enumerate() {
            self.separate(index);
            write_string(&mut self.out, key);
            self.out.push_str(": ");
            self.piece(piece);
        }
        self.end('}');
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.out.push(',');
        }
        self.line();
    }

    fn end(&mut self, bracket: char) {
        self.indent -= 1;
        self.line();
        self.out.push(bracket);
    }

    fn line(&mut self) {
        self.out.push('\n');
        for _ in 0..self.indent {
            self.out.push_str("  ");
        }
    }
}

/// Every reference of the bundled document is a pointer from its root, which an `$id` on the way would redirect.
fn is_own_name(key: &str, kind: Kind) -> bool {
    matches!(kind, Kind::One(Item::Schema) | Kind::SchemaOrList) && matches!(key, "$id" | "$anchor")
}
