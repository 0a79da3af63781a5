//! Which calls are tried again, how often, and after how long.

use concierge_runtime::OperationSpec;
use concierge_runtime_client::{
    Advice, Circuit, Credentials, Draft, Error, Failure, Method, Payload, Reason, Retry, Session,
};
use reqwest::Response;

use crate::{
    KEYED, PLAIN,
    caller::Caller,
    pace::StillPace,
    stub::{Seen, Step, Stub},
};

const FINE: Step = Step::Answer(200, "content-type: application/json\r\n", "{}");
const BUSY: Step = Step::Answer(503, "content-type: application/json\r\n", "{}");

struct Outcome {
    result: Result<Response, Failure>,
    slept_ms: Vec<u128>,
    seen: Vec<Seen>,
}

impl Outcome {
    fn status(&self) -> u16 {
        match &self.result {
            Ok(response) => response.status().as_u16(),
            Err(error) => panic!("{error:?}"),
        }
    }
}

async fn call(
    method: Method,
    spec: &'static OperationSpec,
    retry: Retry,
    script: impl IntoIterator<Item = Step>,
) -> Outcome {
    let stub = Stub::start(script).await;
    let pace = StillPace::default();
    let session = Session::new(Credentials::none())
        .with_retry(retry)
        .with_circuit(Circuit::never())
        .with_pace(pace.clone());
    let mut draft = Draft::new(method);
    draft.body(Payload::text("application/json", &"{}").expect("a body"));
    let result = Caller::new(&stub.url, session).call(spec, Ok(draft)).await;
    Outcome {
        result,
        slept_ms: pace.slept_ms(),
        seen: stub.seen(),
    }
}

#[tokio::test]
async fn all_attempts_of_a_keyed_call_are_the_same() {
    let outcome = call(
        Method::POST,
        &KEYED,
        Retry::default(),
        [BUSY, Step::HangUp, FINE],
    )
    .await;
    assert_eq!(outcome.status(), 200);
    assert_eq!(outcome.seen.len(), 3);
    let key = outcome.seen[0].header("x-idempotency-key");
    assert!(key.is_some());
    for seen in &outcome.seen {
        assert_eq!(seen.header("x-idempotency-key"), key);
        assert_eq!(seen.text(), "{}");
    }
    assert_eq!(
        outcome.slept_ms,
        [200, 400],
        "the roof doubles, and chance drew it"
    );
}

#[tokio::test]
async fn an_unkeyed_write_is_tried_once() {
    for script in [[BUSY], [Step::HangUp]] {
        let outcome = call(Method::POST, &PLAIN, Retry::default(), script).await;
        assert_eq!(outcome.seen.len(), 1);
        assert!(outcome.slept_ms.is_empty());
    }
}

#[tokio::test]
async fn a_read_is_tried_again() {
    for status in [408, 429, 502, 503, 504] {
        let script = [
            Step::Answer(status, "content-type: application/json\r\n", "{}"),
            FINE,
        ];
        let outcome = call(Method::GET, &PLAIN, Retry::default(), script).await;
        assert_eq!((outcome.status(), outcome.seen.len()), (200, 2), "{status}");
    }
    for status in [400, 404, 409, 500] {
        let script = [Step::Answer(
            status,
            "content-type: application/json\r\n",
            "{}",
        )];
        let outcome = call(Method::GET, &PLAIN, Retry::default(), script).await;
        assert_eq!(
            (outcome.status(), outcome.seen.len()),
            (status, 1),
            "{status}"
        );
    }
}

#[tokio::test]
async fn what_the_server_asks_for_is_waited_for() {
    for (asked, wait_ms) in [
        ("retry-after: 7\r\n", 7_200),
        ("retry-after: Sun, 01 Mar 2026 10:00:09 GMT\r\n", 9_200),
        ("retry-after: Sunday, 01-Mar-26 10:00:09 GMT\r\n", 9_200),
        ("retry-after: Sun Mar  1 10:00:09 2026\r\n", 9_200),
        ("retry-after: soon\r\n", 200),
    ] {
        let script = [Step::Answer(429, asked, ""), FINE];
        let outcome = call(Method::POST, &KEYED, Retry::default(), script).await;
        assert_eq!(outcome.status(), 200, "{asked}");
        assert_eq!(outcome.slept_ms, [wait_ms], "{asked}");
    }
}

#[tokio::test]
async fn a_running_twin_is_waited_for() {
    let script = [Step::Answer(409, "retry-after: 1\r\n", ""), FINE];
    let outcome = call(Method::POST, &KEYED, Retry::default(), script).await;
    assert_eq!(outcome.status(), 200);
    assert_eq!(outcome.slept_ms, [1_200]);
}

#[tokio::test]
async fn a_key_that_nobody_promised_to_keep_makes_no_write_safe() {
    let stub = Stub::start([BUSY]).await;
    let mut draft = Draft::new(Method::POST);
    let written = concierge_runtime_client::Written::Text;
    { draft.header("x-idempotency-key", &"mine-1234", written) }.expect("a header");
    let session = Session::new(Credentials::none()).with_pace(StillPace::default());
    let caller = Caller::new(&stub.url, session);
    let response = caller.call(&PLAIN, Ok(draft)).await.expect("an answer");
    assert_eq!(response.status(), 503);
    assert_eq!(stub.seen().len(), 1);
}

