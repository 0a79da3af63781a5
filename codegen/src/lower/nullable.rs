//! `type`, `nullable`, type arrays and null among the values: one notion of null for both editions of the standard.

use super::context::{Context, key_of};
use super::outline::Outline;
use crate::load::{Node, Version};

/// What a value can be, null aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Boolean,
    Text,
    Integer,
    Number,
    Array,
    Object,
}

/// `type`: which kinds are allowed; none stated allows all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kinds(Option<Vec<Kind>>);

/// What a schema says of null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NullWord {
    /// Nothing.
    Unstated,
    /// It is allowed.
    Allowed,
    /// It is not among the types or values.
    Refused,
}

impl Kinds {
    /// Every kind.
    pub(super) fn any() -> Self {
        Self(None)
    }

    /// One kind.
    pub(super) fn only(kind: Kind) -> Self {
        Self(Some(vec![kind]))
    }

    /// The stated kinds.
    pub(super) fn stated(&self) -> Option<&[Kind]> {
        self.0.as_deref()
    }

    /// Kinds that both allow; an integer is a number too.
    pub(super) fn meet(&self, other: &Self) -> Self {
        let (Some(left), Some(right)) = (&self.0, &other.0) else {
            return Self(self.0.clone().or_else(|| other.0.clone()));
        };
        let mut both: Vec<Kind> = left
            .iter()
            .copied()
            .filter(|kind| right.contains(kind))
            .collect();
        let narrowed = (left.contains(&Kind::Number) && right.contains(&Kind::Integer))
            || (left.contains(&Kind::Integer) && right.contains(&Kind::Number));
        if narrowed && !both.contains(&Kind::Number) && !both.contains(&Kind::Integer) {
            both.push(Kind::Integer);
        }
        Self(Some(both))
    }
}

impl NullWord {
    /// What both say.
    pub(super) fn meet(self, other: Self) -> Self {
        match (self, other) {
            (Self::Refused, _) | (_, Self::Refused) => Self::Refused,
            (Self::Allowed, _) | (_, Self::Allowed) => Self::Allowed,
            _ => Self::Unstated,
        }
    }
}

/// Reads `type` and `nullable`.
pub(super) fn read_kinds<'d>(cx: &mut Context<'d>, node: &'d Node, outline: &mut Outline<'d>) {
    if let Some(stated) = node.get("type") {
        let mut kinds = Vec::new();
        let mut null = false;
        let words = stated.as_list().unwrap_or(std::slice::from_ref(stated));
        for word in words {
            match kind_of(word.as_str()) {
                Some(Word::Null) => null = true,
                Some(Word::Kind(kind)) if !kinds.contains(&kind) => kinds.push(kind),
                Some(Word::Kind(_)) => {}
                None => unknown_type(cx, word),
            }
        }
        // Every integer is a number: the wider word alone says it.
        if kinds.contains(&Kind::Number) {
            kinds.retain(|kind| *kind != Kind::Integer);
        }
        outline.null = if null {
            NullWord::Allowed
        } else {
            NullWord::Refused
        };
        outline.kinds = Kinds((!kinds.is_empty()).then_some(kinds));
        if null && outline.kinds.stated().is_none() && outline.values.is_none() && words.len() == 1
        {
            outline.kinds = Kinds(Some(Vec::new()));
        }
    }
    if cx.flag(node, "nullable") {
        outline.null = NullWord::Allowed;
    }
}

enum Word {
    Null,
    Kind(Kind),
}

fn kind_of(word: Option<&str>) -> Option<Word> {
    Some(Word::Kind(match word? {
        "boolean" => Kind::Boolean,
        "string" => Kind::Text,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "array" => Kind::Array,
        "object" => Kind::Object,
        "null" => return Some(Word::Null),
        _ => return None,
    }))
}

fn unknown_type(cx: &mut Context<'_>, word: &Node) {
    let message = match word.as_str() {
        Some(text) => format!("`{text}` is no type"),
        None => format!("`type` must be a string, and this is {}", word.kind()),
    };
    cx.error(
        "type-unknown",
        word,
        message,
        "write string, integer, number, boolean, array or object",
    );
}

