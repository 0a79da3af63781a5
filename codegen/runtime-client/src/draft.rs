//! A request in the making.

use std::fmt;

use http::{HeaderName, HeaderValue, Method, header};
use reqwest::{Request, Url};
use serde::Serialize;

use concierge_runtime::Place;

use crate::{Payload, Written};

/// A request in the making. Values are written as the contract says; an absent one (`None`) is left out.
pub struct Draft {
    method: Method,
    path: String,
    query: Vec<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cookies: Vec<String>,
    payload: Payload,
    open_ended: bool,
}

/// A request without its body, and what its body is made of.
pub(crate) struct Parts {
    pub(crate) head: Request,
    pub(crate) payload: Payload,
    /// The answer's body may take as long as it likes.
    pub(crate) open_ended: bool,
}

impl Draft {
    /// An empty request.
    #[must_use]
    pub fn new(method: Method) -> Self {
        Self {
            method,
            path: String::new(),
            query: Vec::new(),
            headers: Vec::new(),
            cookies: Vec::new(),
            payload: Payload::Empty,
            open_ended: false,
        }
    }

    /// Appends a fixed piece of the path.
    pub fn path(&mut self, piece: &str) {
        self.path.push_str(piece);
    }

    /// Appends a variable of the path.
    ///
    /// # Errors
    /// When the value cannot be written, or would leave nothing between two slashes.
    pub fn variable<T: Serialize>(
        &mut self,
        name: &str,
        value: &T,
        written: Written,
    ) -> Result<(), InvalidRequest> {
        let text = written.text(Place::Path, name, value)?.unwrap_or_default();
        if text.is_empty() {
            return Err(InvalidRequest::new(format!(
                "write `{name}`: a variable of the path must not be empty"
            )));
        }
        self.path.push_str(&text);
        Ok(())
    }

    /// Adds a query parameter.
    ///
    /// # Errors
    /// When the value cannot be written.
    pub fn query<T: Serialize>(
        &mut self,
        name: &str,
        value: &T,
        written: Written,
    ) -> Result<(), InvalidRequest> {
        let text = written.text(Place::Query, name, value)?;
        self.query.extend(text.filter(|text| !text.is_empty()));
        Ok(())
    }

    /// Adds a header.
    ///
    /// # Errors
    /// When the value cannot be written, or not into a header.
    pub fn header<T: Serialize>(
        &mut self,
        name: &'static str,
        value: &T,
        written: Written,
    ) -> Result<(), InvalidRequest> {
        let Some(text) = written.text(Place::Header, name, value)? else {
            return Ok(());
        };
        let value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| unfit(name))?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit(name))?;
        self.headers.push((name, value));
        Ok(())
    }

    /// Adds a cookie.
    ///
    /// # Errors
    /// When the value cannot be written.
    pub fn cookie<T: Serialize>(
        &mut self,
        name: &str,
        value: &T,
        written: Written,
    ) -> Result<(), InvalidRequest> {
        let text = written.text(Place::Cookie, name, value)?;
        self.cookies.extend(text.filter(|text| !text.is_empty()));
        Ok(())
    }

    /// States the media types that the caller reads.
    ///
    /// # Errors
    /// When one of them is none.
    pub fn accept(&mut self, media_types: &'static str) -> Result<(), InvalidRequest> {
        let value = HeaderValue::from_str(media_types).map_err(|_| unfit("accept"))?;
        self.headers.push((header::ACCEPT, value));
        Ok(())
    }

    /// Lets the answer's body take as long as it likes: only the wait for its head counts as the attempt.
    pub fn open_ended(&mut self) {
        self.open_ended = true;
    }

    /// Sets the body.
    pub fn body(&mut self, payload: Payload) {
        self.payload = payload;
    }

    pub(crate) fn into_parts(self, base_url: &str) -> Result<Parts, InvalidRequest> {
        if self
            .path
            .split('/')
            .any(|segment| matches!(segment, "." | ".."))
        {
            // Every reader of addresses takes these for a way up.
            return Err(InvalidRequest::new(
                "write the path: a variable must not be `.` or `..`",
            ));
        }
        let mut text = format!("{base_url}{}", self.path);
        if !self.query.is_empty() {
            text.push(if text.contains('?') { '&' } else { '?' });
            text.push_str(&self.query.join("&"));
        }
        let url = Url::parse(&text)
            .map_err(|_| InvalidRequest::new("read the base url: give a scheme and a host"))?;
        let mut head = Request::new(self.method, url);
        for (name, value) in self.headers {
            head.headers_mut().append(name, value);
        }
        if !self.cookies.is_empty() {
            let cookies = HeaderValue::from_str(&self.cookies.join("; "))
                .map_err(|_| InvalidRequest::new("write the cookies"))?;
            head.headers_mut().insert(header::COOKIE, cookies);
        }
        Ok(Parts {
            head,
            payload: self.payload,
            open_ended: self.open_ended,
        })
    }
}

impl fmt::Debug for Draft {
    /// Values may be personal, so none is shown.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("method", &self.method)
            .field("payload", &self.payload)
            .finish_non_exhaustive()
    }
}

/// A request that cannot be sent as it is; nothing went over the wire.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidRequest {
    /// The contract requires it, and nothing was set.
    #[error("find `{0}`: it is required")]
    Missing(&'static str),
    /// What was set is no value of its type.
    #[error("convert the value of `{0}`")]
    Unconvertible(&'static str),
    /// Something cannot be written, and why.
    #[error("{0}")]
    Unwritable(String),
}

impl InvalidRequest {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Unwritable(message.into())
    }
}

/// A method that HTTP itself does not name.
///
/// # Errors
/// When it holds characters that no method has.
pub fn method(name: &str) -> Result<Method, InvalidRequest> {
    Method::from_bytes(name.as_bytes()).map_err(|_| InvalidRequest::new("read the method"))
}

fn unfit(name: &str) -> InvalidRequest {
    InvalidRequest::new(format!(
        "write `{name}`: it holds characters that no header takes"
    ))
}
