//! The pieces of a body as the parser of forms gets them: one at a time, and no headers without end.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::Poll;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use http_body_util::BodyExt as _;

use crate::Body;

/// No more than this comes before a part's own headers are whole: the parser looks through all of it again with every piece that arrives.
const HEAD_MAX_BYTES: u64 = 64 * 1024;

/// The pieces of a body with a pause behind each. Without it the parser takes all that is there before it hands anything on, so that a fast
/// line fills the memory.
pub(crate) fn one_at_a_time(
    body: Body,
    head: Arc<Head>,
) -> impl Stream<Item = Result<Bytes, Box<dyn Error + Send + Sync>>> {
    let mut pieces = body.into_data_stream();
    let mut is_pausing = false;
    stream::poll_fn(move |cx| {
        if std::mem::take(&mut is_pausing) {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if !head.has_room() {
            return Poll::Ready(Some(Err(HeadTooLong.into())));
        }
        let polled = pieces.poll_next_unpin(cx);
        is_pausing = matches!(polled, Poll::Ready(Some(_)));
        polled.map(|next| {
            next.map(|piece| {
                let piece = piece?;
                head.bytes.fetch_add(piece.len() as u64, Ordering::Relaxed);
                Ok(piece)
            })
        })
    })
}

/// How much came since the parser began to look for the next part.
#[derive(Default)]
pub(crate) struct Head {
    is_sought: AtomicBool,
    bytes: AtomicU64,
}

impl Head {
    /// The parser looks for the next part.
    pub(crate) fn begin(&self) {
        self.bytes.store(0, Ordering::Relaxed);
        self.is_sought.store(true, Ordering::Relaxed);
    }

    /// The parser has its headers.
    pub(crate) fn end(&self) {
        self.is_sought.store(false, Ordering::Relaxed);
    }

    /// False when another piece would be too much.
    fn has_room(&self) -> bool {
        !self.is_sought.load(Ordering::Relaxed)
            || self.bytes.load(Ordering::Relaxed) <= HEAD_MAX_BYTES
    }
}

/// A part's headers have no end.
#[derive(Debug, thiserror::Error)]
#[error("read the headers of a part: they are longer than {HEAD_MAX_BYTES} bytes")]
pub(crate) struct HeadTooLong;