/// Reads `enum` and `const`; null among them is not a value but an allowance.
pub(super) fn read_values<'d>(cx: &mut Context<'d>, node: &'d Node, outline: &mut Outline<'d>) {
    let constant = node.get("const");
    if node.get("enum").is_none() && constant.is_none() {
        return;
    }
    let stated: Vec<&Node> = constant.map_or_else(
        || cx.list(node, "enum").iter().collect(),
        |value| vec![value],
    );
    let has_null = stated.iter().any(|value| value.is_null());
    let values: Vec<&Node> = stated
        .into_iter()
        .filter(|value| !value.is_null())
        .collect();
    outline.null = match (has_null, outline.null) {
        // In 3.0 many contracts state `nullable` and forget null among the values; they mean it.
        (false, NullWord::Allowed) if cx.version == Version::V30 => NullWord::Allowed,
        (false, _) => NullWord::Refused,
        (true, NullWord::Unstated | NullWord::Allowed) => NullWord::Allowed,
        (true, NullWord::Refused) => NullWord::Refused,
    };
    if values.is_empty() && !has_null {
        let place = node.get("enum").unwrap_or(node);
        cx.warn(
            "enum-empty",
            place,
            "`enum` lists no value, so none would be allowed; it is ignored",
            "list the allowed values, or leave `enum` out",
        );
        return;
    }
    outline.values = Some(values);
}

/// True for a branch that takes null and nothing else.
pub(super) fn is_null_branch(node: &Node) -> bool {
    let only_null = |values: &Node| {
        values
            .as_list()
            .is_some_and(|list| !list.is_empty() && list.iter().all(Node::is_null))
    };
    node.get("type")
        .is_some_and(|stated| stated.as_str() == Some("null"))
        || node.get("const").is_some_and(Node::is_null)
        || node.get("enum").is_some_and(only_null)
}

/// True when null satisfies one of the branches of a choice.
pub(super) fn some_branch_takes_null<'d>(cx: &mut Context<'d>, branches: &'d [Node]) -> bool {
    branches
        .iter()
        .any(|branch| is_null_branch(branch) || branch_null(cx, branch) == NullWord::Allowed)
}

/// Whether the schema that a reference leads to takes null: the reference then does too.
pub(super) fn takes_null<'d>(cx: &mut Context<'d>, node: &'d Node) -> bool {
    if let Some(known) = cx.null_memo.get(&key_of(node)) {
        return *known;
    }
    cx.null_memo.insert(key_of(node), false);
    let answer = look_for_null(cx, node) == NullWord::Allowed;
    cx.null_memo.insert(key_of(node), answer);
    answer
}

/// The same reading as an outline's, without its findings, which the pass over the schema itself reports.
fn look_for_null<'d>(cx: &mut Context<'d>, node: &'d Node) -> NullWord {
    let mut word = own_null(node, cx.version);
    if word == NullWord::Allowed && cx.version == Version::V30 && node.get("nullable").is_some() {
        return word;
    }
    for branch in node.get("allOf").map(Node::items).unwrap_or_default() {
        word = word.meet(branch_null(cx, branch));
    }
    for keyword in ["oneOf", "anyOf"] {
        let branches = node.get(keyword).map(Node::items).unwrap_or_default();
        if some_branch_takes_null(cx, branches) {
            word = word.meet(NullWord::Allowed);
        }
    }
    word
}

/// How many schemas deep null is looked for.
const MAX_DEPTH: usize = 64;

fn branch_null<'d>(cx: &mut Context<'d>, branch: &'d Node) -> NullWord {
    if cx.null_depth >= MAX_DEPTH {
        return NullWord::Unstated;
    }
    cx.null_depth += 1;
    let word = null_behind(cx, branch);
    cx.null_depth -= 1;
    word
}

fn null_behind<'d>(cx: &mut Context<'d>, branch: &'d Node) -> NullWord {
    let Ok(target) = cx.behind(branch) else {
        return NullWord::Unstated;
    };
    if std::ptr::eq(target, branch) {
        return look_for_null(cx, branch);
    }
    if takes_null(cx, target) {
        NullWord::Allowed
    } else {
        NullWord::Unstated
    }
}

fn own_null(node: &Node, version: Version) -> NullWord {
    let flagged = node.get("nullable").and_then(Node::as_bool) == Some(true);
    let typed = node.get("type").map(|stated| {
        let words = stated.as_list().unwrap_or(std::slice::from_ref(stated));
        if words.iter().any(|word| word.as_str() == Some("null")) {
            NullWord::Allowed
        } else {
            NullWord::Refused
        }
    });
    let word = if flagged {
        NullWord::Allowed
    } else {
        typed.unwrap_or(NullWord::Unstated)
    };
    let values = node
        .get("enum")
        .map(Node::items)
        .or_else(|| node.get("const").map(std::slice::from_ref));
    match values.map(|values| values.iter().any(Node::is_null)) {
        Some(false) if !(version == Version::V30 && word == NullWord::Allowed) => NullWord::Refused,
        Some(true) if word == NullWord::Unstated => NullWord::Allowed,
        _ => word,
    }
}
