//! A small shop whose routes are written as generated code writes them.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use concierge_runtime::{
    Additional, At, Check, Integer, Items, Model, Object, Pattern, Properties, Property, Schema,
    Text, TextEnum, Violations,
};
use concierge_runtime_server::{
    Answer, Authenticator, Body, Bytes, Call, Caller, Clock, Credential, Failure, IdempotencySpec,
    Keyed, Layout, LimitKey, LimitSpec, Operation, OperationSpec, Options, PartKind, PartSpec,
    Place, Problem, Refusal, Refuse, Refused, Reply, Route, Scheme, SchemeKind, SchemeUse, Secret,
    Service, Settled, Stop, Style, Versions, decoder,
};
use http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::ledger::{Memory, Transaction};

pub(crate) const TOKEN: &str = "good-token";
pub(crate) const WEAK_TOKEN: &str = "weak-token";

static BEARER: Scheme = Scheme {
    name: "bearer",
    kind: SchemeKind::Bearer,
};
static ANY_KEY: Scheme = Scheme {
    name: "key",
    kind: SchemeKind::HeaderKey("x-key"),
};
static BASIC: Scheme = Scheme {
    name: "basic",
    kind: SchemeKind::Basic,
};

const PLAIN: OperationSpec = OperationSpec {
    id: "plain",
    tag: "shop",
    method: "GET",
    path: "/",
    security: &[],
    optional_security: false,
    scopes: &[],
    idempotency: None,
    limits: &[],
    body_max_bytes: 1024,
    request_media: &[],
    response_media: &["application/json"],
    statuses: &[200, 406],
    events: &[],
    deprecated: false,
    sunset: None,
    slo: None,
};

static GET_ORDER: OperationSpec = OperationSpec {
    id: "get_order",
    path: "/orders/{orderId}",
    security: &[&[SchemeUse {
        scheme: &BEARER,
        scopes: &[],
    }]],
    scopes: &["orders:read"],
    limits: &[LimitSpec {
        key: LimitKey::Address,
        requests: 3,
        window_s: 60,
        account: None,
    }],
    deprecated: true,
    sunset: Some("Sun, 28 Feb 2027 00:00:00 GMT"),
    ..PLAIN
};
static LATEST_ORDER: OperationSpec = OperationSpec {
    id: "latest_order",
    path: "/orders/latest",
    ..PLAIN
};
static ARCHIVE_ORDER: OperationSpec = OperationSpec {
    id: "archive_order",
    method: "POST",
    path: "/orders/{id}:archive",
    ..PLAIN
};
static ORDER_LINES: OperationSpec = OperationSpec {
    id: "order_lines",
    path: "/orders/{order_id}/lines/{line}",
    ..PLAIN
};
static CREATE_RETURN: OperationSpec = OperationSpec {
    id: "create_return",
    method: "POST",
    path: "/orders/returns",
    security: &[&[SchemeUse {
        scheme: &BEARER,
        scopes: &[],
    }]],
    scopes: &["returns:write"],
    idempotency: Some(IdempotencySpec {
        required: true,
        ttl_s: 3600,
    }),
    limits: &[
        LimitSpec {
            key: LimitKey::Session("/sessionId"),
            requests: 2,
            window_s: 60,
            account: None,
        },
        LimitSpec {
            key: LimitKey::Address,
            requests: 1000,
            window_s: 60,
            account: None,
        },
    ],
    request_media: &["application/json"],
    ..PLAIN
};
static SHARE: OperationSpec = OperationSpec {
    id: "share",
    method: "POST",
    path: "/pictures",
    security: &[&[SchemeUse {
        scheme: &BEARER,
        scopes: &[],
    }]],
    body_max_bytes: 10 * 1024 * 1024,
    idempotency: Some(IdempotencySpec {
        required: false,
        ttl_s: 3600,
    }),
    request_media: &["multipart/form-data"],
    ..PLAIN
};
static SEARCH: OperationSpec = OperationSpec {
    id: "search",
    path: "/products",
    ..PLAIN
};
static EITHER: OperationSpec = OperationSpec {
    id: "either",
    path: "/either",
    security: &[
        &[
            SchemeUse {
                scheme: &ANY_KEY,
                scopes: &[],
            },
            SchemeUse {
                scheme: &BEARER,
                scopes: &[],
            },
        ],
        &[SchemeUse {
            scheme: &BASIC,
            scopes: &[],
        }],
    ],
    ..PLAIN
};
static OPTIONAL: OperationSpec = OperationSpec {
    id: "optional",
    path: "/optional",
    security: &[&[SchemeUse {
        scheme: &BEARER,
        scopes: &[],
    }]],
    optional_security: true,
    ..PLAIN
};
static PANIC: OperationSpec = OperationSpec {
    id: "panic",
    path: "/panic",
    ..PLAIN
};
static DOWN: OperationSpec = OperationSpec {
    id: "down",
    path: "/down",
    ..PLAIN
};
static FORM: OperationSpec = OperationSpec {
    id: "form",
    method: "POST",
    path: "/form",
    request_media: &["application/x-www-form-urlencoded"],
    ..PLAIN
};
static ECHO: OperationSpec = OperationSpec {
    id: "echo",
    method: "POST",
    path: "/echo",
    request_media: &[
        "application/json",
        "application/vnd.shop+json",
        "text/plain",
        "application/octet-stream",
    ],
    ..PLAIN
};

