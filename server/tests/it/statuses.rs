//! Every declared status of every operation, provoked in process.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use bytes::Bytes;
use concierge_runtime_server::{Body, Context, Options, Profile, Service};
use concierge_server::app::App;
use concierge_server::generated::{
    GetOrderStatusError, GetOrderStatusRequest, GetOrderStatusResponse, OrdersApi, Parts,
    ProductsApi, SearchProductsError, SearchProductsRequest, SearchProductsResponse,
};
use concierge_server::ids::{Ids, RandomIds};
use concierge_server::store::Settings;
use futures_util::future::{FutureExt as _, join_all};
use http::Method;
use http_body::Frame;
use http_body_util::StreamBody;
use serde_json::{Value, json};

use crate::house::{Call, House, INSPIRATION, key};
use crate::operations::inspiration::{PNG, upload};

/// What can't be provoked here: operation, status, why. May only shrink.
const GAPS: &[(&str, u16, &str)] = &[
    ("create_stylist_ticket", 409, ONE_WRITER),
    ("submit_csat", 409, ONE_WRITER),
    ("save_shortlist", 409, ONE_WRITER),
    ("upload_inspiration", 409, ONE_WRITER),
    ("subscribe_order_updates", 409, ONE_WRITER),
    (
        "upload_inspiration",
        408,
        "its deadline leaves time for 10 MiB; the runtime's own tests shorten it",
    ),
    ("get_live", 500, "it leans on nothing that could break"),
    ("get_ready", 500, "what breaks below it answers 503"),
];
const ONE_WRITER: &str =
    "a claim, its work and its answer are one commit, so no request meets a claim that runs";

/// An operation as the contract has it.
#[derive(Clone)]
struct Subject {
    id: String,
    path: String,
    statuses: Vec<u16>,
    /// Bodies by the names of their examples.
    examples: Value,
}

