//! Limits whose memory is full.

use concierge_runtime_server::{ForwardedBy, Proxies};

use crate::shop::{Shop, empty, with_token};

async fn call(shop: &Shop, address: &str) -> u16 {
    let builder = with_token("GET", "/orders/o-1").header("x-forwarded-for", address);
    shop.ask(empty(builder)).await.status.as_u16()
}

#[tokio::test]
async fn a_caller_that_keeps_on_calling_is_not_forgotten_in_a_crowd() {
    let shop = Shop::open_with(|options| {
        let network = "127.0.0.0/8".parse().expect("a network");
        options.proxies = Proxies::new(vec![network], ForwardedBy::XForwardedFor);
        options.limit_entries_max = 1;
    });
    for expected in [200, 200, 200, 429] {
        assert_eq!(call(&shop, "203.0.113.9").await, expected);
    }
    for stranger in 0..1000 {
        let address = format!("198.51.{}.{}", stranger / 250, stranger % 250);
        assert_eq!(call(&shop, &address).await, 200);
        assert_eq!(call(&shop, "203.0.113.9").await, 429, "after {stranger}");
    }
}
