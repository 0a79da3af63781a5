//! A store with many orders, and a stream of keyed writes to the program that serves it.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use concierge_server::domain::order::Order;
use concierge_server::store::{Settings, Store, Tally};
use reqwest::Client;
use tempfile::TempDir;

use crate::fixture::order;
use crate::house::{RETURNS, a_return};
use crate::process::create_key;

/// A folder with a store that has returnable orders, and a key.
pub(crate) struct Ground {
    pub(crate) folder: TempDir,
    pub(crate) token: String,
}

impl Ground {
    pub(crate) async fn with_orders(count: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let token = create_key(folder.path(), "all", "*");
        let now_ms = time::OffsetDateTime::now_utc().unix_timestamp() * 1000;
        let store = open(folder.path());
        store
            .write(move |tx| {
                (0..count).try_for_each(|at| {
                    tx.insert_order(&Order {
                        delivered_at_ms: Some(now_ms),
                        ..order(&order_number(at))
                    })
                })
            })
            .await
            .expect("orders");
        Self { folder, token }
    }

    pub(crate) async fn tally(&self) -> Tally {
        open(self.folder.path())
            .read(|reads| reads.tally())
            .await
            .expect("a tally")
    }
}

fn open(folder: &Path) -> Store {
    Store::open(&Settings::new(folder.join("concierge.db"))).expect("a store")
}

pub(super) fn order_number(at: usize) -> String {
    format!("GG-9{at:05}")
}

/// Writes one order after the other; each has its own key.
pub(crate) struct Stream {
    client: Client,
    url: String,
    token: String,
    next: Arc<AtomicUsize>,
}

/// A write and what is known of it.
#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub(crate) at: usize,
    /// The acknowledged body; absent when the program died first.
    pub(crate) answer: Option<Bytes>,
}

impl Stream {
    pub(crate) fn new(url: &str, ground: &Ground, next: &Arc<AtomicUsize>) -> Self {
        Self {
            client: Client::new(),
            url: url.to_owned(),
            token: ground.token.clone(),
            next: Arc::clone(next),
        }
    }

    /// The next write; its answer is absent when nobody answered.
    pub(crate) async fn write_next(&self) -> Write {
        let at = self.next.fetch_add(1, Ordering::SeqCst);
        let answer = self.send(at).await.map(|(body, _)| body);
        Write { at, answer }
    }

    /// Sends a write, for the first time or again; the answer is its body and whether it was kept from before.
    pub(crate) async fn send(&self, at: usize) -> Option<(Bytes, bool)> {
        let answer = self.call(at).await?;
        let body = answer.body;
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&body));
        Some((body, answer.replayed))
    }

    /// Sends a write; nothing when nobody answered.
    pub(super) async fn call(&self, at: usize) -> Option<Answer> {
        let call = self
            .client
            .post(format!("{}{RETURNS}", self.url))
            .bearer_auth(&self.token);
        let call = call
            .header("x-idempotency-key", format!("key-{at:08}"))
            .json(&a_return(&order_number(at)));
        let answer = call.send().await.ok()?;
        let replayed = answer.headers().contains_key("idempotent-replayed");
        let retry_after = answer.headers().get("retry-after");
        let retry_after = retry_after.and_then(|value| value.to_str().ok()?.parse().ok());
        let status = answer.status().as_u16();
        let body = answer.bytes().await.ok()?;
        Some(Answer {
            status,
            retry_after,
            replayed,
            body,
        })
    }
}

/// What a write was answered.
pub(super) struct Answer {
    pub(super) status: u16,
    /// In seconds.
    pub(super) retry_after: Option<u64>,
    /// Whether the answer was kept from before.
    pub(super) replayed: bool,
    pub(super) body: Bytes,
}
