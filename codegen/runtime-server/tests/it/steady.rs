//! How much of a body is in memory while it is taken apart.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use concierge_runtime_server::{Body, Bytes};
use futures_util::StreamExt as _;
use futures_util::stream::{iter, once};
use http_body::Frame;
use http_body_util::StreamBody;

use crate::multipart::FILE;
use crate::shop::{Shop, with_token};

const PIECE_BYTES: usize = 16 * 1024;

/// A body that is there as fast as somebody takes it: ten times what a file may hold, in pieces that are counted.
fn endless(taken: Arc<AtomicUsize>) -> Body {
    let head = format!("--xyz\r\nContent-Disposition: form-data; {FILE}\r\n\r\n");
    let head = once(async { Bytes::from(head) });
    let pieces = iter((0..360).map(move |_| {
        taken.fetch_add(PIECE_BYTES, Ordering::Relaxed);
        Bytes::from(vec![b'a'; PIECE_BYTES])
    }));
    let frames = head
        .chain(pieces)
        .map(|bytes| Ok::<_, Infallible>(Frame::data(bytes)));
    Body::wrap(StreamBody::new(Box::pin(frames)))
}

#[tokio::test]
async fn no_more_is_taken_than_a_part_may_hold() {
    let shop = Shop::open();
    let taken = Arc::new(AtomicUsize::new(0));
    let builder =
        with_token("POST", "/pictures").header("content-type", "multipart/form-data; boundary=xyz");
    let heard = shop
        .ask(
            builder
                .body(endless(Arc::clone(&taken)))
                .expect("a request"),
        )
        .await;
    assert_eq!(
        (heard.status.as_u16(), heard.code().as_str()),
        (413, "body.too_large")
    );
    let taken = taken.load(Ordering::Relaxed);
    assert!(taken <= 600_000 + 3 * PIECE_BYTES, "{taken}");
    assert_eq!(shop.spooled_files(), 0);
}
