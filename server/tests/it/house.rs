//! The whole service in process, on a store of its own, with clocks that are moved by hand.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use concierge_runtime_server::{Body, Clock, Options, Profile, Service};
use concierge_server::app::{App, Means};
use concierge_server::auth::{Keys, Order};
use concierge_server::domain::event::Recorded;
use concierge_server::ids::{Ids, RandomIds};
use concierge_server::secret::MasterSecret;
use concierge_server::seed;
use concierge_server::store::{Settings, Store, Tally};
use http::{Method, Request};
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixture::{HandClock, NOW_MS};

pub(crate) const RETURNS: &str = "/api/concierge/orders/returns";
pub(crate) const PRODUCTS: &str = "/api/concierge/products";
pub(crate) const INSPIRATION: &str = "/api/concierge/inspiration";
pub(crate) const ORDERS: &str = "/api/concierge/orders/status";
pub(crate) const CAPSULE: &str = "/api/concierge/capsule";
pub(crate) const STYLIST: &str = "/api/concierge/stylist";
pub(crate) const CSAT: &str = "/api/analytics/csat";
pub(crate) const SHORTLIST: &str = "/api/concierge/shortlist";
pub(crate) const UPDATES: &str = "/api/concierge/order-updates";

const SECRET: [u8; 32] = [7; 32];

/// A service, filled as `seed` fills it, and a key that opens everything.
pub(crate) struct House {
    pub(crate) app: Arc<App>,
    pub(crate) service: Service,
    pub(crate) keys: Keys,
    pub(crate) token: String,
    pub(crate) clock: Arc<HandClock>,
    pub(crate) folder: TempDir,
}

impl House {
    /// Without limits.
    pub(crate) async fn new() -> Self {
        Self::with(Profile::Open, App::service).await
    }

    /// With limits, and with another way from the app to the service.
    pub(crate) async fn with(
        limits: Profile,
        serve: impl FnOnce(&Arc<App>, Options) -> Service,
    ) -> Self {
        Self::on(Arc::new(RandomIds), |_| (), limits, serve).await
    }

    /// With another source of ids, too, and with other settings of the store.
    pub(crate) async fn on(
        ids: Arc<dyn Ids>,
        change: impl FnOnce(&mut Settings),
        limits: Profile,
        serve: impl FnOnce(&Arc<App>, Options) -> Service,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut settings = Settings::new(folder.path().join("concierge.db"));
        settings.readers = 2;
        change(&mut settings);
        let uploads_dir = folder.path().join("uploads");
        std::fs::create_dir(&uploads_dir).expect("a folder");
        let clock = Arc::new(HandClock::new());
        let app = App::new(Means {
            store: Arc::new(Store::open(&settings).expect("a store")),
            secret: MasterSecret::new(&SECRET).expect("long enough"),
            clock: clock.clone(),
            ids,
            uploads_dir,
        });
        seed::fill(app.store(), NOW_MS).await.expect("filled");
        let keys = app.keys();
        let token = keys.create(key("everything", &["*"])).await.expect("a key");
        let mut options = app.options();
        options.limits = limits;
        options.spool_dir = folder.path().to_owned();
        Self {
            service: serve(&app, options),
            app,
            keys,
            token,
            clock,
            folder,
        }
    }

    pub(crate) async fn tally(&self) -> Tally {
        self.app
            .store()
            .read(|reads| reads.tally())
            .await
            .expect("a tally")
    }

    /// The first events of the outbox.
    pub(crate) async fn events(&self) -> Vec<Recorded> {
        let read = self.app.store().read(|reads| reads.events_after(0, 10));
        read.await.expect("events")
    }

