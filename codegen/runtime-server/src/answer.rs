//! What an operation answers, as it goes over the wire.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use serde::Serialize;

use concierge_runtime::Place;
use concierge_runtime::parameter::{self, Layout, Style, Value};

use crate::{ByteStream, Events, Failure, events};

/// An encoded answer: generated code builds it, the service adds the headers that it owns. Its `Debug` hides what the caller is told.
pub struct Answer {
    /// The status line.
    pub status: StatusCode,
    /// Headers beyond `content-type` and those that the service owns.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// `content-type`; absent without a body.
    pub content_type: Option<HeaderValue>,
    /// The body; empty where there is none.
    pub body: ByteStream,
}

impl Answer {
    /// An answer without a body.
    ///
    /// # Errors
    /// A [`Failure`] when `status` is no HTTP status.
    pub fn empty(status: u16) -> Result<Self, Failure> {
        Ok(Self {
            status: status_code(status)?,
            headers: Vec::new(),
            content_type: None,
            body: ByteStream::from(Bytes::new()),
        })
    }

    /// A body of `application/json`.
    ///
    /// # Errors
    /// A [`Failure`] when the value cannot be written as JSON.
    pub fn json<T: Serialize + ?Sized>(status: u16, body: &T) -> Result<Self, Failure> {
        // Most answers fit, so that the buffer seldom moves while it grows.
        let mut bytes = Vec::with_capacity(1024);
        serde_json::to_writer(&mut bytes, body).map_err(Failure::from)?;
        Self::bytes(status, "application/json", bytes)
    }

    /// A body of JSON under another media type, for example `application/hal+json`.
    ///
    /// # Errors
    /// A [`Failure`] when the value cannot be written as JSON.
    pub fn json_as<T: Serialize + ?Sized>(
        status: u16,
        media_type: &'static str,
        body: &T,
    ) -> Result<Self, Failure> {
        let bytes = serde_json::to_vec(body).map_err(Failure::from)?;
        Self::bytes(status, media_type, bytes)
    }

    /// A body of text: a string, a number, whatever writes itself; `media_type` as the contract writes it.
    ///
    /// # Errors
    /// A [`Failure`] when `status` is no HTTP status.
    pub fn text(
        status: u16,
        media_type: &'static str,
        body: impl ToString,
    ) -> Result<Self, Failure> {
        Self::bytes(status, media_type, body.to_string())
    }

    /// A body of bytes that are written as they come; `media_type` as the contract writes it, unless the stream has one of its own.
    ///
    /// # Errors
    /// A [`Failure`] when `status` is no HTTP status.
    pub fn stream(
        status: u16,
        media_type: &'static str,
        mut body: ByteStream,
    ) -> Result<Self, Failure> {
        let media_type = body
            .take_media_type()
            .unwrap_or(HeaderValue::from_static(media_type));
        Ok(Self {
            status: status_code(status)?,
            headers: Vec::new(),
            content_type: Some(media_type),
            body,
        })
    }

    /// Events whose data is JSON.
    ///
    /// # Errors
    /// A [`Failure`] when `status` is no HTTP status.
    pub fn events<T: Serialize + Send + 'static>(
        status: u16,
        body: Events<T>,
    ) -> Result<Self, Failure> {
        Self::event_stream(status, body.encoded(events::json))
    }

    /// Events whose data is plain text.
    ///
    /// # Errors
    /// A [`Failure`] when `status` is no HTTP status.
    pub fn text_events(status: u16, body: Events<String>) -> Result<Self, Failure> {
        Self::event_stream(status, body.encoded(events::plain))
    }

    fn event_stream(status: u16, body: ByteStream) -> Result<Self, Failure> {
        let mut answer = Self::stream(status, "text/event-stream", body)?;
        // What is kept by somebody between is old when it arrives.
        answer
            .headers
            .push((CACHE_CONTROL, HeaderValue::from_static("no-store")));
        Ok(answer)
    }

    /// A body of bytes; `media_type` as the contract writes it.
    ///
    /// # Errors
    /// A [`Failure`] when `status` is no HTTP status.
    pub fn bytes(
        status: u16,
        media_type: &'static str,
        body: impl Into<Bytes>,
    ) -> Result<Self, Failure> {
        Ok(Self {
            status: status_code(status)?,
            headers: Vec::new(),
            content_type: Some(HeaderValue::from_static(media_type)),
            body: ByteStream::from(body.into()),
        })
    }

    /// The same answer with one more header; `name` in lower case.
    ///
    /// # Errors
    /// A [`Failure`] when the value holds bytes that no header may hold.
    pub fn header(mut self, name: &'static str, value: impl ToString) -> Result<Self, Failure> {
        let value = HeaderValue::try_from(value.to_string()).map_err(Failure::from)?;
        self.headers.push((HeaderName::from_static(name), value));
        Ok(self)
    }

    /// The same answer with one more header where there is a value.
    ///
    /// # Errors
    /// A [`Failure`] when the value holds bytes that no header may hold.
    pub fn header_if(
        self,
        name: &'static str,
        value: Option<impl ToString>,
    ) -> Result<Self, Failure> {
        match value {
            Some(value) => self.header(name, value),
            None => Ok(self),
        }
    }

    /// The same answer with one more header that holds a list or an object, written in the style `simple`. Null writes nothing.
    ///
    /// # Errors
    /// A [`Failure`] when the value holds what such a header cannot, a comma for example.
    pub fn header_value<T: Serialize>(
        self,
        name: &'static str,
        explode: bool,
        value: &T,
    ) -> Result<Self, Failure> {
        let layout = Layout::new(Place::Header, Style::Simple, explode);
        match Value::of(value).map_err(Failure::from)? {
            Some(value) => {
                let text = parameter::encode(name, &value, layout).map_err(Failure::from)?;
                self.header(name, text)
            }
            None => Ok(self),
        }
    }

    /// The same answer with one more header that holds JSON. Null writes nothing.
    ///
    /// # Errors
    /// A [`Failure`] when the value cannot be written as JSON.
    pub fn header_json<T: Serialize>(self, name: &'static str, value: &T) -> Result<Self, Failure> {
        match serde_json::to_string(value).map_err(Failure::from)? {
            null if null == "null" => Ok(self),
            text => self.header(name, text),
        }
    }
}

/// A status that a handler chose for an answer that stands for all of a hundred, for example 404 for `4XX`.
///
/// # Errors
/// A [`Failure`] when it is of another hundred.
pub fn status_in(hundreds: u16, status: u16) -> Result<u16, Failure> {
    if status / 100 == hundreds {
        return Ok(status);
    }
    Err(Failure::new(format!(
        "the status {status} is none of {hundreds}XX, which the contract declares"
    )))
}

impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Answer")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("body", &self.body)
            .finish_non_exhaustive()
    }
}

fn status_code(status: u16) -> Result<StatusCode, Failure> {
    StatusCode::from_u16(status).map_err(Failure::from)
}
