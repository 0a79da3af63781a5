//! Which calls are tried again, how often, and after how long.

use concierge_runtime::OperationSpec;
use concierge_runtime_client::{Credentials, Draft, Failure, Method, Payload, Retry, Session};
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
    assert!(matches!(outcome.result, Err(Failure::Transport(_))));
}
