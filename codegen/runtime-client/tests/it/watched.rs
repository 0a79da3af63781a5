//! What hooks, traces and redirections see of a call.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use concierge_runtime_client::{
    Attempted, ClientBuilder, Connection, Credentials, Draft, Hook, Method, Outgoing, Session,
    TraceContext, send,
};
use http::HeaderValue;

use crate::{
    KEYED, PLAIN,
    caller::Caller,
    pace::StillPace,
    stub::{Step, Stub},
};

const FINE: Step = Step::Answer(200, "content-type: application/json\r\n", "{}");
const BUSY: Step = Step::Answer(503, "retry-after: 1\r\n", "");

#[derive(Clone, Default)]
struct Diary(Arc<Mutex<Vec<String>>>);

impl Diary {
    fn lines(&self) -> Vec<String> {
        self.0.lock().expect("not poisoned").clone()
    }
}

impl Hook for Diary {
    fn before_send(&self, attempt: &mut Outgoing<'_>) {
        let key = attempt.headers().contains_key("x-idempotency-key");
        let line = format!(
            "send {} {} key: {key}",
            attempt.operation.id, attempt.number
        );
        self.0.lock().expect("not poisoned").push(line);
        let number = HeaderValue::from(attempt.number);
        attempt.headers_mut().insert("x-attempt", number);
    }

    fn after_attempt(&self, attempt: &Attempted<'_>) {
        let status = attempt.status.map(|status| status.as_u16());
        let line = format!(
            "seen {} {status:?} next in {:?}",
            attempt.number, attempt.next_in
        );
        self.0.lock().expect("not poisoned").push(line);
    }
}

#[tokio::test]
async fn hooks_see_every_attempt() {
    let stub = Stub::start([BUSY, Step::HangUp, FINE]).await;
    let diary = Diary::default();
    let session = Session::new(Credentials::none())
        .with_hook(diary.clone())
        .with_pace(StillPace::default());
    let caller = Caller::new(&stub.url, session);
    caller
        .call(&KEYED, Ok(Draft::new(Method::POST)))
        .await
        .expect("an answer");
    assert_eq!(
        diary.lines(),
        [
            "send do_it 1 key: true",
            "seen 1 Some(503) next in Some(1.2s)",
            "send do_it 2 key: true",
            "seen 2 None next in Some(400ms)",
            "send do_it 3 key: true",
            "seen 3 Some(200) next in None",
        ]
    );
    let seen = stub.seen();
    let attempts: Vec<Option<&str>> = seen.iter().map(|seen| seen.header("x-attempt")).collect();
    assert_eq!(attempts, [Some("1"), Some("2"), Some("3")]);
}

#[tokio::test]
async fn a_trace_is_passed_on() {
    let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let stub = Stub::start([FINE]).await;
    let trace = TraceContext::parse(traceparent)
        .expect("a trace")
        .with_state("shop=1");
    let session = Session::new(Credentials::none()).with_trace(trace);
    let caller = Caller::new(&stub.url, session);
    caller
        .call(&PLAIN, Ok(Draft::new(Method::POST)))
        .await
        .expect("an answer");
    let seen = stub.seen();
    assert_eq!(seen[0].header("traceparent"), Some(traceparent));
    assert_eq!(seen[0].header("tracestate"), Some("shop=1"));
}

#[tokio::test]
async fn a_redirection_carries_no_token_elsewhere() {
    let elsewhere = Stub::start([FINE]).await;
    let location: &'static str = format!("location: {}/\r\n", elsewhere.url).leak();
    let stub = Stub::start([Step::Answer(307, location, "")]).await;
    let builder = ClientBuilder::<Connection>::new(&stub.url)
        .bearer("t0k3n")
        .pace(StillPace::default());
    let caller = Caller::of(builder.build().expect("a client"));
    let response = send(&caller, &PLAIN, Ok(Draft::new(Method::GET)))
        .await
        .expect("an answer");
    assert_eq!(response.status(), 307);
    assert_eq!(stub.seen()[0].header("authorization"), Some("Bearer t0k3n"));
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn a_builder_sets_what_it_says() {
    let stub = Stub::start([BUSY, BUSY, BUSY]).await;
    let pace = StillPace::default();
    let builder = ClientBuilder::<Connection>::new(&stub.url)
        .credentials(Credentials::bearer("t0k3n"))
        .attempts_max(2)
        .timeout(Duration::from_secs(2))
        .attempt_timeout(Duration::from_secs(1))
        .correlation_id("chat-4711")
        .pace(pace.clone());
    assert!(!format!("{builder:?}").contains("t0k3n"));
    let caller = Caller::of(builder.build().expect("a client"));
    let response = caller
        .call(&PLAIN, Ok(Draft::new(Method::GET)))
        .await
        .expect("an answer");
    assert_eq!(response.status(), 503);
    assert_eq!(stub.seen().len(), 2);
    assert_eq!(stub.seen()[1].header("x-correlation-id"), Some("chat-4711"));
    assert_eq!(pace.slept_ms(), [1_200]);
    let refused = ClientBuilder::<Connection>::new(&stub.url).traceparent("00-1-2-3");
    assert!(refused.build().is_err());
}
