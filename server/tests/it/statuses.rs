//! Every declared status of every operation, provoked in process.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::mpsc;

use bytes::Bytes;
use concierge_runtime_server::{Body, OperationSpec, Profile};
use concierge_server::app::App;
use concierge_server::ids::RandomIds;
use concierge_server::store::Settings;
use concierge_spec::operations::OPERATIONS;
use futures_util::future::{FutureExt as _, join_all};
use http::Method;
use http_body::Frame;
use http_body_util::StreamBody;
use serde_json::{Value, json};

use crate::broken::{self, FragileIds};
use crate::house::{Call, House, INSPIRATION, key};
use crate::operations::inspiration::{PNG, upload};

/// What can't be provoked here: operation, status, why. May only shrink.
const GAPS: &[(&str, u16, &str)] = &[(
    "upload_inspiration",
    408,
    "its deadline leaves time for 10 MiB; the runtime's own tests shorten it",
)];

/// An operation, and the bodies that the contract shows, by their names.
struct Subject {
    spec: &'static OperationSpec,
    examples: Value,
}

impl Subject {
    fn all() -> Vec<Self> {
        let contract: Value = serde_json::from_str(concierge_spec::CONTRACT).expect("the contract");
        let subject = |spec: &'static OperationSpec| {
            let operation = &contract["paths"][spec.path][spec.method.to_lowercase()];
            let examples = &operation["requestBody"]["content"]["application/json"]["examples"];
            Self {
                spec,
                examples: resolved(&contract, examples),
            }
        };
        OPERATIONS.iter().map(|spec| subject(spec)).collect()
    }

    fn is_write(&self) -> bool {
        self.spec.idempotency.is_some()
    }

    /// The example with a name.
    fn example(&self, name: &str) -> Value {
        let value = &self.examples[name]["value"];
        assert!(value.is_object(), "{} has an example {name}", self.spec.id);
        value.clone()
    }

    /// A body that is taken.
    fn body(&self) -> Value {
        self.example(match self.spec.id {
            "search_products" => "everything",
            "get_order_status" => "byNumber",
            "create_return" => "sendBack",
            "reserve_capsule" => "hold",
            "create_stylist_ticket" => "question",
            "submit_csat" => "happy",
            "save_shortlist" => "one",
            "subscribe_order_updates" => "byEmail",
            other => panic!("{other} has a body"),
        })
    }

    fn call(&self, house: &House, key: &str) -> Call {
        let call = match self.spec.path {
            INSPIRATION => upload(house, "b1", "image/png", PNG),
            path if path.starts_with("/health") => return Call::get(path),
            path => house.post(path, self.body()),
        };
        if self.is_write() {
            call.header("x-idempotency-key", key)
        } else {
            call
        }
    }

    fn call_with(&self, house: &House, example: &str) -> Call {
        self.call(house, FIRST)
            .body(self.example(example).to_string())
    }
}

/// The examples themselves, some of which the bundle keeps among its components.
fn resolved(contract: &Value, examples: &Value) -> Value {
    let mut examples = examples.clone();
    for example in examples
        .as_object_mut()
        .into_iter()
        .flat_map(|map| map.values_mut())
    {
        let target = example["$ref"]
            .as_str()
            .and_then(|text| text.strip_prefix('#'));
        if let Some(target) = target.and_then(|pointer| contract.pointer(pointer)) {
            *example = target.clone();
        }
    }
    examples
}

const FIRST: &str = "key-00000001";
const SECOND: &str = "key-00000002";

