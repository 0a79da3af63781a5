//! The passes in their order.

use super::casing::{self, Scope};
use super::context::Context;
use super::operations::{Surroundings, declared_operations, operations_of};
use super::security::Schemes;
use super::tags::Tags;
use super::{
    accounts, aliases, circles, defaults, directions, inference, order, parts, problem, references,
    schemas, sessions, streams, usage,
};
use crate::finding::Findings;
use crate::ir::{Api, Operation, Tag, TypeDef};
use crate::load::{Document, Node};
use crate::unsupported::Allowed;

/// A contract, resolved, and what somebody should look at.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The resolved model.
    pub api: Api,
    /// Findings that do not stop compilation, in order of place.
    pub warnings: Findings,
}

/// Resolves a contract.
///
/// # Errors
/// Every finding of the run, warnings too, when at least one of them stops compilation.
pub fn lower_document(doc: &Document) -> Result<Lowered, Findings> {
    lower_document_allowing(doc, &Allowed::default())
}

/// The same, with fallbacks for shapes that are refused otherwise.
///
/// # Errors
/// As `lower_document`.
pub fn lower_document_allowing(doc: &Document, allowed: &Allowed) -> Result<Lowered, Findings> {
    let mut cx = Context::new(doc, allowed);
    reserve_components(&mut cx);
    let schemes = Schemes::of(&mut cx);
    let declared = declared_operations(&mut cx);
    let nodes: Vec<&Node> = declared.iter().map(|one| one.node).collect();
    let tags = Tags::of(&mut cx, &nodes);
    let mut operations = operations_of(
        &mut cx,
        &declared,
        &Surroundings {
            tags: &tags,
            schemes: &schemes,
        },
    );
    schemas::drain(&mut cx);
    warn_unserved(&mut cx);
    let slots = cx.types.take_slots();
    let mut types = order::by_source(slots, &mut operations);
    aliases::cut_circles(&mut cx, &mut types);
    let circular = circles::check(&mut cx, &types);
    usage::mark(&mut types, &operations);
    let mut types = directions::split(&mut cx, types, &mut operations);
    inference::infer_discriminators(&mut types);
    name_constants(&mut types);
    sessions::check(&mut cx, &operations, &types);
    accounts::check(&mut cx, &operations);
    streams::check(&mut cx, &operations);
    parts::settle(&mut operations, &types);
    let tags = tags.used_by(&operations);
    let mut api = described(&mut cx, operations, types, tags);
    api.security_schemes = schemes.into_known();
    if !circular {
        defaults::drop_misfits(&mut cx, &mut api);
    }
    if cx.findings.has_errors() {
        return Err(cx.findings.sorted());
    }
    api.bundled = cx.bundle.to_json();
    Ok(Lowered {
        api,
        warnings: cx.findings.sorted(),
    })
}

/// The root file's components are types whether or not anything uses them, and have the first choice of names.
fn reserve_components(cx: &mut Context<'_>) {
    let root = cx
        .doc
        .root()
        .get("components")
        .and_then(|node| cx.object(node));
    let section = root
        .and_then(|node| node.get("schemas"))
        .and_then(|node| cx.object(node));
    let own = section.map_or(0, |section| section.entries().len());
    let components: Vec<(String, &Node)> = cx
        .bundle
        .schemas()
        .into_iter()
        .take(own)
        .map(|(name, node)| (name.to_owned(), node))
        .collect();
    for (name, node) in components {
        if cx.types.find_component(node).is_none() {
            let module = cx.types.module_of_file(cx.doc, node.span);
            references::reserve(cx, node, name, module);
        }
    }
}

fn name_constants(types: &mut [TypeDef]) {
    let mut taken = Scope::default();
    for def in types {
        def.constant = taken.claim(&casing::screaming(&def.name));
    }
}

fn warn_unserved(cx: &mut Context<'_>) {
    if let Some(webhooks) = cx.doc.root().get("webhooks") {
        cx.warn(
            "unsupported-webhooks",
            webhooks,
            "webhooks are not generated",
            "describe them in the contract's description",
        );
    }
}

fn described(
    cx: &mut Context<'_>,
    operations: Vec<Operation>,
    types: Vec<TypeDef>,
    tags: Vec<Tag>,
) -> Api {
    let root = cx.doc.root();
    let info = root.get("info").unwrap_or(root);
    let servers = cx.list(root, "servers");
    Api {
        title: cx.prose(info, "title").unwrap_or_default(),
        version: cx.prose(info, "version").unwrap_or_default(),
        description: cx.prose(info, "description"),
        servers: servers
            .iter()
            .filter_map(|server| server.get("url").and_then(Node::as_str).map(str::to_owned))
            .collect(),
        tags,
        problem: problem::of(&operations, &types),
        operations,
        types,
        security_schemes: Vec::new(),
        bundled: String::new(),
    }
}
