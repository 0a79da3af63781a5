//! The contract's own vocabulary, `x-` by `x-`: each is read here and nowhere else.

use std::collections::BTreeMap;

use super::alike::likely_meant;
use super::context::Context;
use super::units;
use crate::ir::{Idempotency, Limit, LimitKey, Pii, Retention, Shape, Slo};
use crate::load::Node;

/// What the extensions of an operation say.
#[derive(Debug, Default)]
pub(super) struct OperationWords {
    pub(super) scopes: Vec<String>,
    pub(super) idempotency: Option<Idempotency>,
    pub(super) limits: Vec<Limit>,
    pub(super) slo: Option<Slo>,
    pub(super) events: Vec<String>,
    pub(super) body_limit: Option<u64>,
    /// Every entry that the generator does not read.
    pub(super) others: BTreeMap<String, serde_json::Value>,
}

/// Reads the extensions of an operation.
pub(super) fn words_of<'d>(cx: &mut Context<'d>, operation: &'d Node) -> OperationWords {
    let mut words = OperationWords::default();
    for (key, value) in operation.entries() {
        match key.text.as_str() {
            "x-scopes" => words.scopes = cx.texts(operation, "x-scopes"),
            "x-events" => words.events = cx.texts(operation, "x-events"),
            "x-idempotency" => words.idempotency = idempotency_of(cx, value),
            "x-rate-limit" => words.limits = limits_of(cx, value),
            "x-slo" => words.slo = slo_of(cx, value),
            "x-body-limit" => words.body_limit = body_limit_of(cx, value),
            name if name.starts_with("x-") => {
                if let Some(known) = likely_meant(name) {
                    let place = cx.doc.place_of_key(key);
                    cx.warn_at(
                        "extension-typo",
                        place,
                        format!("`{name}` means nothing here"),
                        format!("did you mean `{known}`?"),
                    );
                }
                words.others.insert(name.to_owned(), value.to_json());
            }
            _ => {}
        }
    }
    words
}

/// `x-pii` of a schema.
pub(super) fn pii_of(cx: &mut Context<'_>, node: &Node) -> Option<Pii> {
    let value = node.get("x-pii")?;
    let pii = match value.as_str() {
        Some("email") => Pii::Email,
        Some("phone") => Pii::Phone,
        Some("name") => Pii::Name,
        Some("address") => Pii::Address,
        Some("freetext") => Pii::Freetext,
        Some("order") => Pii::Order,
        _ => {
            malformed(
                cx,
                value,
                "`x-pii` names no kind of personal data",
                "write email, phone, name, address, freetext or order",
            );
            return None;
        }
    };
    Some(pii)
}

/// `x-retention` of a schema: a duration from its creation on, or from another moment that it names.
pub(super) fn retention_of(cx: &mut Context<'_>, node: &Node) -> Option<Retention> {
    const FIX: &str = "write a duration, for example `30d`, or `{keep: 7d, after: expired}` where it counts from another moment than `created`";
    let value = node.get("x-retention")?;
    let (keep, after) = if value.as_map().is_some() {
        known_keys(cx, value, &["keep", "after"], FIX)?;
        let after = value.get("after").map(|after| (after, after.as_str()));
        (value.get("keep"), after)
    } else {
        (Some(value), None)
    };
    let keep_s = keep.and_then(Node::as_str).and_then(units::seconds);
    if keep_s.is_none() {
        let message = "`x-retention` does not say how long";
        malformed(cx, keep.unwrap_or(value), message, FIX);
    }
    let after = match after {
        None => Some("created"),
        Some((_, Some(moment))) if is_moment(moment) => Some(moment),
        Some((place, _)) => {
            let message = "`x-retention` counts from something that is no moment";
            malformed(cx, place, message, FIX);
            None
        }
    };
    Some(Retention {
        keep_s: keep_s?,
        after: after?.to_owned(),
    })
}

/// A word in `snake_case`.
fn is_moment(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase())
        && text
            .chars()
            .all(|letter| letter.is_ascii_lowercase() || letter == '_')
}

