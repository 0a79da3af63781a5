//! Searching the catalogue.

use serde_json::{Value, json};

use crate::house::{House, PRODUCTS};

async fn page(house: &House, search: Value) -> Value {
    house
        .answer(house.post(PRODUCTS, search))
        .await
        .holds(200, "ProductPage")
}

fn ids(page: &Value) -> Vec<String> {
    let cards = page["data"].as_array().expect("cards");
    cards
        .iter()
        .map(|card| card["productId"].as_str().expect("an id").to_owned())
        .collect()
}

fn search(rest: Value) -> Value {
    let mut search = json!({ "sessionId": "sess_7f3a91" });
    search
        .as_object_mut()
        .expect("an object")
        .extend(rest.as_object().expect("an object").clone());
    search
}

#[tokio::test]
async fn six_featured_pieces_come_first() {
    let house = House::new().await;
    let reply = house.answer(house.post(PRODUCTS, search(json!({})))).await;
    let page = reply.holds(200, "ProductPage");
    assert_eq!(
        ids(&page),
        [
            "aurora-ring-solaris",
            "RING-HERO-001",
            "RING-SPOT-002",
            "aurora-ear-constellation",
            "RING-READY-001",
            "aurora-necklace-lumina"
        ]
    );
    assert!(page["nextCursor"].is_string());
    let first = &page["data"][0];
    assert!(
        String::from_utf8_lossy(&reply.body).contains("\"price\":3850.00,"),
        "digits are kept"
    );
    assert_eq!(first["metal"], "14k Yellow");
    assert_eq!(first["specLine"], "14k Yellow · Diamond");
    assert_eq!(first["badges"], json!(["Bestseller"]));
}

#[tokio::test]
async fn following_the_cursor_sees_every_priced_piece_once() {
    let house = House::new().await;
    for sort in ["featured", "newest", "price_asc", "price_desc"] {
        let mut seen = Vec::new();
        let mut ask = search(json!({ "limit": 4, "sort": sort }));
        loop {
            let page = page(&house, ask.clone()).await;
            seen.extend(ids(&page));
            match page.get("nextCursor") {
                Some(cursor) => ask["cursor"] = cursor.clone(),
                None => break,
            }
        }
        assert_eq!(seen.len(), 15, "{sort}: {seen:?}");
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 15, "{sort}");
        assert!(
            !seen.contains(&"EAR-DRAFT-001".to_owned()),
            "a piece without a price is left out"
        );
    }
}

#[tokio::test]
async fn filters_narrow_and_bounds_are_inclusive() {
    let house = House::new().await;
    for (filter, expected) in [
        (
            json!({ "category": "Rings", "metal": "14K Rose" }),
            vec!["aurora-rose-band"],
        ),
        (
            json!({ "priceMin": 420, "priceMax": 420.00 }),
            vec!["aurora-rose-band"],
        ),
        (
            json!({ "priceMin": 299.001, "priceMax": 325 }),
            vec!["aurora-rose-lariat"],
        ),
        (
            json!({ "tags": ["gold", "lariat"] }),
            vec!["aurora-rose-lariat"],
        ),
        (
            json!({ "readyToShip": false, "category": "bracelet" }),
            vec!["BRACELET-TENNIS-001"],
        ),
        (json!({ "category": "tiara" }), vec![]),
    ] {
        let page = page(&house, search(filter.clone())).await;
        assert_eq!(ids(&page), expected, "{filter}");
        assert!(page.get("nextCursor").is_none());
    }
}

#[tokio::test]
async fn stock_decides_promise_and_badge() {
    let house = House::new().await;
    let page = page(&house, search(json!({ "limit": 25 }))).await;
    let card = |id: &str| -> Value {
        let cards = page["data"].as_array().expect("cards");
        cards
            .iter()
            .find(|card| card["productId"] == id)
            .expect("the piece")
            .clone()
    };
    let sold_out = card("RING-WIDGET-003");
    assert_eq!(sold_out["shippingPromise"], "Ships in 4–6 weeks");
    assert_eq!(sold_out["badges"], json!(["Backordered"]));
    assert_eq!(
        card("RING-MADE-TO-ORDER-004")["shippingPromise"],
        "Made on demand"
    );
    assert_eq!(
        card("BRACELET-TENNIS-001")["shippingPromise"],
        "Made to order"
    );
    assert_eq!(
        card("RING-SPOT-002")["badges"],
        json!(["Bestseller", "Limited drop", "New"])
    );
    let draft = card("NECKLACE-ATELIER-001");
    assert_eq!(draft["badges"], json!(["Preview"]));
    assert_eq!(
        draft["heroImage"],
        "https://cdn.glowglitch.com/placeholder.jpg"
    );
    assert_eq!(draft["price"], 0.0, "on request");
}

#[tokio::test]
async fn a_reversed_range_and_a_foreign_cursor_are_refused() {
    let house = House::new().await;
    let reversed = house.post(
        PRODUCTS,
        search(json!({ "priceMin": 300.001, "priceMax": 300 })),
    );
    house
        .answer(reversed)
        .await
        .refuses(400, "validation.range");
    let cursor = page(&house, search(json!({ "limit": 2 }))).await["nextCursor"].clone();
    let tampered = format!("_{}", &cursor.as_str().expect("text")[1..]);
    for ask in [
        json!({ "cursor": tampered }),
        json!({ "cursor": "AAAAAAAAAAAAAAAA" }),
        json!({ "cursor": cursor, "category": "ring" }),
        json!({ "cursor": cursor, "sort": "newest" }),
    ] {
        house
            .answer(house.post(PRODUCTS, search(ask)))
            .await
            .refuses(400, "validation.cursor");
    }
    page(&house, search(json!({ "cursor": cursor, "limit": 25 }))).await;
}

#[tokio::test]
async fn an_unknown_property_and_an_unknown_word_are_refused_together() {
    let house = House::new().await;
    let ask = search(json!({ "sort": "cheapest-first", "colour": "crimson", "limit": 26 }));
    let reply = house.answer(house.post(PRODUCTS, ask)).await;
    let body = reply.refuses(400, "validation.failed");
    let mut found: Vec<(String, String)> = body["details"]
        .as_array()
        .expect("details")
        .iter()
        .map(|detail| {
            (
                detail["pointer"].as_str().expect("text").to_owned(),
                detail["rule"].as_str().expect("text").to_owned(),
            )
        })
        .collect();
    found.sort();
    let expected = [
        ("/colour", "additionalProperties"),
        ("/limit", "maximum"),
        ("/sort", "enum"),
    ];
    assert_eq!(
        found,
        expected.map(|(pointer, rule)| (pointer.to_owned(), rule.to_owned()))
    );
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    assert!(
        !text.contains("crimson") && !text.contains("cheapest"),
        "values are never repeated: {text}"
    );
}
