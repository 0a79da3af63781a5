//! Parameters in all their styles.

use serde_json::json;

use crate::shop::{Shop, empty, request};

#[tokio::test]
async fn lists_are_read_in_each_style() {
    let shop = Shop::open();
    let uri = "/products?metals=gold,silver&tags=a&tags=b%2Cc&pipes=x|y%7Cz&spaces=1%202+3&ready=true&since=2024-02-03T04:05:06%2B01:00&price=1e2";
    let heard = shop
        .ask(empty(
            request("GET", uri)
                .header("cookie", "other=1; theme=dark%20blue")
                .header("x-ids", "1, 2")
                .header("x-ids", "3"),
        ))
        .await;
    let expected = json!({
        "metals": ["gold", "silver"], "tags": ["a", "b,c"], "pipes": ["x", "y", "z"], "spaces": ["1", "2", "3"], "ready": true,
        "since": "2024-02-03T04:05:06+01:00", "price": 100.0, "theme": "dark blue", "ids": [1, 2, 3]
    });
    assert_eq!(heard.json(), expected);
}

#[tokio::test]
async fn every_violation_of_a_request_is_told() {
    let shop = Shop::open();
    let uri = "/products?metals=gold,tin&tags=a&tags=a&pipes=a&pipes=b&spaces=%ff&ready=yes&since=yesterday&price=NaN";
    let heard = shop
        .ask(empty(request("GET", uri).header("x-ids", "1,+2,99")))
        .await;
    let expected = [
        "query /metals/1 enum",
        "query /tags uniqueItems",
        "query /pipes maxItems",
        "query /spaces format",
        "query /ready type",
        "query /since format",
        "query /price type",
        "header /x-ids/1 type",
        "header /x-ids/1 maximum",
    ];
    assert_eq!(heard.details(), expected);
}

#[tokio::test]
async fn nothing_is_required_that_is_optional() {
    let shop = Shop::open();
    let heard = shop
        .ask(empty(request("GET", "/products?metals=&unknown=1")))
        .await;
    assert_eq!(heard.status, 200);
    assert_eq!(heard.json()["metals"], json!([]));
    assert_eq!(heard.json()["tags"], json!(null));
}

#[tokio::test]
async fn a_single_value_must_be_single() {
    let shop = Shop::open();
    let heard = shop
        .ask(empty(
            request("GET", "/products?ready=true&ready=false").header("cookie", "theme=a; theme=b"),
        ))
        .await;
    assert_eq!(
        heard.details(),
        ["query /ready maxItems", "cookie /theme maxItems"]
    );
}
