//! The contract's limits, at their numbers, on a clock that is driven by hand.

use std::net::{IpAddr, Ipv4Addr};

use concierge_runtime_server::{LimitKey, Peer, Profile};
use concierge_server::app::App;
use concierge_spec::operations::OPERATIONS;
use serde_json::{Value, json};

use crate::house::{CAPSULE, CSAT, Call, House, ORDERS, PRODUCTS, RETURNS, Reply, a_return};

struct Shop {
    house: House,
}

/// From where, and in which session.
#[derive(Clone, Copy)]
struct Who<'a> {
    host: u8,
    session: &'a str,
}

const ONE: Who<'static> = Who {
    host: 1,
    session: "sess_000001",
};

impl Shop {
    async fn open(profile: Profile) -> Self {
        Self {
            house: House::with(profile, App::service).await,
        }
    }

    async fn ask(&self, who: Who<'_>, path: &str) -> Reply {
        let body = match path {
            RETURNS => with_session(a_return("GG-11982"), who),
            ORDERS => with_session(json!({ "orderNumber": "GG-11982" }), who),
            CSAT => with_session(json!({ "rating": "great" }), who),
            CAPSULE => with_session(
                json!({ "shortlistId": "sl_00c0ffee00000001", "customerEmail": "olivia@example.com" }),
                who,
            ),
            _ => with_session(json!({ "limit": 1 }), who),
        };
        let call = self.house.post(path, body);
        self.send(who, call.header("x-idempotency-key", "key-00000001"))
            .await
    }

    async fn send(&self, who: Who<'_>, call: Call) -> Reply {
        let mut request = call.request();
        let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, who.host));
        request.extensions_mut().insert(Peer(address));
        self.house.answer_request(request).await
    }

    fn wait_ms(&self, ms: i64) {
        self.house.clock.advance_ms(ms);
    }
}

fn with_session(mut body: Value, who: Who<'_>) -> Value {
    body["sessionId"] = json!(who.session);
    body
}

fn standing(reply: &Reply) -> [u64; 3] {
    ["limit", "remaining", "reset"].map(|name| {
        let value = reply.header(&format!("x-ratelimit-{name}"));
        value
            .and_then(|text| text.parse().ok())
            .expect("a number in every header")
    })
}

fn retry_after_s(reply: &Reply) -> i64 {
    reply.refuses(429, "rate.limit");
    let value = reply
        .header("retry-after")
        .and_then(|text| text.parse().ok());
    value.expect("when to come back")
}

#[test]
fn the_contract_states_the_limits_that_this_suite_drives() {
    for operation in OPERATIONS.iter() {
        let stated: Vec<(bool, u32, u32, Option<&str>)> = operation
            .limits
            .iter()
            .map(|limit| {
                (
                    limit.key == LimitKey::Address,
                    limit.requests,
                    limit.window_s,
                    limit.account,
                )
            })
            .collect();
        let everywhere = [
            (true, 120, 60, Some("address")),
            (true, 10, 1, Some("burst")),
            (false, 60, 60, Some("session")),
        ];
        let expected = match operation.path {
            "/health/live" | "/health/ready" => Vec::new(),
            RETURNS | CAPSULE => [&everywhere[..], &[(false, 3, 3600, None)]].concat(),
            _ => everywhere.to_vec(),
        };
        assert_eq!(stated, expected, "{}", operation.id);
    }
}

#[tokio::test]
async fn an_address_may_call_ten_times_at_once_and_then_ten_times_a_second() {
    let shop = Shop::open(Profile::Declared).await;
    for left in (0..10).rev() {
        let reply = shop.ask(ONE, PRODUCTS).await;
        assert_eq!(reply.status, 200);
        assert_eq!(standing(&reply)[..2], [10, left]);
    }
    let refused = shop.ask(ONE, PRODUCTS).await;
    assert_eq!(retry_after_s(&refused), 1);
    assert_eq!(standing(&refused), [10, 0, 1]);
    for _ in 0..5 {
        shop.wait_ms(99);
        assert_eq!(shop.ask(ONE, PRODUCTS).await.status, 429, "a hair too soon");
        shop.wait_ms(1);
        assert_eq!(shop.ask(ONE, PRODUCTS).await.status, 200);
    }
    let other = Who { host: 2, ..ONE };
    assert_eq!(shop.ask(other, PRODUCTS).await.status, 200);
}

