//! The wall clock jumps, as it does after a wrong setting or a long sleep. Limits don't notice; what ends by the clock ends by the clock,
//! and nothing is there twice.

use std::collections::BTreeMap;

use bytes::Bytes;
use concierge_runtime_server::Profile;
use concierge_server::app::App;
use concierge_server::domain::{DAY_MS, HOUR_MS};
use concierge_spec::operations::SAVE_SHORTLIST;
use serde_json::json;

use super::disk::Chance;
use super::sized;
use crate::house::{CAPSULE, House, PRODUCTS, SHORTLIST};
use crate::operations::shortlists::list;

/// Where the wall clock may jump to, from where it should be.
const JUMPS_MS: [i64; 9] = [
    -2 * DAY_MS,
    -DAY_MS,
    -HOUR_MS,
    -1_000,
    0,
    1_000,
    HOUR_MS,
    DAY_MS,
    2 * DAY_MS,
];
const HOLD_MS: i64 = 2 * DAY_MS;

#[tokio::test]
async fn limits_do_not_follow_the_wall_clock() {
    let house = House::with(Profile::Declared, App::service).await;
    let call = house.post(PRODUCTS, json!({ "sessionId": "sess_7f3a91" }));
    let mut jumps = JUMPS_MS.iter().cycle();
    let mut admitted = 0;
    // Ten a second, then one every tenth of a second: with every jump a call, of which the first ten pass.
    for _ in 0..100 {
        house.clock.jump_wall_to_ms(*jumps.next().expect("endless"));
        let status = house.answer(call.clone()).await.status;
        assert!(matches!(status, 200 | 429), "{status}");
        admitted += usize::from(status == 200);
    }
    assert_eq!(admitted, 10);
    house.clock.advance_ms(1_000);
    assert_eq!(house.answer(call).await.status, 200, "real time counts");
}

/// What was answered under a key, and until when that is kept.
struct Kept {
    session: usize,
    body: Bytes,
    until_ms: i64,
}

#[tokio::test]
async fn keys_and_holds_end_by_the_clock_and_are_never_there_twice() {
    let house = House::new().await;
    let ttl_s = SAVE_SHORTLIST.idempotency.expect("it is keyed").ttl_s;
    let ttl_ms = i64::try_from(ttl_s).expect("days") * 1000;
    let mut chance = Chance::new(11);
    let mut kept: BTreeMap<usize, Kept> = BTreeMap::new();
    let mut held_until_ms = i64::MIN;
    let (mut replayed, mut anew, mut held) = (0, 0, 0);
    for step in 0..sized(200, 5_000) {
        house.clock.advance_ms(1 + chance.below(600_000) as i64);
        let jump = JUMPS_MS[chance.below(JUMPS_MS.len())];
        house.clock.jump_wall_to_ms(jump);
        let now_ms = house.now_ms();
        let at = chance.below(50);
        let session = kept.get(&at).map_or(step, |kept| kept.session);
        let call = house
            .post(SHORTLIST, list(&format!("sess_{session:06}"), &["a"]))
            .header("x-idempotency-key", &format!("key-{at:08}"));
        let reply = house.answer(call).await;
        assert_eq!(reply.status, 200);
        let is_replay = reply.header("idempotent-replayed").is_some();
        let stands = kept.get(&at).filter(|kept| now_ms < kept.until_ms);
        assert_eq!(is_replay, stands.is_some(), "step {step}, key {at}");
        match stands {
            Some(stands) => {
                assert_eq!(reply.body, stands.body);
                replayed += 1;
            }
            None => {
                anew += 1;
                let until_ms = now_ms + ttl_ms;
                let body = reply.body;
                kept.insert(
                    at,
                    Kept {
                        session,
                        body,
                        until_ms,
                    },
                );
            }
        }

        let hold = json!({
            "sessionId": "sess_017f3a91",
            "shortlistId": "sl_00c0ffee00000001",
            "customerEmail": "olivia@example.com",
        });
        let call = house.post(CAPSULE, hold);
        let reply = house
            .answer(call.header("x-idempotency-key", &format!("hold-{step:08}")))
            .await;
        let is_free = held_until_ms <= now_ms;
        assert_eq!(reply.status, if is_free { 201 } else { 409 }, "step {step}");
        if is_free {
            held += 1;
            held_until_ms = now_ms + HOLD_MS;
        }
    }
    assert!(replayed > 0 && held > 1, "{replayed} replays, {held} holds");
    println!(
        "{} jumps of the clock: {replayed} replays, {anew} written anew, {held} holds, all as the clock says",
        replayed + anew
    );
}