static ORDER_ID: Text = Text::ANY.min(2).max(8);
static VERSION_PATTERN: Pattern = Pattern::new("^v[0-9]+$");
static VERSION: Text = Text::ANY.pattern(&VERSION_PATTERN);
static LIMIT: Integer = Integer::ANY.min(1).max(25);
static TAGS: Items = Items::ANY.max(3).unique();
static ANY_TEXT: Text = Text::ANY;
static SESSION_ID: Text = Text::ANY.min(1).max(16);
static NOTE: Text = Text::ANY.max(12);

/// A body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct ReturnBody {
    #[serde(rename = "sessionId")]
    session_id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<i64>,
}

impl Check for ReturnBody {
    fn check_at(&self, at: &At<'_>, out: &mut Violations) {
        SESSION_ID.check(&self.session_id, &at.property("sessionId"), out);
        if let Some(note) = &self.note {
            NOTE.check(note, &at.property("note"), out);
        }
        if let Some(count) = self.count {
            LIMIT.check(count, &at.property("count"), out);
        }
    }
}

static SESSION_ID_SCHEMA: Schema = Schema::Text(SESSION_ID_RULE);
static NOTE_SCHEMA: Schema = Schema::Text(NOTE_RULE);
static COUNT_SCHEMA: Schema = Schema::Integer(LIMIT_RULE);
const SESSION_ID_RULE: Text = Text::ANY.min(1).max(16);
const NOTE_RULE: Text = Text::ANY.max(12);
const LIMIT_RULE: Integer = Integer::ANY.min(1).max(25);
static RETURN_BODY: Schema = Schema::Object(Object {
    properties: &[
        Property {
            name: "sessionId",
            required: true,
            schema: &SESSION_ID_SCHEMA,
        },
        Property {
            name: "note",
            required: false,
            schema: &NOTE_SCHEMA,
        },
        Property {
            name: "count",
            required: false,
            schema: &COUNT_SCHEMA,
        },
    ],
    additional: Additional::Forbidden,
    rule: Properties::ANY,
});

impl Model for ReturnBody {
    fn schema() -> &'static Schema {
        &RETURN_BODY
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Metal {
    Gold,
    Silver,
}

impl TextEnum for Metal {
    fn from_wire(text: &str) -> Option<Self> {
        match text {
            "gold" => Some(Self::Gold),
            "silver" => Some(Self::Silver),
            _ => None,
        }
    }

