//! Shortlists that wait to be held.

use concierge_runtime::Decimal;
use concierge_spec::ProductCard;

use crate::domain::product::card;
use crate::domain::shortlist::{Kept, Shortlist, upsert};

/// How many sessions have one.
const SESSIONS: u32 = 12;
/// How many pieces are on each.
const PIECES: usize = 2;

/// One shortlist for each of a few sessions, all with the same pieces.
#[must_use]
pub fn shortlists(now_ms: i64) -> Vec<Shortlist> {
    let products = super::products(now_ms);
    let cards = products.iter().filter_map(|product| card(product, now_ms));
    let items: Vec<Kept> = cards
        .take(PIECES)
        .filter_map(|card| {
            let price = Decimal::from_units(card.price_cents, 2);
            let shown = ProductCard::new(card.id.clone(), card.title, price, card.currency);
            Some(Kept {
                product_id: card.id,
                card: serde_json::to_string(&shown).ok()?,
            })
        })
        .collect();
    let list = |at: u32| {
        let (id, session_id) = (
            format!("sl_00c0ffee000000{at:02}"),
            format!("sess_{at:02}7f3a91"),
        );
        upsert(None, &id, &session_id, items.clone(), now_ms)
    };
    (1..=SESSIONS).map(list).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_session_has_its_own() {
        let lists = shortlists(1_760_000_000_000);
        assert_eq!(lists.len(), 12);
        assert_eq!(
            (lists[11].id.as_str(), lists[11].session_id.as_str()),
            ("sl_00c0ffee00000012", "sess_127f3a91")
        );
        assert!(lists.iter().all(|list| list.items.len() == PIECES));
        assert!(lists[0].cards().contains("3850.00"), "{}", lists[0].cards());
    }
}