#[tokio::test]
async fn an_address_may_call_120_times_a_minute_over_all_operations() {
    let shop = Shop::open(Profile::Declared).await;
    let paths = [PRODUCTS, ORDERS, CSAT];
    let session = |number: usize| format!("sess_{number:06}");
    // As fast as the burst allows: 12 s for 120 calls, in which 24 more become free.
    for number in 0..143 {
        let own = session(number);
        let who = Who {
            host: 1,
            session: &own,
        };
        let reply = shop.ask(who, paths[number % paths.len()]).await;
        assert_ne!(reply.status, 429, "call {number}: {reply:?}");
        shop.wait_ms(100);
    }
    // 14.3 s have passed; 143 calls cost 71.5 s of 74.3, so 5 more fit.
    for number in 143..148 {
        let own = session(number);
        let who = Who {
            host: 1,
            session: &own,
        };
        assert_ne!(shop.ask(who, PRODUCTS).await.status, 429, "call {number}");
    }
    let last = session(148);
    let who = Who {
        host: 1,
        session: &last,
    };
    let refused = shop.ask(who, ORDERS).await;
    assert_eq!(standing(&refused)[..2], [120, 0]);
    assert_eq!(retry_after_s(&refused), 1);
    shop.wait_ms(199);
    assert_eq!(shop.ask(who, ORDERS).await.status, 429);
    shop.wait_ms(1);
    assert_ne!(shop.ask(who, ORDERS).await.status, 429);
}

#[tokio::test]
async fn a_session_may_call_60_times_a_minute_over_all_operations_and_addresses() {
    let shop = Shop::open(Profile::Declared).await;
    let paths = [PRODUCTS, ORDERS, CSAT];
    for number in 0_u8..60 {
        // Another address for every ten calls, so that only the session counts.
        let who = Who {
            host: number / 10,
            ..ONE
        };
        let path = paths[usize::from(number) % paths.len()];
        assert_ne!(shop.ask(who, path).await.status, 429, "call {number}");
    }
    let who = Who { host: 9, ..ONE };
    let refused = shop.ask(who, CSAT).await;
    assert_eq!(standing(&refused), [60, 0, 60]);
    assert_eq!(retry_after_s(&refused), 1);
    shop.wait_ms(999);
    assert_eq!(shop.ask(who, PRODUCTS).await.status, 429);
    shop.wait_ms(1);
    assert_eq!(shop.ask(who, PRODUCTS).await.status, 200);
    assert_eq!(shop.ask(who, PRODUCTS).await.status, 429);
    shop.wait_ms(60_000);
    let whole = shop.ask(who, PRODUCTS).await;
    assert_eq!(standing(&whole)[..2], [10, 9], "a minute later it is whole");
}

