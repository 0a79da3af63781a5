//! What every pass carries: the document, its dialect, the findings so far, the types so far.

use std::collections::HashMap;

use super::names::Types;
use super::outline::is_bare_reference;
use crate::finding::{Finding, Findings};
use crate::ir::Place;
use crate::load::{Bundle, Document, Node, Version};
use crate::unsupported::{self, Allowed};

/// A node by its address: stable while the document is borrowed, never an order.
pub(super) type NodeKey = usize;

/// What every pass carries.
pub(super) struct Context<'d> {
    /// The document.
    pub(super) doc: &'d Document,
    /// Which edition of the standard it is written in.
    pub(super) version: Version,
    /// Which name each component has in the bundled document.
    pub(super) bundle: Bundle<'d>,
    /// Everything that was found so far.
    pub(super) findings: Findings,
    /// Every named type so far.
    pub(super) types: Types<'d>,
    /// Whether a referred schema takes null; a schema that is being looked at counts as not.
    pub(super) null_memo: HashMap<NodeKey, bool>,
    /// How many schemas deep the search for null is.
    pub(super) null_depth: usize,
    /// Fallbacks that were asked for.
    pub(super) allowed: &'d Allowed,
    /// How many unnamed schemas deep the present one lies.
    pub(super) depth: usize,
}

impl<'d> Context<'d> {
    /// A context at the start of a run.
    pub(super) fn new(doc: &'d Document, allowed: &'d Allowed) -> Self {
        let (bundle, findings) = Bundle::of(doc);
        Self {
            doc,
            version: doc.version(),
            findings,
            types: Types::new(doc, &bundle),
            bundle,
            null_memo: HashMap::new(),
            null_depth: 0,
            allowed,
            depth: 0,
        }
    }

    /// Reports what stops compilation.
    pub(super) fn error(
        &mut self,
        rule: &'static str,
        node: &Node,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let place = self.doc.place(node);
        self.findings
            .push(Finding::error(rule, place, message, fix));
    }

    /// Reports what somebody should look at. A shape of the registry stops compilation unless its fallback is allowed.
    pub(super) fn warn(
        &mut self,
        rule: &'static str,
        node: &Node,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        let place = self.doc.place(node);
        self.warn_at(rule, place, message, fix);
    }

    /// Reports what stops compilation, at a place that is no node.
    pub(super) fn error_at(
        &mut self,
        rule: &'static str,
        place: Place,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.findings
            .push(Finding::error(rule, place, message, fix));
    }

    /// Reports what somebody should look at, at a place that is no node.
    pub(super) fn warn_at(
        &mut self,
        rule: &'static str,
        place: Place,
        message: impl Into<String>,
        fix: impl Into<String>,
    ) {
        self.findings.push(Finding {
            severity: unsupported::severity(rule, self.allowed),
            ..Finding::warning(rule, place, message, fix)
        });
    }

    /// Whether the fallback of a shape was asked for.
    pub(super) fn allows(&self, id: &str) -> bool {
        self.allowed.holds(id)
    }

    /// The schema that a node stands for when its references are followed; a reference to nowhere is reported.
    pub(super) fn resolve(&mut self, node: &'d Node) -> Option<&'d Node> {
        let found = self.behind(node);
        self.or_told(found)
    }

    /// What a node stands for where no schema is expected: whatever stands beside such a reference takes no part in it.
    pub(super) fn object(&mut self, node: &'d Node) -> Option<&'d Node> {
        let found = self.doc.resolve(node);
        self.or_told(found)
    }

    /// The description of what an entry stands for. Since 3.1 one beside a reference prevails.
    pub(super) fn description_of(&mut self, entry: &'d Node, node: &'d Node) -> Option<String> {
        let mut here = entry;
        while self.version == Version::V31 && !std::ptr::eq(here, node) {
            if let Some(text) = self.prose(here, "description") {
                return Some(text);
            }
            here = self.doc.target(here).ok()?.node;
        }
        self.prose(node, "description")
    }

    /// What was found, or else its fault in the report, unless the loader told it.
    fn or_told(&mut self, found: Result<&'d Node, Finding>) -> Option<&'d Node> {
        match found {
            Ok(found) => Some(found),
            Err(finding) => {
                if !self.doc.is_told(&finding) {
                    self.findings.push(finding);
                }
                None
            }
        }
    }

    /// The schema that a node stands for, without a report. A reference that has rules beside it, as 3.1 allows, is a schema of its own.
    pub(super) fn behind(&self, node: &'d Node) -> Result<&'d Node, Finding> {
        let end = self.doc.resolve(node)?;
        let mut here = node;
        while !std::ptr::eq(here, end) {
            here = self.doc.target(here)?.node;
            if !is_bare_reference(self, here) {
                break;
            }
        }
        Ok(here)
    }

    /// Where a node stands.
    pub(super) fn place(&self, node: &Node) -> Place {
        self.doc.place(node)
    }
}

/// The address of a node.
pub(super) fn key_of(node: &Node) -> NodeKey {
    std::ptr::from_ref(node).addr()
}
