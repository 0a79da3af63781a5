//! What is asked for: eight reads to two writes, each write with a key of its own.

use std::{
    process,
    sync::atomic::{AtomicU64, Ordering},
};

/// Searches of all kinds, as the body behind the session.
pub(super) const SEARCHES: [&str; 16] = [
    "",
    r#","limit":3"#,
    r#","limit":25"#,
    r#","category":"rings""#,
    r#","category":"Necklace","limit":10"#,
    r#","category":"earrings","sort":"newest""#,
    r#","category":"bracelet","sort":"price_desc""#,
    r#","sort":"newest","limit":12"#,
    r#","sort":"price_asc""#,
    r#","sort":"price_desc","limit":25"#,
    r#","readyToShip":true,"category":"ring","sort":"price_asc","limit":3"#,
    r#","readyToShip":false"#,
    r#","metal":"14k Yellow","tags":["gold"]"#,
    r#","metal":"platinum","sort":"price_asc","limit":10"#,
    r#","priceMin":300,"priceMax":4000.50"#,
    r#","priceMin":300,"priceMax":4000.50,"metal":"14k_yellow","tags":["gold"],"limit":6"#,
];

/// Requests without end.
pub(super) struct Mix {
    token: String,
    next: AtomicU64,
}

/// A request, ready to be sent.
pub(super) struct Request {
    pub(super) bytes: Vec<u8>,
    pub(super) is_write: bool,
}

impl Mix {
    pub(super) fn new(token: &str) -> Self {
        Self {
            token: token.to_owned(),
            next: AtomicU64::new(0),
        }
    }

    pub(super) fn next(&self) -> Request {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let session = format!("sess_{:05}", at % 20_000);
        match at % 10 {
            0 => self.write(at, "/api/concierge/shortlist", &shortlist(&session)),
            5 if at % 20 == 5 => self.write(
                at,
                "/api/analytics/csat",
                &format!(r#"{{"sessionId":"{session}","rating":"great","intent":"track_order"}}"#),
            ),
            5 => self.write(
                at,
                "/api/concierge/stylist",
                &format!(
                    r#"{{"sessionId":"{session}","contact":{{"email":"olivia@example.com"}},"summary":"Which ring goes with an oval stone?"}}"#
                ),
            ),
            3 | 8 => self.read(
                "/api/concierge/orders/status",
                &format!(r#"{{"sessionId":"{session}","orderNumber":"GG-12001"}}"#),
            ),
            _ => {
                let more = SEARCHES[at as usize / 10 % SEARCHES.len()];
                self.read("/api/concierge/products", &search(&session, more))
            }
        }
    }

    fn read(&self, path: &str, body: &str) -> Request {
        Request {
            bytes: post(path, &self.token, "", body),
            is_write: false,
        }
    }

    fn write(&self, at: u64, path: &str, body: &str) -> Request {
        // No two runs on one store share a key.
        let key = format!(
            "x-idempotency-key: load-{}-{:p}-{at}\r\n",
            process::id(),
            self
        );
        Request {
            bytes: post(path, &self.token, &key, body),
            is_write: true,
        }
    }
}

/// The body of a search.
pub(super) fn search(session: &str, more: &str) -> String {
    format!(r#"{{"sessionId":"{session}"{more}}}"#)
}

/// A request on a connection that stays.
pub(super) fn post(path: &str, token: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

fn shortlist(session: &str) -> String {
    format!(
        r#"{{"sessionId":"{session}","items":[{{"productId":"aurora-ring-solaris","name":"Solaris Aura Ring","price":3850.00,"currency":"USD"}}]}}"#
    )
}
