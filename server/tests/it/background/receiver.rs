//! Somebody to whom events are sent: a webhook on a real socket, and the books of a consumer.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// A call of the webhook.
#[derive(Clone, Debug)]
pub(super) struct Call {
    head: String,
    pub(super) body: String,
}

impl Call {
    pub(super) fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        let found = lines.find(|(found, _)| found.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("JSON")
    }
}

/// A webhook that hands on what it hears.
pub(super) struct Receiver {
    pub(super) url: String,
    pub(super) calls: UnboundedReceiver<Call>,
}

impl Receiver {
    /// Answers the first calls with these statuses, further ones with 204. Status 0 hangs up without an answer.
    pub(super) async fn start(statuses: &'static [u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!(
            "http://{}/hook",
            listener.local_addr().expect("its address")
        );
        let (hear, calls) = unbounded_channel();
        tokio::spawn(async move {
            let mut statuses = statuses.iter().copied();
            while let Ok((mut socket, _)) = listener.accept().await {
                let Some(call) = read(&mut socket).await else {
                    continue;
                };
                let status = statuses.next().unwrap_or(204);
                if hear.send(call).is_err() {
                    return;
                }
                if status > 0 {
                    let answer = format!(
                        "HTTP/1.1 {status} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
                    );
                    // The caller may be dead by now.
                    let _ = socket.write_all(answer.as_bytes()).await;
                }
            }
        });
        Self { url, calls }
    }

    pub(super) async fn next(&mut self) -> Call {
        self.calls.recv().await.expect("the webhook lives")
    }
}

async fn read(socket: &mut TcpStream) -> Option<Call> {
    let mut bytes = Vec::new();
    let end = loop {
        if let Some(at) = bytes.windows(4).position(|found| found == b"\r\n\r\n") {
            break at;
        }
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).expect("text");
    let mut call = Call {
        head,
        body: String::new(),
    };
    let length: usize = call.header("content-length").parse().expect("a length");
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        if socket.read_buf(&mut body).await.ok()? == 0 {
            return None;
        }
    }
    call.body = String::from_utf8(body).expect("text");
    Some(call)
}

/// A consumer as the guide tells people to write one: it knows an event again by its id, and of two events of a key the later by its sequence.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Books {
    inbox: BTreeSet<String>,
    counts: BTreeMap<String, u32>,
    latest: BTreeMap<String, (i64, String)>,
}

impl Books {
    pub(super) fn of(envelopes: impl IntoIterator<Item = Value>) -> Self {
        let mut books = Self::default();
        for envelope in envelopes {
            books.take(&envelope);
        }
        books
    }

    pub(super) fn take(&mut self, envelope: &Value) {
        let text = |name: &str| envelope[name].as_str().expect(name).to_owned();
        if !self.inbox.insert(text("id")) {
            return;
        }
        *self.counts.entry(text("type")).or_default() += 1;
        let sequence = envelope["sequence"].as_i64().expect("a sequence");
        let latest = self.latest.entry(text("key")).or_default();
        if latest.0 < sequence {
            *latest = (sequence, text("requestId"));
        }
    }
}
