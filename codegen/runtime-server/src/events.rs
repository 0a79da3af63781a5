//! Server-sent events: typed ones, written as they come.

use std::fmt;
use std::fmt::Write as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _, stream};
use serde::Serialize;
use tokio::time::{Instant, Sleep};

use crate::{ByteStream, Failure, StreamError};

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    /// What it says.
    pub data: T,
    /// Its id, which a caller sends back as `last-event-id` when it comes again.
    pub id: Option<String>,
    /// Its kind; without one it is a `message`.
    pub event: Option<String>,
    /// How long the caller waits before it comes again, in milliseconds.
    pub retry_ms: Option<u64>,
}

impl<T> Event<T> {
    /// An event of data alone.
    pub fn new(data: T) -> Self {
        Self {
            data,
            id: None,
            event: None,
            retry_ms: None,
        }
    }

    /// The same event with an id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// The same event with a kind.
    #[must_use]
    pub fn with_event(mut self, event: impl Into<String>) -> Self {
        self.event = Some(event.into());
        self
    }

    /// The same event with a time to wait before coming again, in milliseconds.
    #[must_use]
    pub fn with_retry_ms(mut self, retry_ms: u64) -> Self {
        self.retry_ms = Some(retry_ms);
        self
    }
}

/// A stream of events. It is dropped, and whatever it holds with it, when the caller goes away.
pub struct Events<T> {
    events: Pin<Box<dyn Stream<Item = Result<Event<T>, Failure>> + Send>>,
    keep_alive: Duration,
}

/// How long a stream is silent before a comment tells everybody between that it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

impl<T: Send + 'static> Events<T> {
    /// A stream of events; the first failure breaks it off.
    pub fn new<E: Into<Failure>>(
        events: impl Stream<Item = Result<Event<T>, E>> + Send + 'static,
    ) -> Self {
        Self {
            events: Box::pin(events.map(|event| event.map_err(Into::into))),
            keep_alive: KEEP_ALIVE,
        }
    }

    /// A stream of events of data alone, which ends behind the last of them.
    pub fn of<I>(data: I) -> Self
    where
        I: IntoIterator<Item = T>,
        I::IntoIter: Send + 'static,
    {
        let events = data
            .into_iter()
            .map(|data| Ok::<_, Failure>(Event::new(data)));
        Self::new(stream::iter(events))
    }

    /// The same stream with another time of silence before a comment.
    #[must_use]
    pub fn with_keep_alive(mut self, keep_alive: Duration) -> Self {
        self.keep_alive = keep_alive;
        self
    }

    /// Its bytes, each event's data written by `write`.
    pub(crate) fn encoded(self, write: fn(&T) -> Result<String, Failure>) -> ByteStream {
        ByteStream::new(Encoded {
            sleep: Box::pin(tokio::time::sleep(self.keep_alive)),
            events: self,
            write,
        })
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Events")
            .field("keep_alive", &self.keep_alive)
            .finish_non_exhaustive()
    }
}

/// Data that is a text already.
pub(crate) fn plain(data: &impl ToString) -> Result<String, Failure> {
    Ok(data.to_string())
}

/// Data as JSON.
pub(crate) fn json<T: Serialize>(data: &T) -> Result<String, Failure> {
    serde_json::to_string(data).map_err(Failure::from)
}

struct Encoded<T> {
    events: Events<T>,
    sleep: Pin<Box<Sleep>>,
    write: fn(&T) -> Result<String, Failure>,
}

impl<T: Send + 'static> Stream for Encoded<T> {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let keep_alive = this.events.keep_alive;
        match this.events.events.poll_next_unpin(cx) {
            Poll::Ready(Some(Ok(event))) => {
                this.sleep.as_mut().reset(Instant::now() + keep_alive);
                let text = text_of(&event, this.write);
                Poll::Ready(Some(text.map(Bytes::from).map_err(broken_off)))
            }
            Poll::Ready(Some(Err(failure))) => Poll::Ready(Some(Err(broken_off(failure)))),
            Poll::Ready(None) => Poll::Ready(None),
            Poll::Pending => match Future::poll(this.sleep.as_mut(), cx) {
                Poll::Ready(()) => {
                    this.sleep.as_mut().reset(Instant::now() + keep_alive);
                    // The new time has to wake the task, too.
                    let _ = Future::poll(this.sleep.as_mut(), cx);
                    Poll::Ready(Some(Ok(Bytes::from_static(b":\n\n"))))
                }
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

fn broken_off(failure: Failure) -> StreamError {
    StreamError::of_failure(&failure)
}

/// An event as the stream writes it. A line break in data begins a new line of it; in an id or a kind it would begin another field.
fn text_of<T>(
    event: &Event<T>,
    write: fn(&T) -> Result<String, Failure>,
) -> Result<String, Failure> {
    let mut text = String::new();
    for (field, value) in [("event", &event.event), ("id", &event.id)] {
        let Some(value) = value else { continue };
        if value.contains(['\n', '\r', '\0']) {
            return Err(Failure::new(format!(
                "the {field} of an event holds a line break"
            )));
        }
        // Writing to a string does not fail.
        let _ = writeln!(text, "{field}: {value}");
    }
    if let Some(retry_ms) = event.retry_ms {
        let _ = writeln!(text, "retry: {retry_ms}");
    }
    let data = write(&event.data)?
        .replace("\r\n", "\n")
        .replace('\r', "\n");
    for line in data.split('\n') {
        let _ = writeln!(text, "data: {line}");
    }
    text.push('\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_has_a_line_per_field() {
        let event = Event::new("a\nb\r\nc".to_owned())
            .with_id("7")
            .with_event("tick")
            .with_retry_ms(250);
        let text = text_of(&event, plain).expect("a text");
        assert_eq!(
            text,
            "event: tick\nid: 7\nretry: 250\ndata: a\ndata: b\ndata: c\n\n"
        );
    }

    #[test]
    fn a_line_break_begins_no_other_field() {
        let event = Event::new(1).with_id("7\ndata: 8");
        assert!(text_of(&event, json::<i32>).is_err());
    }
}