#[tokio::test]
async fn a_connection_that_was_never_made_is_tried_again_for_any_call() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    // Nobody listens there any more.
    drop(listener);
    let pace = StillPace::default();
    let session = Session::new(Credentials::none()).with_pace(pace.clone());
    let outcome = Caller::new(&url, session)
        .call(&PLAIN, Ok(Draft::new(Method::POST)))
        .await;
    match outcome {
        Err(Failure::Lost(lost)) => {
            assert!(matches!(lost.reason, Reason::Connect(_)));
            assert_eq!(lost.attempts, 4);
            assert!(!lost.may_have_had_effect());
            assert_eq!(
                Error::<()>::CommunicationError(lost).advice(),
                Advice::Repeat
            );
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(pace.slept_ms(), [200, 400, 800]);
}

#[tokio::test]
async fn a_body_that_breaks_off_is_asked_for_again() {
    let outcome = call(
        Method::GET,
        &PLAIN,
        Retry::default(),
        [Step::BreakOff, FINE],
    )
    .await;
    assert_eq!((outcome.status(), outcome.seen.len()), (200, 2));
    let outcome = call(Method::POST, &PLAIN, Retry::default(), [Step::BreakOff]).await;
    match outcome.result {
        Err(Failure::Lost(lost)) => {
            assert!(lost.may_have_had_effect());
            assert_eq!(Error::<()>::CommunicationError(lost).advice(), Advice::Look);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_given_up_within_the_deadline() {
    let stub = Stub::start([Step::Silence, Step::Silence, Step::Silence]).await;
    let retry = Retry {
        attempts_max: 9,
        attempt_timeout_ms: 400,
        deadline_ms: 1_500,
        ..Retry::default()
    };
    let pace = StillPace::running_out();
    let session = Session::new(Credentials::none())
        .with_retry(retry)
        .with_pace(pace.clone());
    let caller = Caller::new(&stub.url, session);
    let outcome = caller.call(&KEYED, Ok(Draft::new(Method::POST))).await;
    match outcome {
        Err(Failure::Lost(lost)) => {
            assert!(lost.idempotency_key().is_some_and(|key| key.len() == 36));
            assert_eq!(
                lost.to_string(),
                "the server gave no answer: no answer came in 100 ms, after 3 attempts"
            );
        }
        other => panic!("{other:?}"),
    }
    let deadline: u128 = pace.slept_ms().iter().sum();
    assert_eq!(pace.slept_ms(), [400, 200, 400, 400, 100]);
    assert_eq!(deadline, 1_500, "the last attempt ends with the deadline");
}

#[tokio::test]
async fn a_wait_that_the_server_asks_for_may_be_longer_than_any_number() {
    let endless = "retry-after: 99999999999999999999\r\n";
    let script = [Step::Answer(503, endless, ""), FINE];
    let outcome = call(Method::GET, &PLAIN, Retry::default(), script).await;
    assert_eq!((outcome.status(), outcome.seen.len()), (503, 1));
}

#[tokio::test]
async fn attempts_end() {
    let retry = Retry {
        attempts_max: 3,
        ..Retry::default()
    };
    let outcome = call(Method::GET, &PLAIN, retry, [BUSY, BUSY, BUSY, FINE]).await;
    assert_eq!((outcome.status(), outcome.seen.len()), (503, 3));
    let once = call(Method::GET, &PLAIN, Retry::never(), [BUSY, FINE]).await;
    assert_eq!((once.status(), once.seen.len()), (503, 1));
}

#[tokio::test]
async fn the_deadline_stops_before_a_wait_that_would_pass_it() {
    let retry = Retry {
        attempts_max: 10,
        base_ms: 400,
        deadline_ms: 1_000,
        ..Retry::default()
    };
    let outcome = call(Method::GET, &PLAIN, retry.clone(), [BUSY, BUSY, BUSY, FINE]).await;
    assert_eq!((outcome.status(), outcome.seen.len()), (503, 2));
    assert_eq!(outcome.slept_ms, [400]);

    let long = [
        Step::Answer(
            429,
            "content-type: application/json\r\nretry-after: 60\r\n",
            "{}",
        ),
        FINE,
    ];
    let outcome = call(Method::GET, &PLAIN, retry, long).await;
    assert_eq!((outcome.status(), outcome.seen.len()), (429, 1));
    assert!(outcome.slept_ms.is_empty());
}

#[tokio::test]
async fn waits_stop_growing_at_the_cap() {
    let retry = Retry {
        attempts_max: 5,
        base_ms: 100,
        cap_ms: 250,
        ..Retry::default()
    };
    let outcome = call(Method::GET, &PLAIN, retry, [BUSY, BUSY, BUSY, BUSY, FINE]).await;
    assert_eq!(outcome.slept_ms, [100, 200, 250, 250]);
}

#[tokio::test]
async fn a_connection_that_fails_is_tried_again_and_then_told() {
    let retry = Retry {
        attempts_max: 2,
        ..Retry::default()
    };
    let outcome = call(Method::GET, &PLAIN, retry, [Step::HangUp, Step::HangUp]).await;
    assert_eq!(outcome.seen.len(), 2);
    match outcome.result {
        Err(Failure::Lost(lost)) => {
            assert!(matches!(lost.reason, Reason::Broken(_)));
            assert_eq!(lost.attempts, 2);
        }
        other => panic!("{other:?}"),
    }
}
