//! Answers: as they came, and read as what the contract says of them.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use progenitor_client::ResponseValue;
use reqwest::Response;
use serde::de::DeserializeOwned;

use crate::{Failure, Unreadable};

/// The header by which a server and its logs know a request.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// An answer as it came: status, headers, body. It shows neither headers nor body, since both may be personal.
#[derive(Clone)]
pub struct Answer(Box<Parts>);

#[derive(Clone)]
struct Parts {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    key: Option<HeaderValue>,
}

/// What a call notes on its answer.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    /// The idempotency key that the request carried.
    pub(crate) key: Option<HeaderValue>,
    /// The body is in memory already.
    pub(crate) whole: bool,
}

impl Answer {
    /// The whole of an answer; of one that stays open, only its head.
    ///
    /// # Errors
    /// When the connection breaks off.
    pub async fn read(response: Response) -> Result<Self, Failure> {
        let sent = response.extensions().get::<Sent>().cloned();
        let (status, headers) = (response.status(), response.headers().clone());
        let is_whole = sent.as_ref().is_none_or(|sent| sent.whole);
        let body = match is_whole {
            true => response.bytes().await.map_err(Failure::broken)?,
            false => Bytes::new(),
        };
        Ok(Self(Box::new(Parts {
            status,
            headers,
            body,
            key: sent.and_then(|sent| sent.key),
        })))
    }

    /// Its head alone.
    pub(crate) fn head(status: StatusCode, headers: HeaderMap) -> Self {
        Self(Box::new(Parts {
            status,
            headers,
            body: Bytes::new(),
            key: None,
        }))
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// What the server's people find the request by, where the answer names it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.headers.get(REQUEST_ID)?.to_str().ok()
    }

    /// The idempotency key that the request carried: the caller's own, or the one that was made up for it.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.0.key.as_ref()?.to_str().ok()
    }

    /// The body, read as JSON.
    ///
    /// # Errors
    /// When it is none, or not of this type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Unreadable> {
        match encoding(&self.0.headers) {
            Some(encoding) => Err(Unreadable::encoded(self.clone(), encoding)),
            None => serde_json::from_slice(&self.0.body)
                .map_err(|error| Unreadable::json(self.clone(), &error)),
        }
    }

    /// The body, read as text, or as a scalar that is written as one. Bytes that are no UTF-8 are replaced.
    ///
    /// # Errors
    /// When it is no value of this type.
    pub fn text<T: DeserializeOwned>(&self) -> Result<T, Unreadable> {
        if let Some(encoding) = encoding(&self.0.headers) {
            return Err(Unreadable::encoded(self.clone(), encoding));
        }
        let text = String::from_utf8_lossy(&self.0.body);
        // Whether `12` is a number or a text, only the type knows: first as text, then as what it looks like.
        let quoted = serde_json::Value::from(&*text).to_string();
        serde_json::from_str(&quoted)
            .or_else(|error| serde_json::from_str(text.trim()).map_err(|_| error))
            .map_err(|error| Unreadable::json(self.clone(), &error))
    }

    /// The same answer around its value.
    fn around<T>(self, value: T) -> ResponseValue<T> {
        ResponseValue::new(value, self.0.status, self.0.headers)
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.0.status)
            .field("body_bytes", &self.0.body.len())
            .finish_non_exhaustive()
    }
}

/// An answer of JSON.
///
/// # Errors
/// When the connection breaks off, or the body is not of this type.
pub async fn json<T: DeserializeOwned>(response: Response) -> Result<ResponseValue<T>, Failure> {
    let answer = Answer::read(response).await?;
    let value = answer.json()?;
    Ok(answer.around(value))
}

/// An answer of text, or of a scalar that is written as one.
///
/// # Errors
/// When the connection breaks off, or the text is no value of this type. Bytes that are no UTF-8 are replaced.
pub async fn text<T: DeserializeOwned>(response: Response) -> Result<ResponseValue<T>, Failure> {
    let answer = Answer::read(response).await?;
    let value = answer.text()?;
    Ok(answer.around(value))
}

/// Whether the media type of an answer is one of these, which may be ranges like `image/*`.
#[must_use]
pub fn has_media(response: &Response, media_types: &[&str]) -> bool {
    let Some(answered) = media_type(response.headers()) else {
        return false;
    };
    media_types.iter().any(|media| {
        let media = media.split(';').next().unwrap_or_default().trim();
        match media.strip_suffix('*') {
            Some("*/") => true,
            Some(start) => answered.starts_with(&start.to_ascii_lowercase()),
            None => answered == media.to_ascii_lowercase(),
        }
    })
}

/// The media type of an answer, without its parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let media = text.split(';').next().unwrap_or_default();
    Some(media.trim().to_ascii_lowercase())
}

/// How a body is packed. Nothing asks for that, so nothing unpacks it.
fn encoding(headers: &HeaderMap) -> Option<&'static str> {
    let named = headers.get(header::CONTENT_ENCODING)?.as_bytes();
    const KNOWN: [&str; 5] = ["gzip", "deflate", "br", "zstd", "compress"];
    match KNOWN.iter().find(|known| known.as_bytes() == named) {
        Some(known) => Some(known),
        None if named == b"identity" => None,
        None => Some("something else"),
    }
}

/// The same answer, read as something else.
pub fn map<T, U>(answer: ResponseValue<T>, read: impl FnOnce(T) -> U) -> ResponseValue<U> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    ResponseValue::new(read(answer.into_inner()), status, headers)
}