    /// The first column of what a statement finds, read past the store.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        let database = self.database();
        let mut statement = database.prepare(sql).expect("a statement");
        let texts = statement.query_map([], |row| row.get(0)).expect("rows");
        texts.map(|text| text.expect("a text")).collect()
    }

    /// Changes rows past the store, as another program would.
    pub(crate) fn run(&self, sql: &str) {
        let changed = self.database().execute(sql, []).expect("a statement");
        assert!(changed > 0, "{sql}");
    }

    /// Changes the schema past the store.
    pub(crate) fn run_batch(&self, sql: &str) {
        self.database().execute_batch(sql).expect("statements");
    }

    fn database(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.folder.path().join("concierge.db")).expect("the database")
    }

    /// Whether a file of the database holds a text in the open.
    pub(crate) fn holds_bytes(&self, file: &str, text: &str) -> bool {
        let bytes = std::fs::read(self.folder.path().join(file)).expect("the file");
        bytes
            .windows(text.len())
            .any(|found| found == text.as_bytes())
    }

    /// The secret that the service has.
    pub(crate) fn secret(&self) -> MasterSecret {
        MasterSecret::new(&SECRET).expect("long enough")
    }

    pub(crate) fn now_ms(&self) -> i64 {
        self.clock.unix_ms()
    }

    /// A call with the key that opens everything.
    pub(crate) fn post(&self, path: &str, body: Value) -> Call {
        Call::new(Method::POST, path)
            .header("authorization", &format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(body.to_string())
    }

    /// A return with a key.
    pub(crate) fn post_return(&self, idempotency_key: &str, body: Value) -> Call {
        self.post(RETURNS, body)
            .header("x-idempotency-key", idempotency_key)
    }

    pub(crate) async fn answer(&self, call: Call) -> Reply {
        self.answer_request(call.request()).await
    }

    pub(crate) async fn answer_request(&self, request: Request<Body>) -> Reply {
        let response = self.service.call(request).await;
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes();
        Reply {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body,
        }
    }
}

/// A key that lives for a day.
pub(crate) fn key(name: &str, scopes: &[&str]) -> Order {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    Order {
        name: name.to_owned(),
        scopes,
        roles: Vec::new(),
        lifetime_ms: None,
    }
}

/// The body of a return that is allowed.
pub(crate) fn a_return(order_number: &str) -> Value {
    json!({
        "sessionId": "sess_7f3a91",
        "orderNumber": order_number,
        "option": "return",
        "contact": { "email": "olivia@example.com" },
    })
}

/// A request in the making.
#[derive(Clone)]
pub(crate) struct Call {
    method: Method,
    path: String,
    headers: BTreeMap<String, String>,
    body: Bytes,
}

impl Call {
    pub(crate) fn new(method: Method, path: &str) -> Self {
        Self {
            method,
            path: path.to_owned(),
            headers: BTreeMap::new(),
            body: Bytes::new(),
        }
    }

    pub(crate) fn get(path: &str) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.insert(name.to_owned(), value.to_owned());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }

    pub(crate) fn method(mut self, method: Method) -> Self {
        self.method = method;
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn request(self) -> Request<Body> {
        let body = Body::from(self.body.clone());
        self.request_with(body)
    }

    /// The request with another body.
    pub(crate) fn request_with(self, body: Body) -> Request<Body> {
        let mut request = Request::builder().method(self.method).uri(self.path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request.body(body).expect("a request")
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("a body of JSON")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .get(name)
            .map(|value| value.to_str().expect("text"))
    }

    /// The body of an answer with this status, held against the contract's schema of that name.
    #[track_caller]
    pub(crate) fn holds(&self, status: u16, schema: &str) -> Value {
        assert_eq!(
            self.status,
            status,
            "{}",
            String::from_utf8_lossy(&self.body)
        );
        let body = self.json();
        let mut document: Value =
            serde_json::from_str(concierge_spec::CONTRACT).expect("the contract");
        let components = document["components"].take();
        let schema =
            json!({ "$ref": format!("#/components/schemas/{schema}"), "components": components });
        let validator = jsonschema::draft4::new(&schema).expect("a schema");
        let broken: Vec<String> = validator
            .iter_errors(&body)
            .map(|error| error.to_string())
            .collect();
        assert!(broken.is_empty(), "{broken:?} in {body}");
        body
    }

    /// The error body of an answer with this status, which must bear this code.
    #[track_caller]
    pub(crate) fn refuses(&self, status: u16, code: &str) -> Value {
        let body = self.holds(status, "Error");
        assert_eq!(body["code"], code, "{body}");
        assert_eq!(self.header("x-request-id"), body["requestId"].as_str());
        body
    }
}
