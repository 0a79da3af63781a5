//! Pieces that a customer keeps an eye on: one list per session, which holds and tickets look at.

use std::collections::BTreeSet;
use std::fmt;

use super::DAY_MS;

/// A piece as the customer saw it when it was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The piece's id.
    pub product_id: String,
    /// The card, as the JSON that was shown.
    pub card: String,
}

/// A session's list. Its `Debug` hides the session.
#[derive(Clone, PartialEq, Eq)]
pub struct Shortlist {
    /// Its id; stays over all changes.
    pub id: String,
    /// Whose it is.
    pub session_id: String,
    /// What is on it, each piece once.
    pub items: Vec<Kept>,
    /// When it was begun, in milliseconds since 1970.
    pub created_at_ms: i64,
    /// When it was last written, in milliseconds since 1970.
    pub updated_at_ms: i64,
}

impl fmt::Debug for Shortlist {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Shortlist")
            .field("id", &self.id)
            .field("items", &self.items)
            .finish_non_exhaustive()
    }
}

/// For how many milliseconds after its last change a list counts.
pub const KEPT_MS: i64 = 30 * DAY_MS;

impl Shortlist {
    /// The cards as one JSON list.
    #[must_use]
    pub fn cards(&self) -> String {
        let cards: Vec<&str> = self.items.iter().map(|item| item.card.as_str()).collect();
        format!("[{}]", cards.join(","))
    }

    /// Whether it still counts at a moment, swept or not.
    #[must_use]
    pub fn is_kept_at(&self, now_ms: i64) -> bool {
        now_ms < self.updated_at_ms.saturating_add(KEPT_MS)
    }
}

/// The list of a session after a write: what stood there is replaced, its id and beginning stay. `id` is the one that a new list gets.
#[must_use]
pub fn upsert(
    before: Option<Shortlist>,
    id: &str,
    session_id: &str,
    items: Vec<Kept>,
    now_ms: i64,
) -> Shortlist {
    let before = before.filter(|before| before.is_kept_at(now_ms));
    let (id, created_at_ms) = before.map_or((id.to_owned(), now_ms), |before| {
        (before.id, before.created_at_ms)
    });
    let mut seen = BTreeSet::new();
    Shortlist {
        id,
        session_id: session_id.to_owned(),
        items: items
            .into_iter()
            .filter(|item| seen.insert(item.product_id.clone()))
            .collect(),
        created_at_ms,
        updated_at_ms: now_ms,
    }
}

/// A list's id from 64 bits of chance.
#[must_use]
pub fn shortlist_id(chance: u64) -> String {
    format!("sl_{chance:016x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW_MS: i64 = 1_760_000_000_000;

    fn kept(product_id: &str) -> Kept {
        Kept {
            product_id: product_id.to_owned(),
            card: "{}".to_owned(),
        }
    }

    fn write(before: Option<Shortlist>, id: &str, items: &[&str], now_ms: i64) -> Shortlist {
        let items = items.iter().copied().map(kept).collect();
        upsert(before, id, "sess_7f3a91", items, now_ms)
    }

    fn ids(list: &Shortlist) -> Vec<&str> {
        list.items
            .iter()
            .map(|item| item.product_id.as_str())
            .collect()
    }

    #[test]
    fn a_write_replaces_the_pieces_and_keeps_the_list() {
        let first = write(None, "sl_1", &["a", "b", "a"], NOW_MS);
        assert_eq!(ids(&first), ["a", "b"], "each piece once");
        assert_eq!(first.cards(), "[{},{}]");
        let second = write(Some(first), "sl_2", &["c"], NOW_MS + 1);
        assert_eq!((second.id.as_str(), second.created_at_ms), ("sl_1", NOW_MS));
        assert_eq!(
            (ids(&second), second.updated_at_ms),
            (vec!["c"], NOW_MS + 1)
        );
    }

    #[test]
    fn a_list_that_nobody_touched_for_30_days_begins_anew() {
        for (later_ms, id) in [(30 * DAY_MS - 1, "sl_1"), (30 * DAY_MS, "sl_2")] {
            let first = write(None, "sl_1", &["a"], NOW_MS);
            let second = write(Some(first), "sl_2", &["b"], NOW_MS + later_ms);
            assert_eq!(second.id, id, "{later_ms}");
        }
    }

    #[test]
    fn sessions_are_not_shown() {
        let shown = format!("{:?}", write(None, &shortlist_id(1), &["a"], NOW_MS));
        assert!(
            shown.contains("sl_0000000000000001") && !shown.contains("sess_"),
            "{shown}"
        );
    }
}
