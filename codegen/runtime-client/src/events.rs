//! Server-sent events, read one by one from an answer that stays open.

use std::{
    collections::VecDeque,
    fmt,
    pin::Pin,
    task::{Context, Poll},
};

use futures_util::stream::{BoxStream, Stream, StreamExt as _};
use progenitor_client::ResponseValue;
use reqwest::Response;
use serde::de::DeserializeOwned;

/// What the server has to say, one event after the other.
pub struct Events<T> {
    chunks: BoxStream<'static, reqwest::Result<bytes::Bytes>>,
    lines: Lines,
    read: fn(&str) -> Result<T, serde_json::Error>,
    ready: VecDeque<Event<String>>,
    last_event_id: Option<String>,
    ended: bool,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    /// `event`; absent for a plain message.
    pub event: Option<String>,
    /// `id`, or the one of an earlier event: what a new call sends as `Last-Event-ID` to go on from here.
    pub id: Option<String>,
    /// `retry`: how long to wait before a new call, in milliseconds.
    pub retry_ms: Option<u64>,
    /// The data, its lines joined.
    pub data: T,
}

/// Why an event cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// The connection broke off; the stream ends.
    #[error("read the events: the connection broke off")]
    Broken(#[source] reqwest::Error),
    /// This event's data is not of the contract's type; the stream goes on.
    #[error("read the data of an event")]
    Unreadable(Event<String>, #[source] serde_json::Error),
}

impl<T: DeserializeOwned> Events<T> {
    /// An answer of events whose data is JSON.
    #[must_use]
    pub fn json(response: Response) -> ResponseValue<Self> {
        Self::answer(response, |data| serde_json::from_str(data))
    }
}

impl Events<String> {
    /// An answer of events whose data is text.
    #[must_use]
    pub fn text(response: Response) -> ResponseValue<Self> {
        Self::answer(response, |data| Ok(data.to_owned()))
    }
}

impl<T> Events<T> {
    fn answer(
        response: Response,
        read: fn(&str) -> Result<T, serde_json::Error>,
    ) -> ResponseValue<Self> {
        let (status, headers) = (response.status(), response.headers().clone());
        let events = Self {
            chunks: response.bytes_stream().boxed(),
            lines: Lines::default(),
            read,
            ready: VecDeque::new(),
            last_event_id: None,
            ended: false,
        };
        ResponseValue::new(events, status, headers)
    }

    /// The next event; `None` when the server ended the stream.
    pub async fn next(&mut self) -> Option<Result<Event<T>, EventError>> {
        futures_util::StreamExt::next(self).await
    }

    /// The id of the latest event that had one, to go on from after the connection broke off.
    #[must_use]
    pub fn last_event_id(&self) -> Option<&str> {
        self.last_event_id.as_deref()
    }

    fn typed(&self, event: Event<String>) -> Result<Event<T>, EventError> {
        match (self.read)(&event.data) {
            Ok(data) => Ok(Event {
                event: event.event,
                id: event.id,
                retry_ms: event.retry_ms,
                data,
            }),
            Err(error) => Err(EventError::Unreadable(event, error)),
        }
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<Event<T>, EventError>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(event) = this.ready.pop_front() {
                this.last_event_id.clone_from(&event.id);
                return Poll::Ready(Some(this.typed(event)));
            }
            if this.ended {
                return Poll::Ready(None);
            }
            match this.chunks.poll_next_unpin(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(chunk))) => this.lines.take(&chunk, &mut this.ready),
                Poll::Ready(Some(Err(error))) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(EventError::Broken(error.without_url()))));
                }
                // An event that no empty line ends is incomplete, so nobody hears of it.
                Poll::Ready(None) => this.ended = true,
            }
        }
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").finish_non_exhaustive()
    }
}

/// The event in the making, by the rules of the HTML standard.
#[derive(Debug, Default)]
struct Lines {
    line: Vec<u8>,
    after_return: bool,
    /// Whether the first line, which may begin with a byte order mark, is over.
    begun: bool,
    event: Option<String>,
    retry_ms: Option<u64>,
    data: Option<String>,
    id: Option<String>,
}

impl Lines {
    /// Lines end with a line feed, a carriage return, or both.
    fn take(&mut self, chunk: &[u8], ready: &mut VecDeque<Event<String>>) {
        for &byte in chunk {
            let is_second_half = byte == b'\n' && self.after_return;
            self.after_return = byte == b'\r';
            match byte {
                b'\n' if is_second_half => {}
                b'\n' | b'\r' => self.end_line(ready),
                other => self.line.push(other),
            }
        }
    }

    fn end_line(&mut self, ready: &mut VecDeque<Event<String>>) {
        let line = std::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line);
        let text = match std::mem::replace(&mut self.begun, true) {
            true => &*text,
            false => text.trim_start_matches('\u{feff}'),
        };
        if text.is_empty() {
            ready.extend(self.dispatch());
            return;
        }
        let (field, value) = text.split_once(':').unwrap_or((text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.event = Some(value.to_owned()),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                self.retry_ms = value.parse().ok();
            }
            _ => {}
        }
    }

    /// An event without data is none; an id stays for the events that follow.
    fn dispatch(&mut self) -> Option<Event<String>> {
        let event = self.event.take().filter(|event| !event.is_empty());
        let retry_ms = self.retry_ms.take();
        Some(Event {
            event,
            id: self.id.clone().filter(|id| !id.is_empty()),
            retry_ms,
            data: self.data.take()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::{Event, Lines};

    fn events(chunks: &[&[u8]]) -> Vec<Event<String>> {
        let (mut lines, mut ready) = (Lines::default(), VecDeque::new());
        for chunk in chunks {
            lines.take(chunk, &mut ready);
        }
        ready.into()
    }

    fn event(event: Option<&str>, id: Option<&str>, data: &str) -> Event<String> {
        Event {
            event: event.map(str::to_owned),
            id: id.map(str::to_owned),
            retry_ms: None,
            data: data.to_owned(),
        }
    }

    #[test]
    fn events_are_told_apart_wherever_they_are_cut() {
        let text = "\u{feff}: a comment\nevent: made\nid: 7\ndata: {\ndata:  \"a\":1}\n\ndata\r\n\r\nevent: gone\n\ndata: größe\r\r";
        let expected = [
            event(Some("made"), Some("7"), "{\n \"a\":1}"),
            event(None, Some("7"), ""),
            event(None, Some("7"), "größe"),
        ];
        let bytes = text.as_bytes();
        assert_eq!(events(&[bytes]), expected);
        for cut in 0..bytes.len() {
            assert_eq!(events(&[&bytes[..cut], &bytes[cut..]]), expected, "{cut}");
        }
    }

    #[test]
    fn waits_are_read_and_unfinished_events_dropped() {
        let heard = events(&[b"retry: 250\ndata: x\n\nretry: soon\ndata: y\n\ndata: z\n"]);
        let waits: Vec<Option<u64>> = heard.iter().map(|event| event.retry_ms).collect();
        assert_eq!(waits, [Some(250), None]);
    }
}
