//! What an operation answers, as it goes over the wire.

use std::fmt;

use bytes::Bytes;
use http::StatusCode;
use http::header::{HeaderName, HeaderValue};
use serde::Serialize;

use crate::Failure;

/// An encoded answer: generated code builds it, the service adds the headers that it owns. Its `Debug` hides what the caller is told.
#[derive(Clone)]
pub struct Answer {
    /// The status line.
    pub status: StatusCode,
    /// Headers beyond `content-type` and those that the service owns.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// `content-type`; absent without a body.
    pub content_type: Option<HeaderValue>,
    /// The body's bytes.
    pub body: Bytes,
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
            body: Bytes::new(),
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

    /// A body of text; `media_type` as the contract writes it.
    ///
    /// # Errors
    /// A [`Failure`] when `status` is no HTTP status.
    pub fn text(status: u16, media_type: &'static str, body: String) -> Result<Self, Failure> {
        Self::bytes(status, media_type, body)
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
            body: body.into(),
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
}

impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Answer")
            .field("status", &self.status)
            .field("content_type", &self.content_type)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

fn status_code(status: u16) -> Result<StatusCode, Failure> {
    StatusCode::from_u16(status).map_err(Failure::from)
}
