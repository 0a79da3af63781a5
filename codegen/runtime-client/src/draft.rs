//! A request in the making.

use http::{HeaderName, HeaderValue, Method, header};
use reqwest::{Request, Url};
use serde::Serialize;

use crate::{
    Payload, Style,
    parameter::{self, Flat, encode},
};

/// A request in the making. Values are written as the contract's style says; an absent one (`None`) is left out.
#[derive(Debug)]
pub struct Draft {
    method: Method,
    path: String,
    query: Vec<String>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cookies: Vec<String>,
    payload: Payload,
}

/// A request without its body, and what its body is made of.
pub(crate) struct Parts {
    pub(crate) head: Request,
    pub(crate) payload: Payload,
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
        }
    }

    /// Appends a fixed piece of the path.
    pub fn path(&mut self, piece: &str) {
        self.path.push_str(piece);
    }

    /// Appends a variable of the path.
    ///
    /// # Errors
    /// When the value cannot be written.
    pub fn variable<T: Serialize>(
        &mut self,
        name: &str,
        value: &T,
        style: Style,
        explode: bool,
    ) -> Result<(), InvalidRequest> {
        let flat = Flat::of(name, value)?;
        self.path
            .push_str(&parameter::path_text(name, &flat, style, explode));
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
        style: Style,
        explode: bool,
    ) -> Result<(), InvalidRequest> {
        let flat = Flat::of(name, value)?;
        self.query
            .extend(parameter::query_texts(name, &flat, style, explode));
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
        explode: bool,
    ) -> Result<(), InvalidRequest> {
        let flat = Flat::of(name, value)?;
        let Some(text) = parameter::header_text(&flat, explode) else {
            return Ok(());
        };
        let value = HeaderValue::from_str(&text).map_err(|_| unfit(name))?;
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit(name))?;
        self.headers.push((name, value));
        Ok(())
    }

    /// Adds a cookie.
    ///
    /// # Errors
    /// When the value cannot be written.
    pub fn cookie<T: Serialize>(&mut self, name: &str, value: &T) -> Result<(), InvalidRequest> {
        if let Some(text) = parameter::header_text(&Flat::of(name, value)?, false) {
            self.cookies.push(format!("{name}={}", encode(&text)));
        }
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

    /// Sets the body.
    pub fn body(&mut self, payload: Payload) {
        self.payload = payload;
    }

    pub(crate) fn into_parts(self, base_url: &str) -> Result<Parts, InvalidRequest> {
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
        })
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
