//! Limits on a clock that is driven by hand.

use std::net::{IpAddr, Ipv4Addr};

use concierge_runtime_server::{Body, ForwardedBy, Peer, Profile, Proxies};
use http::Request;
use serde_json::json;

use crate::shop::{Heard, Shop, empty, new_return, request, with_token};

fn from(address: [u8; 4], mut request: Request<Body>) -> Request<Body> {
    request
        .extensions_mut()
        .insert(Peer(IpAddr::V4(Ipv4Addr::from(address))));
    request
}

fn order() -> Request<Body> {
    empty(with_token("GET", "/orders/o-1"))
}

fn standing(heard: &Heard) -> (u16, &str, &str, &str) {
    (
        heard.status.as_u16(),
        heard.header("x-ratelimit-limit"),
        heard.header("x-ratelimit-remaining"),
        heard.header("x-ratelimit-reset"),
    )
}

#[tokio::test]
async fn calls_are_counted_and_come_back_with_time() {
    let shop = Shop::open();
    assert_eq!(standing(&shop.ask(order()).await), (200, "3", "2", "20"));
    assert_eq!(standing(&shop.ask(order()).await), (200, "3", "1", "40"));
    assert_eq!(standing(&shop.ask(order()).await), (200, "3", "0", "60"));
    let heard = shop.ask(order()).await;
    assert_eq!(standing(&heard), (429, "3", "0", "60"));
    assert_eq!(
        (heard.code().as_str(), heard.header("retry-after")),
        ("rate.limit", "20")
    );
    shop.clock.advance_ms(19_999);
    assert_eq!(shop.ask(order()).await.header("retry-after"), "1");
    shop.clock.advance_ms(1);
    assert_eq!(shop.ask(order()).await.status, 200);
    assert_eq!(shop.ask(order()).await.status, 429);
    shop.clock.advance_ms(3_600_000);
    assert_eq!(standing(&shop.ask(order()).await), (200, "3", "2", "20"));
}

#[tokio::test]
async fn each_address_is_counted_alone() {
    let shop = Shop::open();
    for _ in 0..3 {
        assert_eq!(shop.ask(from([192, 0, 2, 1], order())).await.status, 200);
    }
    assert_eq!(shop.ask(from([192, 0, 2, 1], order())).await.status, 429);
    let heard = shop.ask(from([192, 0, 2, 2], order())).await;
    assert_eq!(
        (heard.status.as_u16(), heard.json()["address"].as_str()),
        (200, Some("192.0.2.2"))
    );
}

#[tokio::test]
async fn a_forged_address_does_not_help() {
    let shop = Shop::open_with(|options| {
        options.proxies = Proxies::new(
            vec!["10.0.0.0/8".parse().expect("a network")],
            ForwardedBy::XForwardedFor,
        );
    });
    let forged = |peer, last: &str| {
        from(
            peer,
            empty(with_token("GET", "/orders/o-1").header("x-forwarded-for", last)),
        )
    };
    for number in 0..3 {
        assert_eq!(
            shop.ask(forged([192, 0, 2, 1], &format!("203.0.113.{number}")))
                .await
                .status,
            200
        );
    }
    assert_eq!(
        shop.ask(forged([192, 0, 2, 1], "203.0.113.9")).await.status,
        429
    );
    let heard = shop
        .ask(forged([10, 0, 0, 1], "1.2.3.4, 203.0.113.9"))
        .await;
    assert_eq!(
        (heard.status.as_u16(), heard.json()["address"].as_str()),
        (200, Some("203.0.113.9"))
    );
}

#[tokio::test]
async fn every_answer_of_a_limited_operation_states_the_limit() {
    let shop = Shop::open();
    assert_eq!(
        standing(&shop.ask(empty(request("GET", "/orders/o-1"))).await),
        (401, "3", "2", "20")
    );
    assert_eq!(
        standing(&shop.ask(empty(with_token("GET", "/orders/x"))).await),
        (400, "3", "1", "40")
    );
    assert_eq!(
        standing(&shop.ask(empty(request("GET", "/orders/latest"))).await),
        (200, "", "", "")
    );
}

#[tokio::test]
async fn sessions_are_counted_once_the_body_is_read() {
    let shop = Shop::open();
    let ask = async |session: &str, key: u32| {
        shop.ask(new_return(
            &format!("key-{key:08}"),
            &json!({"sessionId": session}),
        ))
        .await
    };
    assert_eq!(standing(&ask("a", 1).await), (201, "2", "1", "30"));
    assert_eq!(standing(&ask("a", 2).await), (201, "2", "0", "60"));
    let heard = ask("a", 3).await;
    assert_eq!(
        (
            heard.status.as_u16(),
            heard.code().as_str(),
            heard.header("retry-after")
        ),
        (429, "rate.limit", "30")
    );
    assert_eq!(ask("b", 4).await.status, 201);
    assert_eq!(shop.memory.read(|state| state.returns.len()), 3);
}

#[tokio::test]
async fn a_profile_scales_or_opens_the_limits() {
    let shop = Shop::open_with(|options| options.limits = Profile::Scaled(0.34));
    assert_eq!(standing(&shop.ask(order()).await), (200, "1", "0", "60"));
    assert_eq!(shop.ask(order()).await.status, 429);
    let shop = Shop::open_with(|options| options.limits = Profile::Open);
    for _ in 0..100 {
        assert_eq!(shop.ask(order()).await.status, 200);
    }
    assert_eq!(
        standing(&shop.ask(order()).await),
        (200, "4294967295", "4294967295", "0")
    );
}

#[tokio::test]
async fn a_flood_of_other_callers_does_not_forgive_an_exhausted_one() {
    let shop = Shop::open_with(|options| options.limit_entries_max = 128);
    for _ in 0..3 {
        assert_eq!(shop.ask(from([192, 0, 2, 1], order())).await.status, 200);
    }
    for number in 0..4000_u32 {
        let [_, _, c, d] = number.to_be_bytes();
        assert_eq!(shop.ask(from([10, 1, c, d], order())).await.status, 200);
    }
    assert_eq!(shop.ask(from([192, 0, 2, 1], order())).await.status, 429);
}
