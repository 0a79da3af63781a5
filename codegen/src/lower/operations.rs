//! Paths and operations.

use std::collections::HashMap;

use super::bodies::{self, Body};
use super::casing::{self, Scope};
use super::context::Context;
use super::extensions::{self, OperationWords};
use super::parameters::{self, Home};
use super::responses;
use super::security::Schemes;
use super::tags::{Tags, first_tag};
use crate::ir::{Content, MediaKind, Operation};
use crate::load::{Key, Node};

/// The most bytes of a body, unless `x-body-limit` says otherwise.
const BODY_MAX_BYTES: u64 = 1 << 20;

/// The same for a body that is not held in memory: one of parts, or a stream of bytes.
const LONG_BODY_MAX_BYTES: u64 = 16 << 20;

/// Keys of a path item that are methods.
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// An operation where the document declares it.
pub(super) struct Declared<'d> {
    /// The path's template.
    pub(super) path: String,
    /// The path item, and what it refers to; the first that says something prevails.
    pub(super) item: Vec<&'d Node>,
    /// In small letters.
    pub(super) method: &'d str,
    /// The operation.
    pub(super) node: &'d Node,
}

/// Finds every operation, in path order, then in the order of the path item.
pub(super) fn declared_operations<'d>(cx: &mut Context<'d>) -> Vec<Declared<'d>> {
    let mut found = Vec::new();
    for (key, entry) in cx.entries(cx.doc.root(), "paths") {
        if key.text.starts_with("x-") {
            continue;
        }
        if !is_template(&key.text) {
            let place = cx.doc.place_of_key(key);
            cx.error_at(
                "path-template",
                place,
                format!("`{}` is no path template", key.text),
                "begin it with `/`, and close every `{` by `}`",
            );
            continue;
        }
        let path = plain_template(cx, key);
        let item = item_of(cx, entry);
        for (method, node) in entries_of(&item) {
            if METHODS.contains(&method.text.as_str()) {
                found.push(Declared {
                    path: path.clone(),
                    item: item.clone(),
                    method: &method.text,
                    node,
                });
            } else if !is_item_word(&method.text) {
                let place = cx.doc.place_of_key(method);
                let fix = format!("write one of {}", METHODS.join(", "));
                cx.warn_at(
                    "path-item-key",
                    place,
                    format!("`{}` is no method", method.text),
                    fix,
                );
            }
        }
    }
    leave_out_twins(cx, &mut found);
    found
}

/// A path item and the one that it refers to, and so on; a reference to nowhere is reported.
fn item_of<'d>(cx: &mut Context<'d>, entry: &'d Node) -> Vec<&'d Node> {
    let mut item = vec![entry];
    let Some(end) = cx.object(entry) else {
        return item;
    };
    let mut here = entry;
    while !std::ptr::eq(here, end) {
        let Ok(target) = cx.doc.target(here) else {
            break;
        };
        here = target.node;
        item.push(here);
    }
    item
}

/// Everything that a path item says, each word once: what it refers to first, as it stands in the bundled document.
fn entries_of<'d>(item: &[&'d Node]) -> Vec<&'d (Key, Node)> {
    let mut entries: Vec<&(Key, Node)> = Vec::new();
    for entry in item.iter().rev().flat_map(|node| node.entries()) {
        match entries.iter_mut().find(|(key, _)| key.text == entry.0.text) {
            Some(known) => *known = entry,
            None => entries.push(entry),
        }
    }
    entries
}

fn item_prose<'d>(cx: &mut Context<'d>, one: &Declared<'d>, word: &str) -> Option<String> {
    one.item.iter().find_map(|node| cx.prose(node, word))
}

/// What the document says once for all operations.
pub(super) struct Surroundings<'a, 'd> {
    /// Its tags.
    pub(super) tags: &'a Tags,
    /// Its security schemes.
    pub(super) schemes: &'a Schemes<'d>,
}

/// Every operation, resolved.
pub(super) fn operations_of<'d>(
    cx: &mut Context<'d>,
    declared: &[Declared<'d>],
    surroundings: &Surroundings<'_, 'd>,
) -> Vec<Operation> {
    let mut names = OperationNames::default();
    let mut operations: Vec<Operation> = Vec::new();
    for one in declared {
        let named = names.of(cx, one);
        operations.push(operation_of(cx, one, named, surroundings));
    }
    operations
}

/// What one operation is called.
struct Named {
    id: String,
    method_name: String,
    stem: String,
}

/// The names of all operations so far.
#[derive(Default)]
struct OperationNames<'d> {
    ids: Vec<(String, &'d str, String)>,
    methods: Scope,
    stems: Scope,
}

impl<'d> OperationNames<'d> {
    fn of(&mut self, cx: &mut Context<'d>, one: &Declared<'d>) -> Named {
        let id = self.id_of(cx, one);
        let method_name = self.methods.claim(&casing::field_name(&id));
        let stem = self.stems.claim(&casing::type_name(&id));
        let is_first = self.ids.iter().filter(|(known, ..)| *known == id).count() == 1;
        if is_first {
            warn_renamed(cx, one, &id, &method_name);
        }
        Named {
            id,
            method_name,
            stem,
        }
    }

