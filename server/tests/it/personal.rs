//! What is personal stays in the columns that are meant for it: every operation is called with marked values, and then everything that the
//! program left behind is searched for the marks.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use concierge_server::domain::order::Order;
use concierge_server::store::{Settings, Store};
use reqwest::{Client, RequestBuilder};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::fixture::order;
use crate::house::{
    CAPSULE, CSAT, INSPIRATION, ORDERS, PRODUCTS, RETURNS, SHORTLIST, STYLIST, UPDATES,
};
use crate::operations::inspiration::PNG;
use crate::operations::shortlists::list;
use crate::process::{Program, create_key};

const EMAIL: &str = "quillmark@private.example";
const PHONE: &str = "+15550187734";
const NAME: &str = "Quillmark Vantongeren";
const POSTAL_CODE: &str = "QM7 4ZX";
const ORDER: &str = "GG-QUILL77";
/// A token that nobody gave out.
const STRANGER: &str = "ck_quillmarkquillmarkquillmarkquillmark";

/// Where marks may stand, and do. May only shrink.
const MEANT: &[&str] = &[
    "feedback.order_number",
    "order_items.order_number",
    "orders.email",
    "orders.number",
    "orders.postal_code",
    "returns.email",
    "returns.order_number",
    "returns.phone",
    "subscriptions.order_number",
    "tickets.email",
    "tickets.name",
    "tickets.phone",
];

/// A program that lives in a folder, and everything that it left there.
struct Trail {
    folder: TempDir,
    token: String,
    url: String,
    client: Client,
    /// What it refused with, head and body.
    refusals: Vec<String>,
    statuses: BTreeMap<String, BTreeSet<u16>>,
}

#[tokio::test]
async fn marks_are_found_only_where_they_are_meant_to_be() {
    let folder = tempfile::tempdir().expect("a folder");
    fill(folder.path()).await;
    let token = create_key(folder.path(), "all", "*");
    let mut command = Command::new(Program::binary());
    command.stderr(Stdio::from(
        File::create(folder.path().join("log")).expect("a file"),
    ));
    let events = format!("file:{}", folder.path().join("events.jsonl").display());
    let words = ["--log", "every", "--seed", "--events-to", &events];
    let program = Program::start(command, folder.path(), &words);
    let mut trail = Trail {
        url: program.url.clone(),
        folder,
        token,
        client: Client::new(),
        refusals: Vec::new(),
        statuses: BTreeMap::new(),
    };
    let said = program.said.join("\n");
    trail.call_everything().await;
    trail.wait_for_events().await;
    trail.keep_metrics().await;
    assert!(program.terminate().success());
    for (path, statuses) in &trail.statuses {
        let is_both = statuses.iter().any(|status| *status < 300)
            && statuses.iter().any(|status| *status >= 400);
        assert!(is_both, "{path} succeeds and is refused: {statuses:?}");
    }
    assert!(trail.refusals.len() > 30, "{}", trail.refusals.len());
    assert_eq!(
        find_in_text("the output", &said, &trail.marks()),
        Vec::<String>::new()
    );
    let meant: BTreeSet<String> = MEANT.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(trail.search(), meant);

    // The same search finds what is planted, so it would find what leaks.
    trail.plant();
    let planted = [
        "an error body",
        "audit.operation",
        "events.facts",
        "events.jsonl",
        "idempotency.body",
        "log",
        "metrics",
    ];
    let expected: BTreeSet<String> = planted.iter().map(|&name| name.to_owned()).collect();
    let found = trail.search();
    let more: BTreeSet<String> = found.difference(&meant).cloned().collect();
    assert_eq!(more, expected);
}

/// An order of the marked customer, delivered a while ago.
async fn fill(folder: &Path) {
    let store = Store::open(&Settings::new(folder.join("concierge.db"))).expect("a store");
    let now_ms = time::OffsetDateTime::now_utc().unix_timestamp() * 1000;
    let marked = Order {
        email: EMAIL.to_owned(),
        postal_code: POSTAL_CODE.to_owned(),
        delivered_at_ms: Some(now_ms - 1000),
        ..order(ORDER)
    };
    let write = store.write(move |tx| tx.insert_order(&marked)).await;
    write.expect("an order");
}

impl Trail {
    /// All that is looked for: as it was sent, and as addresses and documents write it.
    fn marks(&self) -> Vec<String> {
        let plain = [
            EMAIL,
            PHONE,
            NAME,
            POSTAL_CODE,
            ORDER,
            STRANGER,
            &self.token,
        ];
        let mut marks: Vec<String> = plain.iter().map(|mark| mark.to_lowercase()).collect();
        marks.extend(
            [
                "quillmark",
                "vantongeren",
                "5550187734",
                "qm74zx",
                "quill77",
            ]
            .map(str::to_owned),
        );
        marks
    }

