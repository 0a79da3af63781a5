//! Pages of other origins.

use concierge_runtime_server::Cors;

use crate::shop::{Shop, empty, request};

const PAGE: &str = "https://shop.example";

fn open() -> Shop {
    Shop::open_with(|options| options.cors = Some(Cors::new(vec![PAGE.to_owned()])))
}

#[tokio::test]
async fn a_preflight_is_answered_for_every_route() {
    let shop = open();
    for (uri, methods) in [
        ("/orders/latest", "GET, HEAD"),
        ("/orders/returns", "POST"),
        ("/orders/x:archive", "POST"),
    ] {
        let ask = request("OPTIONS", uri)
            .header("origin", PAGE)
            .header("access-control-request-method", "POST");
        let heard = shop.ask(empty(ask)).await;
        assert_eq!(
            (
                heard.status.as_u16(),
                heard.header("access-control-allow-origin"),
                heard.header("access-control-allow-methods")
            ),
            (204, PAGE, methods)
        );
        assert!(
            heard
                .header("access-control-allow-headers")
                .contains("x-idempotency-key")
        );
        assert_eq!(
            (heard.header("access-control-max-age"), heard.header("vary")),
            ("600", "origin")
        );
        assert!(
            !heard
                .headers
                .contains_key("access-control-allow-credentials")
        );
    }
}

#[tokio::test]
async fn another_origin_is_told_nothing() {
    let shop = open();
    for origin in [
        "https://evil.example",
        "null",
        "https://shop.example.evil.example",
    ] {
        let ask = request("OPTIONS", "/orders/latest")
            .header("origin", origin)
            .header("access-control-request-method", "GET");
        let heard = shop.ask(empty(ask)).await;
        assert_eq!(
            (
                heard.status.as_u16(),
                heard.header("access-control-allow-origin"),
                heard.header("vary")
            ),
            (405, "", "origin")
        );
    }
    let heard = Shop::open()
        .ask(empty(
            request("GET", "/orders/latest").header("origin", PAGE),
        ))
        .await;
    assert_eq!(
        (
            heard.header("access-control-allow-origin"),
            heard.header("vary")
        ),
        ("", "")
    );
}

#[tokio::test]
async fn answers_and_errors_can_be_read_by_the_page() {
    let shop = open();
    for (uri, status) in [
        ("/orders/latest", 200),
        ("/nowhere", 404),
        ("/orders/o-1", 401),
    ] {
        let heard = shop
            .ask(empty(request("GET", uri).header("origin", PAGE)))
            .await;
        assert_eq!(
            (
                heard.status.as_u16(),
                heard.header("access-control-allow-origin")
            ),
            (status, PAGE)
        );
        assert!(
            heard
                .header("access-control-expose-headers")
                .contains("x-request-id")
        );
    }
}