    /// `operationId`, or method and path in words.
    fn id_of(&mut self, cx: &mut Context<'d>, one: &Declared<'d>) -> String {
        let id = match cx
            .text(one.node, "operationId")
            .filter(|id| !id.trim().is_empty())
        {
            Some(id) => id.to_owned(),
            None => {
                let id = casing::snake(&format!("{} {}", one.method, one.path));
                let message = format!(
                    "an operation without `operationId` is called `{id}`, after its method and path"
                );
                cx.warn(
                    "operation-id-missing",
                    one.node,
                    message,
                    format!("write `operationId: {id}`, or a better name"),
                );
                id
            }
        };
        if let Some((_, method, path)) = self.ids.iter().find(|(known, ..)| *known == id) {
            let place = one.node.get("operationId").unwrap_or(one.node);
            let message = format!(
                "`{id}` is the `operationId` of {} {path} already",
                method.to_ascii_uppercase()
            );
            cx.error(
                "operation-id-duplicate",
                place,
                message,
                "give every operation an id of its own",
            );
        }
        self.ids.push((id.clone(), one.method, one.path.clone()));
        id
    }
}

fn operation_of<'d>(
    cx: &mut Context<'d>,
    one: &Declared<'d>,
    named: Named,
    surroundings: &Surroundings<'_, 'd>,
) -> Operation {
    let node = one.node;
    let http_method = one.method.to_ascii_uppercase();
    warn_unserved(cx, node);
    let module = cx
        .types
        .module_of_tag(surroundings.tags.module(first_tag(node)));
    let home = Home {
        stem: &named.stem,
        module: &module,
    };
    let parameters = parameters::parameters_of(cx, &one.path, &one.item, node, &home);
    let body = bodies::body_of(cx, &http_method, node, &home);
    let required = surroundings.schemes.required_by(cx, node);
    let words = extensions::words_of(cx, node);
    let responses = responses::responses_of(cx, node, &home);
    Operation {
        method_name: named.method_name,
        tag: first_tag(node).to_owned(),
        http_method,
        path: one.path.clone(),
        summary: cx
            .prose(node, "summary")
            .or_else(|| item_prose(cx, one, "summary")),
        description: cx
            .prose(node, "description")
            .or_else(|| item_prose(cx, one, "description")),
        deprecated: cx.flag(node, "deprecated"),
        parameters,
        body_max_bytes: body_limit(&body, &words),
        body_required: body.required,
        body: body.contents,
        responses,
        security: required.security,
        scopes: if words.scopes.is_empty() {
            required.scopes
        } else {
            words.scopes
        },
        idempotency: words.idempotency,
        limits: words.limits,
        slo: words.slo,
        events: words.events,
        extensions: words.others,
        place: cx.place(node),
        stem: named.stem,
        id: named.id,
    }
}

fn body_limit(body: &Body, words: &OperationWords) -> u64 {
    let long = |content: &Content| match content.kind {
        MediaKind::Multipart => true,
        MediaKind::Bytes => words.idempotency.is_none(),
        _ => false,
    };
    words
        .body_limit
        .unwrap_or(if body.contents.iter().any(long) {
            LONG_BODY_MAX_BYTES
        } else {
            BODY_MAX_BYTES
        })
}

/// Two ids that differ only in their spelling would make one method.
fn warn_renamed(cx: &mut Context<'_>, one: &Declared<'_>, id: &str, method_name: &str) {
    let wished = casing::field_name(id);
    if method_name != wished {
        let place = one.node.get("operationId").unwrap_or(one.node);
        let message = format!(
            "the method of `{id}` is called `{method_name}`, since another operation has the name `{wished}`"
        );
        cx.warn(
            "name-collision",
            place,
            message,
            "rename one of the operations",
        );
    }
}

fn warn_unserved(cx: &mut Context<'_>, operation: &Node) {
    if let Some(callbacks) = operation.get("callbacks") {
        cx.warn(
            "unsupported-callbacks",
            callbacks,
            "callbacks are not generated",
            "describe them in the operation's description",
        );
    }
}

fn is_item_word(word: &str) -> bool {
    matches!(
        word,
        "$ref" | "summary" | "description" | "servers" | "parameters"
    ) || word.starts_with("x-")
}

/// A slash, and braces in pairs around names.
fn is_template(path: &str) -> bool {
    let mut open = false;
    for letter in path.chars() {
        match (letter, open) {
            ('{', false) => open = true,
            ('}', true) => open = false,
            ('{', true) | ('}', false) => return false,
            _ => {}
        }
    }
    path.starts_with('/') && !open && !path.contains("{}")
}

/// A variable without the marks of URI templates: `{.id*}` is `{id}`, since style and explode say the rest.
fn plain_template(cx: &mut Context<'_>, key: &Key) -> String {
    let mut path = key.text.clone();
    for variable in parameters::variables_of(&key.text) {
        let plain = variable
            .trim_start_matches(['.', ';', '+'])
            .trim_end_matches('*');
        if plain != variable {
            path = path.replace(&format!("{{{variable}}}"), &format!("{{{plain}}}"));
            let place = cx.doc.place_of_key(key);
            cx.warn_at(
                "path-template",
                place,
                format!("`{{{variable}}}` is read as `{{{plain}}}`"),
                "leave the marks out; `style` and `explode` of the parameter say the same",
            );
        }
    }
    path
}

/// Templates that differ in the names of their variables only are one path: the first is kept.
fn leave_out_twins(cx: &mut Context<'_>, found: &mut Vec<Declared<'_>>) {
    let mut first: HashMap<(String, String), String> = HashMap::new();
    found.retain(|one| {
        let method = one.method.to_ascii_uppercase();
        let key = (method.clone(), skeleton(&one.path));
        let path = &one.path;
        let Some(kept) = first.get(&key) else {
            first.insert(key, path.clone());
            return true;
        };
        let message = format!("{method} {kept} and {method} {path} are the same path");
        cx.warn("path-duplicate", one.node, message, "leave one of them out");
        false
    });
}

fn skeleton(path: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for letter in path.chars() {
        inside = match letter {
            '{' => true,
            '}' => false,
            _ => inside,
        };
        if !inside {
            text.push(letter);
        }
    }
    text
}
