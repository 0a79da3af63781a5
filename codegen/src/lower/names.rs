//! Named types: which node has which name, and which still wait to be looked at.

use std::collections::{HashMap, VecDeque};

use super::casing::{self, Scope};
use super::context::{NodeKey, key_of};
use crate::ir::{TypeDef, TypeId};
use crate::load::{Bundle, Document, Node, Span};

/// The module of a contract of one file, and of the root file's components.
pub(super) const ROOT_MODULE: &str = "models";

/// Modules that generated folders have anyway.
const TAKEN_MODULES: &[&str] = &[
    "operations",
    "service",
    "parts",
    "client",
    "contract",
    "mod",
    "lib",
    "main",
];

/// Where an unnamed schema stands: what it is called and where it is emitted if it turns out to need a name.
#[derive(Clone, Debug)]
pub(super) struct Hint {
    /// The Rust name to wish for.
    pub(super) name: String,
    /// The module to emit into.
    pub(super) module: String,
}

impl Hint {
    /// The hint of something inside: `Order` and `lineItems` become `OrderLineItems`.
    pub(super) fn child(&self, wire: &str) -> Self {
        let word = casing::variant_name(wire);
        Self {
            name: format!("{}{word}", self.name),
            module: self.module.clone(),
        }
    }
}

/// An unnamed schema, or several that hold together: what tells it from others, and how to call it if it needs a name.
#[derive(Clone, Debug)]
pub(super) struct Site<'d> {
    /// The schemas.
    pub(super) nodes: Vec<&'d Node>,
    /// Which part of them, where one schema makes several types; 0 for the whole.
    pub(super) facet: usize,
    /// How to call it.
    pub(super) hint: Hint,
}

/// A type whose name is decided.
#[derive(Debug)]
pub(super) struct Slot {
    /// The Rust name.
    pub(super) name: String,
    /// The key under `components.schemas`.
    pub(super) component: String,
    /// The module.
    pub(super) module: String,
    /// Where it begins, for the order of types.
    pub(super) span: Span,
    /// What it is, once it was looked at.
    pub(super) def: Option<TypeDef>,
}

/// Every named type of a run.
#[derive(Debug)]
pub(super) struct Types<'d> {
    slots: Vec<Slot>,
    by_site: HashMap<(Vec<NodeKey>, usize), TypeId>,
    queue: VecDeque<(TypeId, &'d Node)>,
    names: Scope,
    components: Scope,
    single_file: bool,
}

impl<'d> Types<'d> {
    /// No types yet; the names of the bundled document's components are taken already.
    pub(super) fn new(doc: &'d Document, bundle: &Bundle<'d>) -> Self {
        let mut components = Scope::default();
        for (name, _) in bundle.schemas() {
            components.claim(name);
        }
        Self {
            slots: Vec::new(),
            by_site: HashMap::new(),
            queue: VecDeque::new(),
            names: Scope::default(),
            components,
            single_file: doc.files().len() <= 1,
        }
    }

    /// The type that some schemas became already.
    pub(super) fn find(&self, site: &Site<'_>) -> Option<TypeId> {
        self.by_site.get(&(keys(&site.nodes), site.facet)).copied()
    }

    /// The type of a schema that references lead to, if one did already.
    pub(super) fn find_component(&self, node: &Node) -> Option<TypeId> {
        self.by_site.get(&(vec![key_of(node)], 0)).copied()
    }

    /// Gives a type to a component; it is looked at later.
    pub(super) fn reserve_component(
        &mut self,
        node: &'d Node,
        component: String,
        module: String,
    ) -> TypeId {
        let name = self.names.claim(&casing::type_name(&component));
        let id = self.add(
            (vec![key_of(node)], 0),
            Slot {
                name,
                component,
                module,
                span: node.span,
                def: None,
            },
        );
        self.queue.push_back((id, node));
        id
    }

    /// A component's name for a schema that references lead to, although it stands under another schema.
    pub(super) fn claim_component(&mut self, wished: &str) -> String {
        self.components.claim(wished)
    }

    /// Gives a type to an unnamed schema, which the caller looks at now.
    pub(super) fn reserve_hoisted(&mut self, site: &Site<'_>, span: Span) -> TypeId {
        let name = self
            .names
            .claim(&casing::free_type_name(site.hint.name.clone()));
        let component = self.components.claim(&name);
        let key = (keys(&site.nodes), site.facet);
        self.add(
            key,
            Slot {
                name,
                component,
                module: site.hint.module.clone(),
                span,
                def: None,
            },
        )
    }

    /// The name that is wished for, or the next one that no type has.
    pub(super) fn claim_name(&mut self, wished: &str) -> String {
        self.names.claim(wished)
    }

    /// True when a type has this name already.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        self.names.holds(name)
    }

    /// The next type that waits to be looked at.
    pub(super) fn next_waiting(&mut self) -> Option<(TypeId, &'d Node)> {
        self.queue.pop_front()
    }

    /// A type's names.
    pub(super) fn slot(&self, id: TypeId) -> &Slot {
        &self.slots[id.0]
    }

    /// Says what a type is.
    pub(super) fn settle(&mut self, id: TypeId, def: TypeDef) {
        self.slots[id.0].def = Some(def);
    }

    /// Everything, at the end of a run.
    pub(super) fn take_slots(&mut self) -> Vec<Slot> {
        std::mem::take(&mut self.slots)
    }

    /// The module of what a file declares.
    pub(super) fn module_of_file(&self, doc: &Document, span: Span) -> String {
        if self.single_file || span.file == doc.root().span.file {
            return ROOT_MODULE.to_owned();
        }
        free_module(doc.file(span.file).stem())
    }

    /// The module of what an operation declares on the spot.
    pub(super) fn module_of_tag(&self, tag_module: &str) -> String {
        if self.single_file {
            ROOT_MODULE.to_owned()
        } else {
            tag_module.to_owned()
        }
    }

    fn add(&mut self, key: (Vec<NodeKey>, usize), slot: Slot) -> TypeId {
        let id = TypeId(self.slots.len());
        self.slots.push(slot);
        self.by_site.insert(key, id);
        id
    }
}

/// A module's name that meets none of the modules that generated folders have anyway.
pub(super) fn free_module(text: &str) -> String {
    let name = casing::module_name(text);
    if TAKEN_MODULES.contains(&name.as_str()) {
        format!("{name}_group")
    } else {
        name
    }
}

fn keys(nodes: &[&Node]) -> Vec<NodeKey> {
    nodes.iter().map(|node| key_of(node)).collect()
}