    async fn call_everything(&mut self) {
        let session = "sess_quiet01";
        let saved = self.post(SHORTLIST, list(session, &["a"])).await;
        let contact = json!({ "email": EMAIL, "phone": PHONE });
        let bodies = [
            (PRODUCTS, json!({ "sessionId": session })),
            (
                ORDERS,
                json!({ "sessionId": session, "orderNumber": ORDER }),
            ),
            (
                ORDERS,
                json!({ "sessionId": session, "email": EMAIL, "postalCode": POSTAL_CODE }),
            ),
            (
                RETURNS,
                json!({ "sessionId": session, "orderNumber": ORDER, "option": "return", "contact": contact }),
            ),
            (
                CAPSULE,
                json!({ "sessionId": session, "shortlistId": saved["shortlistId"], "customerEmail": EMAIL }),
            ),
            (
                STYLIST,
                json!({ "sessionId": session, "contact": { "email": EMAIL, "phone": PHONE, "name": NAME }, "summary": "a question about a ring" }),
            ),
            (
                CSAT,
                json!({ "sessionId": session, "rating": "poor", "orderNumber": ORDER }),
            ),
            (
                UPDATES,
                json!({ "sessionId": session, "orderNumber": ORDER, "contact": { "channel": "email", "value": EMAIL }, "consent": true }),
            ),
            (
                UPDATES,
                json!({ "sessionId": session, "contact": { "channel": "sms", "value": PHONE }, "consent": true }),
            ),
        ];
        for (path, body) in &bodies {
            self.post(path, body.clone()).await;
        }
        self.upload(PNG).await;
        self.upload(NAME.as_bytes()).await;
        for (path, body) in bodies
            .into_iter()
            .chain([(SHORTLIST, list(session, &["a"]))])
        {
            self.refuse(path, body).await;
        }
        for path in [
            format!("/{EMAIL}"),
            format!("{PRODUCTS}?email={EMAIL}"),
            format!("{ORDERS}/{ORDER}"),
        ] {
            let call = self.client.get(format!("{}{path}", self.url));
            self.send("elsewhere", call.bearer_auth(&self.token)).await;
        }
    }

    /// What should not succeed, each time with the marks in it.
    async fn refuse(&mut self, path: &str, body: Value) {
        let call = |this: &Self| {
            this.client
                .post(format!("{}{path}", this.url))
                .bearer_auth(&this.token)
                .header("x-idempotency-key", uuid::Uuid::new_v4().to_string())
        };
        let mut with_unknown = body.clone();
        // The names of properties are told back, so that a caller finds what is wrong; what stands in them is not.
        with_unknown["unknown"] = json!(EMAIL);
        let mut with_wrong = body.clone();
        for (_, value) in with_wrong.as_object_mut().expect("an object").iter_mut() {
            *value = json!({ "wrong": [EMAIL, PHONE, ORDER, NAME] });
        }
        let stranger = call(self)
            .json(&body)
            .header("authorization", format!("Bearer {STRANGER}"));
        let calls = [
            stranger,
            call(self).json(&with_unknown),
            call(self).json(&with_wrong),
            call(self)
                .body(format!("{{\"{EMAIL}\": {NAME}"))
                .header("content-type", "application/json"),
            call(self).body(EMAIL).header("content-type", "text/plain"),
            call(self)
                .json(&body)
                .header("accept", format!("text/{}", POSTAL_CODE.replace(' ', ""))),
            call(self).json(&body).header("x-api-version", NAME),
            call(self).json(&body),
        ];
        for call in calls {
            self.send(path, call).await;
        }
    }

    async fn post(&mut self, path: &str, body: Value) -> Value {
        let call = self.client.post(format!("{}{path}", self.url));
        let call = call
            .bearer_auth(&self.token)
            .header(
                "x-idempotency-key",
                format!("{NAME}-{}", uuid::Uuid::new_v4()).replace(' ', "-"),
            )
            .json(&body);
        let (status, body) = self.send(path, call).await;
        assert!(status < 300, "{path}: {body}");
        body
    }

    async fn upload(&mut self, content: &[u8]) {
        let head = format!(
            "--b\r\ncontent-disposition: form-data; name=\"sessionId\"\r\n\r\nsess_quiet01\r\n--b\r\n\
             content-disposition: form-data; name=\"file\"; filename=\"{NAME}.png\"\r\ncontent-type: image/png\r\n\r\n"
        );
        let body = [head.as_bytes(), content, b"\r\n--b--\r\n"].concat();
        let call = self.client.post(format!("{}{INSPIRATION}", self.url));
        let call = call
            .bearer_auth(&self.token)
            .header("content-type", "multipart/form-data; boundary=b")
            .body(body);
        self.send(INSPIRATION, call).await;
    }

