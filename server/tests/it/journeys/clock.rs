//! Edge cases that need another day or another stock, which no caller can make.

use concierge_client::Error;
use concierge_server::domain::DAY_MS;
use concierge_spec::{
    CapsuleRequest, ProductBadge, ProductCard, ProductSearch, ReturnContact, ReturnOption,
    ReturnRequest, ShortlistRequest,
};

use super::Street;

const SESSION: &str = "sess_7f3a91";
const OLIVIA: &str = "olivia@example.com";

impl Street {
    async fn cards(&self) -> Vec<ProductCard> {
        let mut search = ProductSearch::new(SESSION);
        let mut cards = Vec::new();
        loop {
            let call = self.client.search_products().body(search.clone());
            let page = call.send().await.expect("a page").into_inner();
            cards.extend(page.data);
            search.cursor = page.next_cursor;
            if search.cursor.is_none() {
                return cards;
            }
        }
    }

    /// The id of a list with the first piece on it.
    async fn list(&self, cards: &[ProductCard]) -> String {
        let request = ShortlistRequest::new(SESSION, cards[..1].to_vec());
        let saved = self.client.save_shortlist().body(request).send().await;
        saved.expect("saved").shortlist_id.clone()
    }

    async fn hold(&self, list: &str) -> Result<String, String> {
        let request = CapsuleRequest::new(SESSION, list, OLIVIA);
        match self.client.reserve_capsule().body(request).send().await {
            Ok(capsule) => Ok(capsule.capsule_id.clone()),
            Err(Error::ErrorResponse(refusal)) => Err(refusal.code.clone()),
            Err(other) => panic!("{other}"),
        }
    }

    async fn give_back(&self, option: ReturnOption) -> Result<u16, String> {
        let mut request = ReturnRequest::new(SESSION, "GG-11982", option);
        request.contact = Some(ReturnContact {
            email: Some(OLIVIA.to_owned()),
            phone: None,
        });
        match self.client.create_return().body(request).send().await {
            Ok(answer) => Ok(answer.status().as_u16()),
            Err(Error::ErrorResponse(refusal)) => Err(refusal.code.clone()),
            Err(other) => panic!("{other}"),
        }
    }
}

#[tokio::test]
async fn a_piece_that_sells_out_after_it_was_kept_is_backordered() {
    let street = Street::open().await;
    let cards = street.cards().await;
    let kept = cards[0].product_id.clone();
    let list = street.list(&cards).await;
    street.house.run(&format!(
        "UPDATE products SET stock = 0, shipping_promise = NULL WHERE id = '{kept}'"
    ));
    let cards = street.cards().await;
    let card = cards.iter().find(|card| card.product_id == kept);
    let badges = card
        .and_then(|card| card.badges.clone())
        .unwrap_or_default();
    assert!(badges.contains(&ProductBadge::Backordered), "{badges:?}");
    assert!(
        street.hold(&list).await.is_ok(),
        "it can be held all the same"
    );
}

#[tokio::test]
async fn a_capsule_that_expired_can_be_renewed() {
    let street = Street::open().await;
    let list = street.list(&street.cards().await).await;
    let first = street.hold(&list).await.expect("held");
    assert_eq!(street.hold(&list).await, Err("capsule.active".to_owned()));
    street.house.clock.advance_ms(2 * DAY_MS);
    let second = street.hold(&list).await.expect("held anew");
    assert_ne!(first, second);
}

#[tokio::test]
async fn a_piece_without_a_price_is_hidden() {
    let street = Street::open().await;
    let before = street.cards().await;
    let hidden = before[0].product_id.clone();
    street.house.run(&format!(
        "UPDATE products SET price_cents = NULL WHERE id = '{hidden}'"
    ));
    let after = street.cards().await;
    assert_eq!(after.len(), before.len() - 1);
    assert!(after.iter().all(|card| card.product_id != hidden));
}

#[tokio::test]
async fn time_closes_returns_before_resizes() {
    let street = Street::open().await;
    // Delivered ten days ago.
    street.house.clock.advance_ms(21 * DAY_MS);
    let late = street.give_back(ReturnOption::Return).await;
    assert_eq!(late, Err("returns.ineligible".to_owned()));
    assert_eq!(street.give_back(ReturnOption::Resize).await, Ok(201));
}
