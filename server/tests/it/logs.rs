//! What the program logs: a line per request, and nothing that a customer sent.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Command, Stdio};

use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use crate::house::{CSAT, INSPIRATION, PRODUCTS, RETURNS, STYLIST};
use crate::process::{Program, create_key};

/// Stands in everything that these requests send and that no log may hold.
const MARK: &str = "zzmarkzz";
const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

struct Logged {
    program: Program,
    folder: tempfile::TempDir,
    token: String,
}

impl Logged {
    fn start(words: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let token = create_key(folder.path(), "widget", "*");
        let log = File::create(folder.path().join("log")).expect("a file");
        let mut command = Command::new(Program::binary());
        command.stderr(Stdio::from(log));
        let words = [&["--log", "every", "--seed"], words].concat();
        Self {
            program: Program::start(command, folder.path(), &words),
            folder,
            token,
        }
    }

    /// Ends the program and reads all that it wrote.
    fn lines(self) -> (String, Vec<Value>) {
        assert!(self.program.terminate().success());
        let text = std::fs::read_to_string(self.folder.path().join("log")).expect("the log");
        let lines = text
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("JSON: {line}")))
            .collect();
        (text, lines)
    }

    fn raw(&self, request: &str) -> String {
        let address = self.program.url.strip_prefix("http://").expect("a URL");
        let mut socket = TcpStream::connect(address).expect("a socket");
        socket.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        socket.read_to_end(&mut answer).expect("an answer");
        String::from_utf8_lossy(&answer).into_owned()
    }
}

fn marked(text: &str) -> String {
    format!("{MARK}{text}")
}

/// Marks in every header that a client chooses.
fn headers(token: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for (name, value) in [
        ("authorization", format!("Bearer {token}")),
        ("x-idempotency-key", marked("-key")),
        ("user-agent", marked("-agent")),
        ("cookie", format!("session={MARK}")),
        ("referer", format!("https://shop.example/?email={MARK}")),
        ("tracestate", format!("shop={MARK}")),
        ("traceparent", format!("00-{TRACE}-b7ad6b7169203331-01")),
        ("x-correlation-id", "chat-4711".to_owned()),
    ] {
        headers.insert(name, HeaderValue::from_str(&value).expect("a value"));
    }
    headers
}

#[tokio::test]
async fn a_line_per_request_and_nothing_of_what_was_sent() {
    let logged = Logged::start(&["--body-timeout-ms", "200"]);
    let email = format!("{MARK}@example.com");
    let calls = [
        (
            PRODUCTS,
            json!({ "sessionId": marked("-session"), "category": MARK }),
        ),
        (
            PRODUCTS,
            json!({ "sessionId": 7, "metal": MARK, "unknown": MARK }),
        ),
        (
            RETURNS,
            json!({ "sessionId": marked("-session"), "orderNumber": "GG-11982", "option": "return",
                "contact": { "email": email }, "notes": MARK, "reason": MARK }),
        ),
        (
            STYLIST,
            json!({ "sessionId": marked("-session"), "email": email, "name": MARK, "summary": marked(" summary"),
                "phone": "+14155550100", "shortlist": [MARK] }),
        ),
        (
            CSAT,
            json!({ "sessionId": marked("-session"), "rating": MARK, "comment": MARK }),
        ),
        ("/api/concierge/zzmarkzz", json!({})),
    ];
    let client = reqwest::Client::new();
    let mut sent = BTreeMap::new();
    for (path, body) in &calls {
        let url = format!("{}{path}?email={email}&q={MARK}", logged.program.url);
        let call = client.post(url).headers(headers(&logged.token)).json(body);
        let answer = call.send().await.expect("an answer");
        let id = answer.headers()["x-request-id"].to_str().expect("an id");
        sent.insert(id.to_owned(), (*path, answer.status().as_u16()));
    }
    for (token, body) in [(MARK, "{}"), (&logged.token, "{\"zzmarkzz\""), ("", MARK)] {
        let call = client
            .post(format!("{}{PRODUCTS}", logged.program.url))
            .headers(headers(token))
            .header("content-type", "application/json")
            .body(body.to_owned());
        assert!(
            call.send()
                .await
                .expect("an answer")
                .status()
                .is_client_error()
        );
    }
    let part = format!(
        "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{MARK}.png\"\r\ncontent-type: image/png\r\n\r\n{MARK}\r\n--b--\r\n"
    );
    let upload = client
        .post(format!("{}{INSPIRATION}", logged.program.url))
        .headers(headers(&logged.token))
        .header("content-type", "multipart/form-data; boundary=b")
        .body(part);
    upload.send().await.expect("an answer");
    // What dropshot and hyper answer themselves, and a caller that goes away.
    for request in [
        format!("GET /%ff?{MARK} HTTP/1.1\r\nhost: {MARK}\r\nconnection: close\r\n\r\n"),
        format!("FETCH /{MARK} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
        format!("GET /{MARK} HTTP/9.9\r\n{MARK}\r\n\r\n"),
        format!(
            "GET /health/live?{MARK} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-long: {}\r\n\r\n",
            MARK.repeat(1000)
        ),
        format!(
            "POST {PRODUCTS}?{MARK} HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{{\"sessionId\":\"{MARK}",
            logged.token
        ),
    ] {
        logged.raw(&request);
    }
    let token = logged.token.clone();
    let (text, lines) = logged.lines();
    for secret in [MARK, &token, "olivia", "b7ad6b7169203331-01"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    for (id, (path, status)) in &sent {
        let own: Vec<&Value> = lines
            .iter()
            .filter(|line| line["request_id"] == id.as_str())
            .collect();
        let [line] = own[..] else {
            panic!("one line for {path}: {own:?}")
        };
        assert_eq!(line["status"], *status, "{line}");
        assert_eq!(line["trace_id"], TRACE, "{line}");
        assert_eq!(line["parent_span_id"], "b7ad6b7169203331", "{line}");
        assert_eq!(line["correlation_id"], "chat-4711", "{line}");
        assert!(line["latency_us"].is_u64() && line["time"].is_string());
        assert_eq!(line["level"], "info");
        if line["operation"].is_string() {
            assert_eq!(line["caller"], "widget", "{line}");
            assert!(
                line["credential"]
                    .as_str()
                    .is_some_and(|id| id.starts_with("key_"))
            );
        } else {
            assert_eq!(*status, 404);
        }
        if *status < 300 {
            assert_eq!(
                line["session_hash"].as_str().map(str::len),
                Some(64),
                "{line}"
            );
        }
    }
}

#[test]
fn a_level_and_a_choice_of_requests_are_kept_to() {
    for (words, lines_expected) in [
        (&["--log", "every", "--log-level", "error"][..], 0),
        (&["--log", "failures"], 0),
        (&["--log", "every"], 1),
    ] {
        let logged = Logged::start(words);
        logged.raw("GET /health/live HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        let (_, lines) = logged.lines();
        let answered = lines
            .iter()
            .filter(|line| line["message"] == "request answered");
        assert_eq!(answered.count(), lines_expected, "{words:?}");
    }
}
