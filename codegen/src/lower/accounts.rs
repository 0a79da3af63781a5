//! Limits that share an account count the same thing in the same way.

use std::collections::BTreeMap;

use super::context::Context;
use crate::ir::{Limit, LimitKey, Operation};

/// Reports limits of one account that differ.
pub(super) fn check(cx: &mut Context<'_>, operations: &[Operation]) {
    let mut first: BTreeMap<&str, (&Operation, &Limit)> = BTreeMap::new();
    for operation in operations {
        for limit in &operation.limits {
            let Some(account) = &limit.account else {
                continue;
            };
            let (owner, known) = *first.entry(account).or_insert((operation, limit));
            if is_alike(known, limit) {
                continue;
            }
            let message = format!(
                "limits of `{}` and `{}` share the account `{account}` and differ",
                owner.id, operation.id
            );
            cx.error_at(
                "rate-limit-account",
                operation.place.clone(),
                message,
                "let limits of one account have the same `by`, `requests` and `per`, or name another account",
            );
        }
    }
}

/// The session may stand elsewhere in each body; it is the same session.
fn is_alike(left: &Limit, right: &Limit) -> bool {
    matches!(
        (&left.key, &right.key),
        (LimitKey::Address, LimitKey::Address) | (LimitKey::Session(_), LimitKey::Session(_))
    ) && (left.requests, left.window_s) == (right.requests, right.window_s)
}