/// `x-lifecycle` of a list of strings: every name in it must be one of them.
pub(super) fn lifecycle_of(
    cx: &mut Context<'_>,
    node: Option<&Node>,
    shape: &Shape,
) -> Vec<(String, Vec<String>)> {
    let Some(node) = node else { return Vec::new() };
    let (Shape::TextEnum(values), Some(entries)) = (shape, node.as_map()) else {
        malformed(
            cx,
            node,
            "`x-lifecycle` belongs on a list of strings and names the followers of each",
            "write it beside `enum`, for example `x-lifecycle: {open: [closed], closed: []}`",
        );
        return Vec::new();
    };
    let is_known = |word: &str| values.variants.iter().any(|variant| variant.wire == word);
    let mut moves = Vec::new();
    for (key, followers) in entries {
        if !is_known(&key.text) {
            let place = cx.doc.place_of_key(key);
            let message = format!(
                "`x-lifecycle` names `{}`, which is not among the values",
                key.text
            );
            cx.error_at(
                "extension-malformed",
                place,
                message,
                "write one of the values under `enum`",
            );
        }
        let mut next = Vec::new();
        for follower in followers.items() {
            match follower.as_str() {
                Some(word) if is_known(word) => next.push(word.to_owned()),
                _ => malformed(
                    cx,
                    follower,
                    "`x-lifecycle` leads to something that is not among the values",
                    "write one of the values under `enum`",
                ),
            }
        }
        if followers.as_list().is_none() {
            malformed(
                cx,
                followers,
                "the followers of a value must be an array",
                "write an array, empty for a last value",
            );
        }
        moves.push((key.text.clone(), next));
    }
    moves
}

fn idempotency_of<'d>(cx: &mut Context<'d>, node: &'d Node) -> Option<Idempotency> {
    const FIX: &str = "write `x-idempotency: {required: true, ttl: 24h}`";
    known_keys(cx, node, &["required", "ttl"], FIX)?;
    let required = node.get("required").and_then(Node::as_bool);
    let ttl_s = node
        .get("ttl")
        .and_then(Node::as_str)
        .and_then(units::seconds);
    if required.is_none() {
        malformed(
            cx,
            node.get("required").unwrap_or(node),
            "`x-idempotency` does not say whether a key is required",
            FIX,
        );
    }
    if ttl_s.is_none() {
        malformed(
            cx,
            node.get("ttl").unwrap_or(node),
            "`x-idempotency` does not say how long an answer is kept",
            FIX,
        );
    }
    Some(Idempotency {
        required: required?,
        ttl_s: ttl_s?,
    })
}

fn limits_of<'d>(cx: &mut Context<'d>, node: &'d Node) -> Vec<Limit> {
    let Some(items) = node.as_list() else {
        malformed(
            cx,
            node,
            "`x-rate-limit` must be an array of limits",
            LIMIT_FIX,
        );
        return Vec::new();
    };
    items.iter().filter_map(|item| limit_of(cx, item)).collect()
}

const LIMIT_FIX: &str = "write `- {by: address, requests: 120, per: 1m}` or `- {by: session, pointer: /sessionId, requests: 60, per: 1m}`";

fn limit_of<'d>(cx: &mut Context<'d>, node: &'d Node) -> Option<Limit> {
    known_keys(
        cx,
        node,
        &["by", "pointer", "requests", "per", "account"],
        LIMIT_FIX,
    )?;
    let key = limit_key_of(cx, node);
    let requests = node
        .get("requests")
        .and_then(Node::as_u64)
        .and_then(|count| u32::try_from(count).ok())
        .filter(|count| *count > 0);
    let window_s = node
        .get("per")
        .and_then(Node::as_str)
        .and_then(units::seconds)
        .and_then(|seconds| u32::try_from(seconds).ok());
    if requests.is_none() {
        malformed(
            cx,
            node.get("requests").unwrap_or(node),
            "a limit does not say how many `requests` it allows",
            LIMIT_FIX,
        );
    }
    if window_s.is_none() {
        malformed(
            cx,
            node.get("per").unwrap_or(node),
            "a limit does not say `per` which duration it counts",
            LIMIT_FIX,
        );
    }
    let account = node.get("account");
    let name = account
        .and_then(Node::as_str)
        .filter(|name| !name.is_empty());
    if let (Some(account), None) = (account, name) {
        malformed(
            cx,
            account,
            "the `account` that a limit shares with others has no name",
            LIMIT_FIX,
        );
    }
    Some(Limit {
        key: key?,
        requests: requests?,
        window_s: window_s?,
        account: name.map(str::to_owned),
    })
}

