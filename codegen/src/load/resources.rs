//! What names a schema since 3.1: `$id` is the base of the references inside it, `$anchor` and `$dynamicAnchor` are fragments of it.

use std::collections::HashMap;

use super::document::Spot;
use super::node::{FileId, Node, Value};
use super::pointer;
use super::source::File;

/// Keywords whose value is data, in which nothing names anything.
const DATA: &[&str] = &["const", "default", "enum", "example", "examples"];

/// Keywords whose value has names of its own choice for keys.
const NAMED: &[&str] = &[
    "$defs",
    "definitions",
    "dependentSchemas",
    "patternProperties",
    "properties",
    "schemas",
];

/// Every schema with a name, over all files. A file is a resource too, and is called by its own name.
#[derive(Debug, Default)]
pub(super) struct Resources {
    by_uri: HashMap<String, Spot>,
    uris: HashMap<Spot, String>,
    /// Named by the resource in which the anchor stands.
    anchors: HashMap<(Spot, String), Spot>,
}

impl Resources {
    /// Notes every name that a file gives. Of two equal ones the first counts.
    pub(super) fn survey(&mut self, file: &File) {
        if !["$id", "$anchor", "$dynamicAnchor"]
            .iter()
            .any(|word| file.text().contains(word))
        {
            return;
        }
        let mut survey = Survey {
            resources: self,
            at: whole(file.id),
        };
        survey.node(&file.root, &whole(file.id), file.name(), true);
    }

    /// The resource that a spot stands in.
    pub(super) fn around(&self, spot: &Spot) -> Spot {
        if self.uris.is_empty() {
            return whole(spot.file);
        }
        let mut around = spot.clone();
        while !around.steps.is_empty() && !self.uris.contains_key(&around) {
            around.steps.pop();
        }
        around
    }

    /// The resource that a reference inside another one names by its `$id`.
    pub(super) fn named(&self, from: &Spot, file: &str, written: &str) -> Option<&Spot> {
        if self.by_uri.is_empty() {
            return None;
        }
        let base = self.uris.get(from).map_or(file, String::as_str);
        self.by_uri.get(&pointer::join_uri(base, written))
    }

    /// The schema that an anchor of a resource names.
    pub(super) fn anchor(&self, resource: &Spot, name: &str) -> Option<&Spot> {
        self.anchors.get(&(resource.clone(), name.to_owned()))
    }

    /// True when no schema is a resource of its own.
    pub(super) fn is_empty(&self) -> bool {
        self.uris.is_empty()
    }
}

/// The spot of a whole file.
pub(super) fn whole(file: FileId) -> Spot {
    Spot {
        file,
        steps: Vec::new(),
    }
}

struct Survey<'a> {
    resources: &'a mut Resources,
    at: Spot,
}

impl Survey<'_> {
    /// `is_object` is false for a map whose keys are names of its own choice.
    fn node(&mut self, node: &Node, resource: &Spot, uri: &str, is_object: bool) {
        match &node.value {
            Value::Map(entries) => {
                let id = node.get("$id").and_then(Node::as_str);
                let id = id
                    .map(|id| id.trim_end_matches('#'))
                    .filter(|id| is_object && !id.is_empty() && !id.contains('#'));
                let own = id.map(|id| (self.at.clone(), pointer::join_uri(uri, id)));
                if let Some((spot, uri)) = &own {
                    self.resources
                        .by_uri
                        .entry(uri.clone())
                        .or_insert_with(|| spot.clone());
                    self.resources.uris.insert(spot.clone(), uri.clone());
                }
                let (resource, uri) = match &own {
                    Some((spot, uri)) => (spot, uri.as_str()),
                    None => (resource, uri),
                };
                if is_object {
                    self.anchors(node, resource);
                }
                for (step, (key, child)) in (0..).zip(entries) {
                    let key = key.text.as_str();
                    if !(is_object && DATA.contains(&key)) {
                        self.child(
                            step,
                            child,
                            resource,
                            uri,
                            !(is_object && NAMED.contains(&key)),
                        );
                    }
                }
            }
            Value::List(items) => {
                for (step, child) in (0..).zip(items) {
                    self.child(step, child, resource, uri, true);
                }
            }
            _ => {}
        }
    }

    fn anchors(&mut self, node: &Node, resource: &Spot) {
        for word in ["$anchor", "$dynamicAnchor"] {
            if let Some(name) = node.get(word).and_then(Node::as_str) {
                self.resources
                    .anchors
                    .entry((resource.clone(), name.to_owned()))
                    .or_insert_with(|| self.at.clone());
            }
        }
    }

    fn child(&mut self, step: u32, child: &Node, resource: &Spot, uri: &str, is_object: bool) {
        self.at.steps.push(step);
        self.node(child, resource, uri, is_object);
        self.at.steps.pop();
    }
}