    async fn send(&mut self, path: &str, call: RequestBuilder) -> (u16, Value) {
        let traced = call
            .header("user-agent", format!("{NAME}/1.0"))
            .header("referer", format!("https://shop.example/?email={EMAIL}"))
            .header("cookie", format!("customer={EMAIL}"));
        let answer = traced.send().await.expect("an answer");
        let status = answer.status().as_u16();
        if path != "elsewhere" {
            self.statuses
                .entry(path.to_owned())
                .or_default()
                .insert(status);
        }
        let head = format!("{:?}", answer.headers());
        let body = answer.text().await.expect("text");
        if status >= 400 {
            self.refusals.push(format!("{head}\n{body}"));
        }
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    /// Until the relay has handed on every event.
    async fn wait_for_events(&self) {
        let store = self.store();
        let waiting = || -> u32 {
            let asked = store.query_row(
                "SELECT count(*) FROM events WHERE state = 'waiting'",
                [],
                |row| row.get(0),
            );
            asked.expect("a count")
        };
        while waiting() > 0 {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    /// What the program counted, as its page shows it, in a file beside the log.
    async fn keep_metrics(&self) {
        let page = self
            .client
            .get(format!("{}/metrics", self.url))
            .send()
            .await;
        let text = page.expect("an answer").text().await.expect("text");
        assert!(text.contains("operation=\"create_return\""), "{text}");
        std::fs::write(self.folder.path().join("metrics"), text).expect("a file");
    }

    fn store(&self) -> Connection {
        Connection::open(self.folder.path().join("concierge.db")).expect("the store")
    }

    /// Every place that holds a mark: files, error bodies, and columns of the store.
    fn search(&self) -> BTreeSet<String> {
        let marks = self.marks();
        let mut found = BTreeSet::new();
        for refusal in &self.refusals {
            let place = find_in_text("an error body", refusal, &marks);
            if !place.is_empty() {
                println!("{refusal}");
            }
            found.extend(place);
        }
        let mut folders = vec![self.folder.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                let name = path
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned();
                if path.is_dir() {
                    folders.push(path);
                } else if !name.starts_with("concierge.db") {
                    let bytes = std::fs::read(&path).expect("a file");
                    found.extend(find_in_text(
                        &name,
                        &String::from_utf8_lossy(&bytes),
                        &marks,
                    ));
                }
            }
        }
        found.extend(search_store(&self.store(), &marks));
        found
    }

    /// A mark in one place of each kind.
    fn plant(&mut self) {
        for name in ["log", "metrics", "events.jsonl"] {
            let path = self.folder.path().join(name);
            let text = std::fs::read_to_string(&path).expect("it was written");
            assert!(!text.is_empty(), "{name}");
            std::fs::write(
                path,
                format!("{text}{{\"seen\":\"{}\"}}\n", EMAIL.to_uppercase()),
            )
            .expect("a file");
        }
        self.refusals.push(format!("no order {ORDER}"));
        let store = self.store();
        for plant in [
            "UPDATE events SET facts = '{\"to\":\"quillmark@private.example\"}' WHERE position = 1",
            "UPDATE audit SET operation = '+15550187734' WHERE rowid = 1",
            "UPDATE idempotency SET body = CAST('GG-QUILL77' AS BLOB)",
        ] {
            assert!(store.execute(plant, []).expect(plant) > 0, "{plant}");
        }
    }
}

/// The place, when a text holds a mark.
fn find_in_text(place: &str, text: &str, marks: &[String]) -> Vec<String> {
    let text = text.to_lowercase().replace("%40", "@").replace("%2b", "+");
    let holds = marks.iter().any(|mark| text.contains(mark));
    holds.then(|| place.to_owned()).into_iter().collect()
}

/// Every column that holds a mark, as `table.column`.
fn search_store(store: &Connection, marks: &[String]) -> BTreeSet<String> {
    let mut tables = store
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
        .expect("a question");
    let tables: Vec<String> = tables
        .query_map([], |row| row.get(0))
        .expect("tables")
        .map(|name| name.expect("text"))
        .collect();
    assert!(tables.len() > 15, "{tables:?}");
    let mut found = BTreeSet::new();
    for table in tables {
        let mut all = store
            .prepare(&format!("SELECT * FROM {table}"))
            .expect("a table");
        let columns: Vec<String> = all.column_names().map(str::to_owned).collect();
        let mut rows = all.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            for (at, column) in columns.iter().enumerate() {
                let (ValueRef::Text(bytes) | ValueRef::Blob(bytes)) =
                    row.get_ref(at).expect("a value")
                else {
                    continue;
                };
                let text = String::from_utf8_lossy(bytes);
                found.extend(find_in_text(&format!("{table}.{column}"), &text, marks));
            }
        }
    }
    found
}
