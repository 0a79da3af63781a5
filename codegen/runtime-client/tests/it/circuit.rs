//! A host that fails is left alone, on a driven clock and over real sockets.

use std::time::Duration;

use concierge_runtime_client::{
    Advice, Credentials, Draft, Error, Failure, Method, Retry, Session,
};
use reqwest::Response;

use crate::{
    PLAIN,
    caller::Caller,
    pace::StillPace,
    stub::{Step, Stub},
};

const DOWN: Step = Step::Answer(503, "content-type: application/json\r\n", "{}");
const FINE: Step = Step::Answer(200, "content-type: application/json\r\n", "{}");

async fn call(caller: &Caller) -> Result<Response, Failure> {
    caller.call(&PLAIN, Ok(Draft::new(Method::POST))).await
}

#[tokio::test]
async fn five_failures_open_it_for_half_a_minute_and_one_probe_closes_it() {
    let stub = Stub::start([DOWN, DOWN, Step::HangUp, DOWN, DOWN, DOWN, FINE, FINE]).await;
    let pace = StillPace::default();
    let session = Session::new(Credentials::none()).with_pace(pace.clone());
    let caller = Caller::new(&stub.url, session.clone());
    for _ in 0..5 {
        call(&caller).await.ok();
    }
    assert_eq!(stub.seen().len(), 5);

    pace.advance(Duration::from_secs(10));
    let error = call(&caller).await.expect_err("left alone");
    assert_eq!(stub.seen().len(), 5, "nothing was sent");
    match Error::<()>::from(error) {
        Error::CircuitOpen(open) => {
            assert_eq!(open.wait, Duration::from_secs(20));
            assert!(stub.url.ends_with(&open.host));
        }
        other => panic!("{other:?}"),
    }
    let clone = Caller::new(&stub.url, session);
    let error = call(&clone).await.expect_err("clones share what they know");
    assert_eq!(Error::<()>::from(error).advice(), Advice::Wait);

    pace.advance(Duration::from_secs(20));
    assert_eq!(call(&caller).await.expect("a probe").status(), 503);
    assert!(
        matches!(call(&caller).await, Err(Failure::Circuit(_))),
        "the probe failed"
    );

    pace.advance(Duration::from_secs(30));
    for _ in 0..2 {
        assert_eq!(call(&caller).await.expect("an answer").status(), 200);
    }
    assert_eq!(stub.seen().len(), 8);
}

#[tokio::test]
async fn the_outcome_at_hand_stands_when_it_opens_between_attempts() {
    let stub = Stub::start([DOWN, DOWN, DOWN, DOWN, DOWN]).await;
    let retry = Retry {
        attempts_max: 9,
        ..Retry::default()
    };
    let session = Session::new(Credentials::none())
        .with_retry(retry)
        .with_pace(StillPace::default());
    let caller = Caller::new(&stub.url, session);
    let response = caller
        .call(&PLAIN, Ok(Draft::new(Method::GET)))
        .await
        .expect("an answer");
    assert_eq!(response.status(), 503);
    assert_eq!(stub.seen().len(), 5);
}

#[tokio::test]
async fn refusals_are_no_failures_of_the_host() {
    const REFUSED: Step = Step::Answer(404, "content-type: application/json\r\n", "{}");
    let stub = Stub::start([REFUSED, REFUSED, REFUSED, REFUSED, REFUSED, FINE]).await;
    let session = Session::new(Credentials::none()).with_pace(StillPace::default());
    let caller = Caller::new(&stub.url, session);
    for _ in 0..6 {
        call(&caller).await.expect("an answer");
    }
    assert_eq!(stub.seen().len(), 6);
}