#[tokio::test]
async fn every_declared_status_is_provoked_or_has_a_reason() {
    let subjects = Subject::all();
    assert_eq!(subjects.len(), 11, "every operation");
    for (id, status, why) in GAPS {
        let declared = subjects
            .iter()
            .any(|subject| subject.spec.id == *id && subject.spec.statuses.contains(status));
        assert!(
            declared && !why.is_empty(),
            "{id} {status} is no gap any more"
        );
    }
    let pairs = subjects.iter().flat_map(|subject| {
        let is_gap = |status: u16| {
            GAPS.iter()
                .any(|(id, gap, _)| *id == subject.spec.id && *gap == status)
        };
        let statuses = subject.spec.statuses.iter().copied();
        statuses
            .filter(move |status| !is_gap(*status))
            .map(move |status| (subject, status))
    });
    // Bodies that never arrive are waited for, so all wait together.
    let provoked = join_all(pairs.map(|(subject, status)| async move {
        let seen = provoke(subject, status).await;
        (seen != status).then(|| format!("{} {status}: {seen}", subject.spec.id))
    }));
    let failed: Vec<String> = provoked.await.into_iter().flatten().collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Does what should be answered with a status; the answer is the status that came.
async fn provoke(subject: &Subject, status: u16) -> u16 {
    match status {
        429 => exhausted(subject).await,
        500 => broken_down(subject).await,
        503 => overrun(subject).await,
        status => refused_or_taken(subject, status).await,
    }
}

async fn refused_or_taken(subject: &Subject, status: u16) -> u16 {
    let house = House::new().await;
    let call = subject.call(&house, FIRST);
    let answer = async |call: Call| house.answer(call).await.status;
    match status {
        200 if subject.spec.statuses.contains(&201) => {
            assert_eq!(answer(call).await, 201);
            answer(subject.call(&house, SECOND)).await
        }
        200 | 201 => answer(call).await,
        400 if subject.spec.path == INSPIRATION => answer(call.body("no part")).await,
        400 => answer(call.body("{")).await,
        401 => answer(call.without("authorization")).await,
        403 => {
            let token = house.keys.create(key("unscoped", &[])).await;
            let bearer = format!("Bearer {}", token.expect("a key"));
            answer(call.header("authorization", &bearer)).await
        }
        404 => answer(subject.call_with(&house, unknown(subject))).await,
        405 => answer(call.method(Method::PUT)).await,
        406 => answer(call.header("accept", "text/html")).await,
        408 => stuck(&house, call).await,
        409 => {
            assert!(answer(call.clone()).await < 300);
            forget_answers(&house);
            answer(call).await
        }
        413 => answer(call.body(vec![b' '; 11 * 1024 * 1024])).await,
        415 => answer(call.header("content-type", "text/plain")).await,
        422 => {
            assert!(answer(call).await < 300);
            answer(other(subject, &house)).await
        }
        status => panic!(
            "{} declares {status}, which nothing here provokes",
            subject.spec.id
        ),
    }
}

/// Leaves claims without their answers. Here a claim and its answer are one commit, so that no request meets a claim that runs; an
/// engine that commits them apart would show this.
fn forget_answers(house: &House) {
    let path = house.folder.path().join("concierge.db");
    let forget = rusqlite::Connection::open(path)
        .and_then(|store| store.execute("UPDATE idempotency SET status = NULL", []));
    assert_eq!(forget.expect("a store"), 1);
}

/// The example whose order or list does not exist.
fn unknown(subject: &Subject) -> &'static str {
    match subject.spec.id {
        "get_order_status" => "notFound",
        "create_return" => "ineligible",
        "reserve_capsule" => "noShortlist",
        _ => "unknownOrder",
    }
}

/// Another request under the first one's key.
fn other(subject: &Subject, house: &House) -> Call {
    if subject.spec.path == INSPIRATION {
        let mut content = PNG.to_vec();
        content.push(0);
        return upload(house, "b1", "image/png", &content).header("x-idempotency-key", FIRST);
    }
    let mut body = subject.body();
    body["sessionId"] = json!("sess_another");
    subject.call(house, FIRST).body(body.to_string())
}

/// A body of which nothing arrives.
async fn stuck(house: &House, call: Call) -> u16 {
    let mut options = house.app.options();
    options.limits = Profile::Open;
    options.body_timeout_ms = 1;
    let service = house.app.service(options);
    let nothing = futures_util::stream::pending::<Result<Frame<Bytes>, Infallible>>();
    let request = call.request_with(Body::wrap(StreamBody::new(nothing)));
    service.call(request).await.status().as_u16()
}

/// More calls than the contract's own limits allow.
async fn exhausted(subject: &Subject) -> u16 {
    let house = House::with(Profile::Declared, App::service).await;
    let mut last = 0;
    for at in 0..20 {
        let call = subject.call(&house, &format!("key-{at:08}"));
        last = house.answer(call).await.status;
        if last == 429 {
            break;
        }
    }
    last
}

async fn broken_down(subject: &Subject) -> u16 {
    let ids = Arc::new(FragileIds::default());
    let house = House::on(ids.clone(), |_| (), Profile::Open, broken::reads).await;
    ids.break_down();
    house.answer(subject.call(&house, FIRST)).await.status
}

fn narrow(settings: &mut Settings) {
    settings.readers = 1;
    settings.read_queue_max = 1;
    settings.write_queue_max = 1;
}

/// A call while the one writer, or the one reader, is busy and as many wait as may.
async fn overrun(subject: &Subject) -> u16 {
    let house = House::on(Arc::new(RandomIds), narrow, Profile::Open, App::service).await;
    if !subject.spec.path.starts_with("/health") {
        // So that the key is believed, and only the call itself needs the store.
        let warm = subject.call(&house, FIRST).body("{");
        house.answer(warm).await;
    }
    let store = Arc::clone(house.app.store());
    let (started, has_started) = tokio::sync::oneshot::channel();
    let (release, released) = mpsc::channel::<()>();
    let mut started = Some(started);
    let mut wait = move || {
        if let Some(started) = started.take() {
            let _ = started.send(());
        }
        let _ = released.recv();
        Ok(())
    };
    let is_write = subject.is_write() || subject.spec.id == "get_ready";
    let busy = tokio::spawn(async move {
        if is_write {
            let _ = store.write(move |_| wait()).await;
        } else {
            let _ = store.read(move |_| wait()).await;
        }
    });
    has_started.await.expect("it is busy");
    let store = house.app.store();
    let mut waiting = Box::pin(async {
        if is_write {
            let _ = store.write(|_| Ok(())).await;
        } else {
            let _ = store.read(|_| Ok(())).await;
        }
    });
    assert!(waiting.as_mut().now_or_never().is_none(), "it waits");
    let status = house.answer(subject.call(&house, FIRST)).await.status;
    drop(release);
    waiting.await;
    busy.await.expect("it ends");
    status
}