fn subjects() -> Vec<Subject> {
    let contract: Value = serde_json::from_str(concierge_spec::CONTRACT).expect("the contract");
    let paths = contract["paths"].as_object().expect("paths").clone();
    let mut subjects = Vec::new();
    for (path, item) in paths {
        for operation in item.as_object().expect("an item").values() {
            let responses = operation["responses"].as_object().expect("responses");
            let examples = &operation["requestBody"]["content"]["application/json"]["examples"];
            subjects.push(Subject {
                id: operation["operationId"].as_str().expect("an id").to_owned(),
                path: path.clone(),
                statuses: responses
                    .keys()
                    .map(|status| status.parse().expect("a status"))
                    .collect(),
                examples: resolved(&contract, examples),
            });
        }
    }
    subjects
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

impl Subject {
    fn is_write(&self) -> bool {
        self.statuses.contains(&422)
    }

    /// The example with a name.
    fn example(&self, name: &str) -> Value {
        let value = &self.examples[name]["value"];
        assert!(value.is_object(), "{} has an example {name}", self.id);
        value.clone()
    }

    /// A body that is taken.
    fn body(&self) -> Value {
        self.example(match self.id.as_str() {
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
        let call = match self.path.as_str() {
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

const FIRST: &str = "key-00000001";
const SECOND: &str = "key-00000002";

#[tokio::test]
async fn every_declared_status_is_provoked_or_has_a_reason() {
    let subjects = subjects();
    assert_eq!(subjects.len(), 11, "every operation");
    for (id, status, why) in GAPS {
        let declared = subjects
            .iter()
            .any(|subject| subject.id == *id && subject.statuses.contains(status));
        assert!(
            declared && !why.is_empty(),
            "{id} {status} is no gap any more"
        );
    }
    let pairs = subjects.iter().flat_map(|subject| {
        let is_gap = |status: u16| {
            GAPS.iter()
                .any(|(id, gap, _)| *id == subject.id && *gap == status)
        };
        let statuses = subject.statuses.iter().copied();
        statuses
            .filter(move |status| !is_gap(*status))
            .map(move |status| (subject, status))
    });
    // Bodies that never arrive are waited for, so all wait together.
    let provoked = join_all(pairs.map(|(subject, status)| async move {
        let seen = provoke(subject, status).await;
        (seen != status).then(|| format!("{} {status}: {seen}", subject.id))
    }));
    let failed: Vec<String> = provoked.await.into_iter().flatten().collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Does what should be answered with a status; the answer is the status that came.
async fn provoke(subject: &Subject, status: u16) -> u16 {
    match status {
        429 => exhausted(subject).await,
        500 => broken(subject).await,
        503 => overrun(subject).await,
        status => refused_or_taken(subject, status).await,
    }
}

async fn refused_or_taken(subject: &Subject, status: u16) -> u16 {
    let house = House::new().await;
    let call = subject.call(&house, FIRST);
    let answer = async |call: Call| house.answer(call).await.status;
    match status {
        200 if subject.statuses.contains(&201) => {
            assert_eq!(answer(call).await, 201);
            answer(subject.call(&house, SECOND)).await
        }
        200 | 201 => answer(call).await,
        400 if subject.path == INSPIRATION => answer(call.body("no part")).await,
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
            assert_eq!(answer(call).await, 201);
            answer(subject.call(&house, SECOND)).await
        }
        413 => answer(call.body(vec![b' '; 11 * 1024 * 1024])).await,
        415 => answer(call.header("content-type", "text/plain")).await,
        422 => {
            assert!(answer(call).await < 300);
            answer(other(subject, &house)).await
        }
        status => panic!(
            "{} declares {status}, which nothing here provokes",
            subject.id
        ),
    }
}

/// The example whose order or list does not exist.
fn unknown(subject: &Subject) -> &'static str {
    match subject.id.as_str() {
        "get_order_status" => "notFound",
        "create_return" => "ineligible",
        "reserve_capsule" => "noShortlist",
        _ => "unknownOrder",
    }
}

/// Another request under the first one's key.
fn other(subject: &Subject, house: &House) -> Call {
    if subject.path == INSPIRATION {
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

/// Ids until they break.
struct FragileIds {
    is_broken: AtomicBool,
}

impl FragileIds {
    fn whole(&self) -> RandomIds {
        assert!(
            !self.is_broken.load(Ordering::SeqCst),
            "this panic is part of the test"
        );
        RandomIds
    }
}

impl Ids for FragileIds {
    fn chance(&self) -> u64 {
        self.whole().chance()
    }

    fn row_id(&self) -> String {
        self.whole().row_id()
    }
}

/// Reads behind which nothing works.
struct Broken;

impl ProductsApi for Broken {
    async fn search_products(
        &self,
        _: Context,
        _: SearchProductsRequest,
    ) -> Result<SearchProductsResponse, SearchProductsError> {
        panic!("this panic is part of the test")
    }
}

impl OrdersApi for Broken {
    async fn get_order_status(
        &self,
        _: Context,
        _: GetOrderStatusRequest,
    ) -> Result<GetOrderStatusResponse, GetOrderStatusError> {
        panic!("this panic is part of the test")
    }
}

fn with_broken_reads(app: &Arc<App>, options: Options) -> Service {
    let parts = Parts {
        products: Arc::new(Broken),
        orders: Arc::new(Broken),
        returns: Arc::clone(app),
        capsules: Arc::clone(app),
        stylist: Arc::clone(app),
        analytics: Arc::clone(app),
        shortlists: Arc::clone(app),
        inspiration: Arc::clone(app),
        notifications: Arc::clone(app),
        health: Arc::clone(app),
        authenticator: app.keys(),
    };
    parts.into_service(options)
}

async fn broken(subject: &Subject) -> u16 {
    let ids = Arc::new(FragileIds {
        is_broken: AtomicBool::new(false),
    });
    let house = House::on(ids.clone(), |_| (), Profile::Open, with_broken_reads).await;
    ids.is_broken.store(true, Ordering::SeqCst);
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
    if !subject.path.starts_with("/health") {
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
    let is_write = subject.is_write() || subject.id == "get_ready";
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