    fn as_str(&self) -> &str {
        match self {
            Self::Gold => "gold",
            Self::Silver => "silver",
        }
    }
}

pub(crate) struct CreateReturn;

pub(crate) struct ReturnCreated(Value);

pub(crate) enum ReturnError {
    Conflict(Refusal),
    Unavailable(Refusal),
    Failed(Failure),
}

impl Operation for CreateReturn {
    const SPEC: &'static OperationSpec = &CREATE_RETURN;
    type Response = ReturnCreated;
    type Error = ReturnError;
}

impl Reply for ReturnCreated {
    fn reply(self) -> Result<Answer, Failure> {
        Answer::json(201, &self.0)?.header("location", "/returns/1")
    }
}

impl Refuse for ReturnError {
    fn refuse(self) -> Refused {
        match self {
            Self::Conflict(refusal) => Refused::Declared {
                status: 409,
                refusal,
            },
            Self::Unavailable(refusal) => Refused::Declared {
                status: 503,
                refusal,
            },
            Self::Failed(failure) => Refused::Failed(failure),
        }
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for ReturnError {
    fn from(error: E) -> Self {
        Self::Failed(Failure::from(error))
    }
}

fn parts() -> &'static [PartSpec] {
    &[
        PartSpec {
            name: "file",
            kind: PartKind::File,
            required: true,
            repeated: false,
            max_bytes: 600_000,
            media_types: &["image/png", "image/jpeg"],
        },
        PartSpec {
            name: "sessionId",
            kind: PartKind::Text,
            required: true,
            repeated: false,
            max_bytes: 64,
            media_types: &[],
        },
        PartSpec {
            name: "caption",
            kind: PartKind::Text,
            required: false,
            repeated: false,
            max_bytes: 64,
            media_types: &[],
        },
        PartSpec {
            name: "meta",
            kind: PartKind::Json,
            required: false,
            repeated: false,
            max_bytes: 256,
            media_types: &[],
        },
    ]
}

async fn get_order(call: Call) -> Result<Answer, Stop> {
    let mut read = call.read();
    let order_id = read.required("orderId", Place::Path, decoder::text(&ORDER_ID));
    let version = read.optional("x-api-version", Place::Header, decoder::text(&VERSION));
    let limit = read
        .optional("limit", Place::Query, decoder::integer::<i64>(&LIMIT))
        .unwrap_or(10);
    read.finish()?;
    let cx = call.context();
    let caller = cx.caller.as_ref().map(|caller| caller.id.clone());
    Answer::json(200, &json!({"orderId": order_id.value()?, "version": version, "limit": limit, "caller": caller, "address": cx.address})).map_err(Stop::from)
}

async fn search(call: Call) -> Result<Answer, Stop> {
    let mut read = call.read();
    let metals = read.optional_list(
        "metals",
        Layout::new(Place::Query, Style::Form, false),
        &TAGS,
        decoder::choice::<Metal>(),
    );
    let tags = read.optional_list(
        "tags",
        Layout::new(Place::Query, Style::Form, true),
        &TAGS,
        decoder::text(&ANY_TEXT),
    );
    let pipes = read.optional_list(
        "pipes",
        Layout::new(Place::Query, Style::PipeDelimited, false),
        &TAGS,
        decoder::text(&ANY_TEXT),
    );
    let spaces = read.optional_list(
        "spaces",
        Layout::new(Place::Query, Style::SpaceDelimited, false),
        &TAGS,
        decoder::text(&ANY_TEXT),
    );
    let ready = read.optional("ready", Place::Query, decoder::boolean());
    let since = read
        .optional("since", Place::Query, decoder::date_time())
        .map(|since| since.to_string());
    let price = read.optional(
        "price",
        Place::Query,
        decoder::number(&concierge_runtime::Number::ANY),
    );
    let theme = read.optional("theme", Place::Cookie, decoder::text(&ANY_TEXT));
    let ids = read.optional_list(
        "x-ids",
        Layout::new(Place::Header, Style::Simple, false),
        &TAGS,
        decoder::integer::<i64>(&LIMIT),
    );
    read.finish()?;
    let found = json!({
        "metals": metals, "tags": tags, "pipes": pipes, "spaces": spaces, "ready": ready, "since": since, "price": price, "theme": theme, "ids": ids
    });
    Answer::json(200, &found).map_err(Stop::from)
}

/// What the body's note makes of a return.
fn work(tx: &mut Transaction, body: &ReturnBody) -> Result<ReturnCreated, ReturnError> {
    tx.state.returns.push(body.session_id.clone());
    match body.note.as_deref() {
        Some("duplicate") => Err(ReturnError::Conflict(Refusal::new(
            "returns.duplicate",
            "a return is open already",
        ))),
        Some("later") => Err(ReturnError::Unavailable(Refusal::new(
            "returns.paused",
            "returns are paused",
        ))),
        Some("broken") => Err(std::io::Error::other("a secret detail"))?,
        Some("panic") => panic!("a secret panic"),
        _ => Ok(ReturnCreated(json!({"number": tx.state.returns.len()}))),
    }
}

async fn create_return(memory: Arc<Memory>, mut call: Call) -> Result<Answer, Stop> {
    let body = call.json::<ReturnBody>().await?;
    call.session(&body.session_id)?;
    let cx = call.keyed::<CreateReturn>()?;
    settle(&memory, cx, body).await.into_answer()
}

async fn settle(
    memory: &Memory,
    cx: Keyed<CreateReturn>,
    body: ReturnBody,
) -> Settled<CreateReturn> {
    if cx.cx().operation.id != "create_return" {
        return cx.fail(Failure::new("another operation"));
    }
    cx.write(memory, move |tx| work(tx, &body)).await
}

async fn share(memory: Arc<Memory>, mut call: Call) -> Result<Answer, Stop> {
    let mut parts = call.multipart(parts()).await?;
    let session_id = parts.required("sessionId", decoder::text(&SESSION_ID));
    let caption = parts.optional("caption", decoder::text(&NOTE));
    let meta = parts.optional("meta", decoder::json::<ReturnBody>());
    let file = parts.required_file("file");
    parts.finish()?;
    let (session_id, file) = (session_id.value()?, file.value()?);
    let shown = format!("{file:?}");
    let cx = call.keyed::<CreateReturn>()?;
    let settled = cx
        .write(&*memory, move |tx| {
            tx.state.returns.push(session_id.clone());
            Ok(ReturnCreated(json!({
                "sha256": file.sha256_hex, "bytes": file.bytes, "head": hex(&file.head), "mediaType": file.media_type, "fileName": file.file_name,
                "caption": caption, "meta": meta, "spooled": file.path.exists(), "number": tx.state.returns.len(),
            })))
        })
        .await;
    settled
        .into_answer()?
        .header("x-shown", shown)
        .map_err(Stop::from)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn echo(mut call: Call) -> Result<Answer, Stop> {
    match call.media()? {
        Some("text/plain") => {
            let text = call.text(decoder::text(&ANY_TEXT)).await?;
            Answer::text(200, "text/plain", text).map_err(Stop::from)
        }
        Some("application/octet-stream") => {
            Answer::bytes(200, "application/octet-stream", call.bytes().await?).map_err(Stop::from)
        }
        _ => Answer::json(200, &call.json_optional::<ReturnBody>().await?).map_err(Stop::from),
    }
}

async fn named(call: Call) -> Result<Answer, Stop> {
    let mut read = call.read();
    let variables: Vec<Option<String>> = ["id", "order_id", "line"]
        .iter()
        .map(|name| read.optional(name, Place::Path, decoder::text(&ANY_TEXT)))
        .collect();
    read.finish()?;
    let caller = call
        .context()
        .caller
        .as_ref()
        .map(|caller| caller.id.clone());
    Answer::json(
        200,
        &json!({"operation": call.spec().id, "variables": variables, "caller": caller}),
    )
    .map_err(Stop::from)
}

/// A shop with its parts in reach.
pub(crate) struct Shop {
    pub(crate) service: Service,
    pub(crate) memory: Arc<Memory>,
    pub(crate) clock: Arc<DrivenClock>,
    pub(crate) spool: tempfile::TempDir,
}

impl Shop {
    pub(crate) fn open() -> Self {
        Self::open_with(|_| {})
    }

    pub(crate) fn open_with(change: impl FnOnce(&mut Options)) -> Self {
        let (memory, clock) = (
            Arc::new(Memory::default()),
            Arc::new(DrivenClock::default()),
        );
        let spool = tempfile::tempdir().expect("a folder");
        let mut options = Options::new(Secret::new([7; 32]));
        options.clock = Arc::clone(&clock) as Arc<dyn Clock>;
        options.spool_dir = PathBuf::from(spool.path());
        options.versions = Some(Versions {
            header: "x-api-version",
            known: vec!["v1".to_owned()],
        });
        change(&mut options);
        let (a, b) = (Arc::clone(&memory), Arc::clone(&memory));
        let routes = vec![
            Route::new(&GET_ORDER, get_order),
            Route::new(&LATEST_ORDER, named),
            Route::new(&ARCHIVE_ORDER, named),
            Route::new(&ORDER_LINES, named),
            Route::new(&EITHER, named),
            Route::new(&OPTIONAL, named),
            Route::new(&SEARCH, search),
            Route::new(&CREATE_RETURN, move |call| {
                create_return(Arc::clone(&a), call)
            }),
            Route::new(&SHARE, move |call| share(Arc::clone(&b), call)),
            Route::new(&PANIC, |_| async { panic!("a secret panic") }),
            Route::new(&DOWN, |_| async {
                Err(Stop::fail(Failure::unavailable("a secret cause", 7)))
            }),
            Route::new(&FORM, |mut call: Call| async move {
                Answer::json(200, &call.form::<ReturnBody>(&[]).await?).map_err(Stop::from)
            }),
            Route::new(&ECHO, echo),
        ];
        Self {
            service: Service::new(routes, Keys, render, options),
            memory,
            clock,
            spool,
        }
    }

    pub(crate) async fn ask(&self, request: Request<Body>) -> Heard {
        Heard::read(self.service.call(request).await).await
    }

    pub(crate) fn spooled_files(&self) -> usize {
        std::fs::read_dir(self.spool.path())
            .expect("the folder")
            .count()
    }
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Heard {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
}

impl Heard {
    pub(crate) async fn read(response: http::Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        Self {
            status: parts.status,
            headers: parts.headers,
            bytes: body.collect().await.expect("a body").to_bytes(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("a body of JSON")
    }

    pub(crate) fn code(&self) -> String {
        self.json()["code"].as_str().expect("a code").to_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("a text"))
    }

    /// `in pointer rule` of each violation.
    pub(crate) fn details(&self) -> Vec<String> {
        let json = self.json();
        let text = |detail: &Value, name: &str| detail[name].as_str().expect("a text").to_owned();
        let details = json["details"].as_array().cloned().unwrap_or_default();
        details
            .iter()
            .map(|detail| {
                format!(
                    "{} {} {}",
                    text(detail, "in"),
                    text(detail, "pointer"),
                    text(detail, "rule")
                )
            })
            .collect()
    }
}

pub(crate) fn request(method: &str, uri: &str) -> http::request::Builder {
    Request::builder().method(method).uri(uri)
}

pub(crate) fn with_token(method: &str, uri: &str) -> http::request::Builder {
    request(method, uri).header("authorization", format!("Bearer {TOKEN}"))
}

pub(crate) fn empty(builder: http::request::Builder) -> Request<Body> {
    builder.body(Body::empty()).expect("a request")
}

pub(crate) fn new_return(key: &str, body: &Value) -> Request<Body> {
    let builder = with_token("POST", "/orders/returns")
        .header("content-type", "application/json")
        .header("x-idempotency-key", key);
    builder
        .body(Body::from(body.to_string()))
        .expect("a request")
}

/// The contract's own error schema, as generated code writes it.
pub(crate) fn render(problem: &Problem) -> Vec<u8> {
    let mut body = json!({"code": problem.code, "message": problem.message, "requestId": &*problem.request_id});
    if !problem.details.is_empty() {
        body["details"] = json!(problem.details);
    }
    body.to_string().into_bytes()
}

struct Keys;

impl Authenticator for Keys {
    async fn authenticate(
        &self,
        credential: Credential<'_>,
    ) -> Result<Option<Arc<Caller>>, Failure> {
        let caller = |id: &str, scopes: &[&str]| {
            let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
            Some(Arc::new(Caller {
                id: id.to_owned(),
                credential: "key-1".to_owned(),
                scopes,
                roles: Vec::new(),
            }))
        };
        Ok(match credential {
            Credential::Bearer { token: TOKEN, .. } => {
                caller("shop", &["orders:read", "returns:write"])
            }
            Credential::Bearer {
                token: WEAK_TOKEN, ..
            } => caller("weak", &[]),
            Credential::Bearer {
                token: "broken", ..
            } => return Err(Failure::new("the key store is gone")),
            Credential::Basic {
                user: "ann",
                password: "pass:word",
                ..
            } => caller("ann", &[]),
            Credential::Key {
                value: "k1",
                scheme: "key",
            } => caller("keyed", &[]),
            _ => None,
        })
    }
}

/// Time that stands still until it is driven.
#[derive(Default)]
pub(crate) struct DrivenClock(AtomicU64);

impl DrivenClock {
    pub(crate) fn advance_ms(&self, milliseconds: u64) {
        self.0
            .fetch_add(milliseconds * 1_000_000, Ordering::Relaxed);
    }
}

impl Clock for DrivenClock {
    fn elapsed_ns(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    fn unix_ms(&self) -> i64 {
        1_700_000_000_000
            + i64::try_from(self.0.load(Ordering::Relaxed) / 1_000_000).expect("a small number")
    }
}

/// A body that counts what is taken from it.
pub(crate) struct Counted {
    pub(crate) left: usize,
    pub(crate) taken: Arc<Mutex<usize>>,
}

impl http_body::Body for Counted {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        let size = self.left.min(16 * 1024);
        if size == 0 {
            return std::task::Poll::Ready(None);
        }
        self.left -= size;
        *self.taken.lock().expect("no panic under the lock") += size;
        std::task::Poll::Ready(Some(Ok(http_body::Frame::data(Bytes::from(vec![
            b'a';
            size
        ])))))
    }
}