#[tokio::test]
async fn a_session_may_ask_for_three_returns_and_three_capsules_an_hour() {
    let shop = Shop::open(Profile::Declared).await;
    for path in [RETURNS, CAPSULE] {
        for left in (0..3).rev() {
            let reply = shop.ask(ONE, path).await;
            assert_ne!(reply.status, 429, "{path}");
            assert_eq!(standing(&reply)[..2], [3, left], "{path}");
        }
        let refused = shop.ask(ONE, path).await;
        assert_eq!(retry_after_s(&refused), 1200, "{path}");
        assert_eq!(standing(&refused), [3, 0, 3600], "{path}");
    }
    shop.wait_ms(1_199_999);
    let refused = shop.ask(ONE, RETURNS).await;
    assert_eq!(retry_after_s(&refused), 1);
    shop.wait_ms(1);
    assert_ne!(shop.ask(ONE, RETURNS).await.status, 429);
    assert_eq!(shop.ask(ONE, RETURNS).await.status, 429);
    let another = Who {
        session: "sess_000002",
        ..ONE
    };
    assert_ne!(shop.ask(another, RETURNS).await.status, 429);
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

#[tokio::test]
async fn whoever_waits_as_told_is_let_through_and_whoever_waits_less_is_not() {
    let shop = Shop::open(Profile::Declared).await;
    let mut dice = Dice(7);
    let (mut refusals, paths) = (0, [PRODUCTS, ORDERS, RETURNS, CAPSULE]);
    while refusals < 60 {
        shop.wait_ms(i64::try_from(dice.below(300)).expect("small"));
        let path = paths[usize::try_from(dice.below(4)).expect("small")];
        let refused = shop.ask(ONE, path).await;
        if refused.status != 429 {
            continue;
        }
        refusals += 1;
        let told_s = retry_after_s(&refused);
        assert!(told_s >= 1);
        shop.wait_ms((told_s - 1) * 1000);
        let still = shop.ask(ONE, path).await;
        assert_eq!(still.status, 429, "a second less than told: {told_s} s");
        shop.wait_ms(1000);
        let reply = shop.ask(ONE, path).await;
        assert_ne!(reply.status, 429, "after {told_s} s: {reply:?}");
    }
}

#[tokio::test]
async fn a_refused_call_costs_nothing() {
    let shop = Shop::open(Profile::Declared).await;
    for _ in 0..10 {
        assert_eq!(shop.ask(ONE, PRODUCTS).await.status, 200);
    }
    for _ in 0..1000 {
        assert_eq!(shop.ask(ONE, PRODUCTS).await.status, 429);
    }
    shop.wait_ms(100);
    let reply = shop.ask(ONE, PRODUCTS).await;
    assert_eq!(reply.status, 200);
    shop.wait_ms(1000);
    // Eleven calls were counted by the address and the session, not a thousand.
    for _ in 0..10 {
        assert_eq!(shop.ask(ONE, PRODUCTS).await.status, 200);
    }
}

#[tokio::test]
async fn every_answer_of_a_limited_operation_bears_the_headers() {
    let shop = Shop::open(Profile::Declared).await;
    let fine = json!({ "sessionId": "sess_000001" });
    let calls = [
        (200, shop.house.post(PRODUCTS, fine.clone())),
        (400, shop.house.post(PRODUCTS, json!({}))),
        (
            401,
            shop.house
                .post(PRODUCTS, fine.clone())
                .without("authorization"),
        ),
        (
            406,
            shop.house
                .post(PRODUCTS, fine.clone())
                .header("accept", "text/csv"),
        ),
        (413, shop.house.post(PRODUCTS, json!("x".repeat(20_000)))),
        (
            415,
            shop.house
                .post(PRODUCTS, fine)
                .header("content-type", "text/plain"),
        ),
    ];
    for (status, call) in calls {
        let reply = shop.send(ONE, call).await;
        assert_eq!(reply.status, status);
        assert_eq!(standing(&reply)[0], 10, "{status}");
    }
}

#[tokio::test]
async fn a_profile_scales_the_numbers_and_states_those_in_force() {
    let shop = Shop::open(Profile::Scaled(2.0)).await;
    for left in (0..20).rev() {
        let reply = shop.ask(ONE, PRODUCTS).await;
        assert_eq!(standing(&reply)[..2], [20, left]);
    }
    assert_eq!(retry_after_s(&shop.ask(ONE, PRODUCTS).await), 1);
    let open = Shop::open(Profile::Open).await;
    for _ in 0..100 {
        assert_eq!(open.ask(ONE, PRODUCTS).await.status, 200);
    }
}
