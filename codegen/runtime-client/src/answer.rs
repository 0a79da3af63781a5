//! Answers, read as what the contract says of them.

use bytes::Bytes;
use http::{HeaderValue, header::CONTENT_TYPE};
use progenitor_client::ResponseValue;
use reqwest::Response;
use serde::de::DeserializeOwned;

use crate::Failure;

/// An answer of JSON.
///
/// # Errors
/// When the connection breaks off, or the body is not of this type.
pub async fn json<T: DeserializeOwned>(response: Response) -> Result<ResponseValue<T>, Failure> {
    let whole = bytes(response).await?;
    match serde_json::from_slice(&whole) {
        Ok(value) => Ok(map(whole, |_| value)),
        Err(error) => {
            let status = whole.status();
            Err(Failure::Unreadable(status, whole.into_inner(), error))
        }
    }
}

/// An answer of text, or of a scalar that is written as one.
///
/// # Errors
/// When the connection breaks off, or the text is no value of this type. Bytes that are no UTF-8 are replaced.
pub async fn text<T: DeserializeOwned>(response: Response) -> Result<ResponseValue<T>, Failure> {
    let whole = bytes(response).await?;
    let text = String::from_utf8_lossy(&whole).into_owned();
    // Whether `12` is a number or a text, only the type knows: first as text, then as what it looks like.
    let quoted = serde_json::Value::from(text.as_str()).to_string();
    let read = serde_json::from_str(&quoted)
        .or_else(|error| serde_json::from_str(text.trim()).map_err(|_| error));
    match read {
        Ok(value) => Ok(map(whole, |_| value)),
        Err(error) => {
            let status = whole.status();
            Err(Failure::Unreadable(status, whole.into_inner(), error))
        }
    }
}

/// An answer of bytes, whole.
///
/// # Errors
/// When the connection breaks off.
pub async fn bytes(response: Response) -> Result<ResponseValue<Bytes>, Failure> {
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.map_err(Failure::Broken)?;
    Ok(ResponseValue::new(bytes, status, headers))
}

/// Whether the media type of an answer is one of these, which may be ranges like `image/*`.
#[must_use]
pub fn has_media(response: &Response, media_types: &[&str]) -> bool {
    let Some(answered) = essence(response.headers().get(CONTENT_TYPE)) else {
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

/// A media type without its parameters.
fn essence(value: Option<&HeaderValue>) -> Option<String> {
    let media = value?.to_str().ok()?.split(';').next()?.trim();
    Some(media.to_ascii_lowercase())
}

/// The same answer, read as something else.
pub fn map<T, U>(answer: ResponseValue<T>, read: impl FnOnce(T) -> U) -> ResponseValue<U> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    ResponseValue::new(read(answer.into_inner()), status, headers)
}
