//! Tags: one module and one trait each.

use super::casing::{self, Scope};
use super::context::Context;
use super::names::free_module;
use crate::ir::{Operation, Tag};
use crate::load::Node;

/// The tag of operations that have none.
pub(super) const DEFAULT_TAG: &str = "default";

/// Every tag that some operation names first, declared ones in their order, the others in order of use.
#[derive(Debug, Default)]
pub(super) struct Tags {
    tags: Vec<Tag>,
}

impl Tags {
    /// Looks at the declared tags and at the first tag of each operation.
    pub(super) fn of<'d>(cx: &mut Context<'d>, operations: &[&'d Node]) -> Self {
        let mut modules = Scope::default();
        let mut stems = Scope::default();
        let mut tags: Vec<Tag> = Vec::new();
        for declared in cx.list(cx.doc.root(), "tags") {
            let Some(name) = cx.text(declared, "name") else {
                cx.error(
                    "tag-malformed",
                    declared,
                    "a tag has no name",
                    "write `- name: orders`",
                );
                continue;
            };
            if tags.iter().any(|tag| tag.name == name) {
                cx.warn(
                    "tag-duplicate",
                    declared,
                    format!("the tag `{name}` is declared twice"),
                    "leave the second one out",
                );
                continue;
            }
            let description = cx.prose(declared, "description");
            tags.push(tag_named(name, description, &mut modules, &mut stems));
        }
        for operation in operations {
            let name = first_tag(operation);
            if tags.iter().all(|tag| tag.name != name) {
                tags.push(tag_named(name, None, &mut modules, &mut stems));
            }
        }
        Self { tags }
    }

    /// The module of a tag.
    pub(super) fn module(&self, name: &str) -> &str {
        self.tags
            .iter()
            .find(|tag| tag.name == name)
            .map_or(DEFAULT_TAG, |tag| tag.module.as_str())
    }

    /// The tags that some operation carries.
    pub(super) fn used_by(self, operations: &[Operation]) -> Vec<Tag> {
        self.tags
            .into_iter()
            .filter(|tag| operations.iter().any(|operation| operation.tag == tag.name))
            .collect()
    }
}

/// The tag that an operation belongs to.
pub(super) fn first_tag(operation: &Node) -> &str {
    operation
        .get("tags")
        .and_then(|tags| tags.items().first())
        .and_then(Node::as_str)
        .unwrap_or(DEFAULT_TAG)
}

fn tag_named(
    name: &str,
    description: Option<String>,
    modules: &mut Scope,
    stems: &mut Scope,
) -> Tag {
    Tag {
        name: name.to_owned(),
        module: modules.claim(&free_module(name)),
        stem: stems.claim(&casing::stem_name(name)),
        description,
    }
}