fn limit_key_of(cx: &mut Context<'_>, node: &Node) -> Option<LimitKey> {
    let pointer = node.get("pointer");
    match node.get("by").and_then(Node::as_str) {
        Some("address") if pointer.is_none() => Some(LimitKey::Address),
        Some("session") => match pointer
            .and_then(Node::as_str)
            .filter(|text| text.starts_with('/') && text.len() > 1)
        {
            Some(text) => Some(LimitKey::Session(text.to_owned())),
            None => {
                malformed(
                    cx,
                    pointer.unwrap_or(node),
                    "a limit by session does not say where the session stands in the body",
                    LIMIT_FIX,
                );
                None
            }
        },
        Some("address") => {
            malformed(
                cx,
                pointer.unwrap_or(node),
                "a limit by address has no `pointer`",
                LIMIT_FIX,
            );
            None
        }
        _ => {
            malformed(
                cx,
                node.get("by").unwrap_or(node),
                "a limit does not say what it counts `by`",
                LIMIT_FIX,
            );
            None
        }
    }
}

fn slo_of<'d>(cx: &mut Context<'d>, node: &'d Node) -> Option<Slo> {
    const FIX: &str = "write `x-slo: {p95Ms: 300, availability: 99.9}`";
    known_keys(cx, node, &["p95Ms", "availability"], FIX)?;
    let p95_ms = node
        .get("p95Ms")
        .and_then(Node::as_u64)
        .and_then(|ms| u32::try_from(ms).ok())
        .filter(|ms| *ms > 0);
    let availability_ppm = node
        .get("availability")
        .and_then(|value| value.as_number().or(value.as_str()))
        .and_then(units::percent_ppm);
    if p95_ms.is_none() {
        malformed(
            cx,
            node.get("p95Ms").unwrap_or(node),
            "`x-slo` does not say how many milliseconds 95 in 100 answers take at most",
            FIX,
        );
    }
    if availability_ppm.is_none() {
        malformed(
            cx,
            node.get("availability").unwrap_or(node),
            "`x-slo` does not say the availability in percent",
            FIX,
        );
    }
    Some(Slo {
        p95_ms: p95_ms?,
        availability_ppm: availability_ppm?,
    })
}

fn body_limit_of(cx: &mut Context<'_>, node: &Node) -> Option<u64> {
    let bytes = node.as_number().or(node.as_str()).and_then(units::bytes);
    if bytes.is_none() {
        malformed(
            cx,
            node,
            "`x-body-limit` is no size",
            "write bytes as a number, or a size such as `16KiB` or `10MiB`",
        );
    }
    bytes
}

/// An object with no other keys than these.
fn known_keys(cx: &mut Context<'_>, node: &Node, known: &[&str], fix: &str) -> Option<()> {
    let Some(entries) = node.as_map() else {
        malformed(
            cx,
            node,
            &format!("this must be an object, and is {}", node.kind()),
            fix,
        );
        return None;
    };
    for (key, _) in entries
        .iter()
        .filter(|(key, _)| !known.contains(&key.text.as_str()))
    {
        let place = cx.doc.place_of_key(key);
        cx.error_at(
            "extension-malformed",
            place,
            format!("`{}` means nothing here", key.text),
            fix,
        );
    }
    Some(())
}

fn malformed(cx: &mut Context<'_>, node: &Node, message: &str, fix: &str) {
    cx.error("extension-malformed", node, message, fix);
}
