//! What a call leaves in a trace: the contract's words, and nothing of what was sent or answered.

use std::{
    fmt::{self, Write as _},
    sync::{Arc, Mutex},
};

use concierge_runtime_client::{Credentials, Draft, FORM, Method, Session};
use tracing::{
    Event, Metadata, Subscriber,
    field::{Field, Visit},
    span::{Attributes, Id, Record},
};

use crate::{
    KEYED,
    caller::Caller,
    pace::StillPace,
    stub::{Step, Stub},
};

/// Keeps every field of every span and event as text.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<String>>);

impl Heard {
    fn text(&self) -> String {
        self.0.lock().expect("not poisoned").clone()
    }
}

impl Visit for &Heard {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let mut text = self.0.lock().expect("not poisoned");
        writeln!(text, "{}={value:?}", field.name()).expect("text");
    }
}

impl Subscriber for Heard {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut &*self);
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut &*self);
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut &*self);
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_call_is_a_span_without_secrets_and_personal_data() {
    const BUSY: Step = Step::Answer(503, "retry-after: 0\r\n", "olivia@example.com");
    const FINE: Step = Step::Answer(
        200,
        "content-type: application/json\r\nx-request-id: r-17\r\nset-cookie: who=olivia\r\n",
        r#"{"who":"olivia"}"#,
    );
    let stub = Stub::start([BUSY, FINE]).await;
    let heard = Heard::default();
    // With a single subscriber, a span that another test's thread meets first is asked of that thread's subscriber, which
    // is none, and stays silent for all threads; with two of them each is asked.
    let _second = tracing::Dispatch::new(heard.clone());
    let _guard = tracing::subscriber::set_default(heard.clone());
    let session = Session::new(Credentials::bearer("t0k3n")).with_pace(StillPace::default());
    let mut draft = Draft::new(Method::POST);
    draft.path("/orders/");
    draft
        .variable("order", &"GG-13001", concierge_runtime_client::SIMPLE)
        .expect("a variable");
    draft
        .query("contact", &"olivia@example.com", FORM)
        .expect("a query");
    let caller = Caller::new(&stub.url, session);
    caller.call(&KEYED, Ok(draft)).await.expect("an answer");

    let text = heard.text();
    for told in [
        "operation=\"do_it\"",
        "path=\"/things\"",
        "attempt=1\nstatus=503",
        "attempt=2\nstatus=200",
        "status=200\nrequest_id=\"r-17\"",
    ] {
        assert!(text.contains(told), "{told} in {text}");
    }
    for kept in ["olivia", "t0k3n", "GG-13001"] {
        assert!(!text.contains(kept), "{kept} in {text}");
    }
}
