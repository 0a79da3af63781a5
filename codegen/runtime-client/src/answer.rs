//! Answers that progenitor's runtime does not read.

use bytes::Bytes;
use progenitor_client::{Error, ResponseValue};
use reqwest::Response;

/// An answer of text.
///
/// # Errors
/// When the connection breaks off. Bytes that are no UTF-8 are replaced.
pub async fn text<E>(response: Response) -> Result<ResponseValue<String>, Error<E>> {
    let whole = bytes(response).await?;
    Ok(map(whole, |bytes| {
        String::from_utf8_lossy(&bytes).into_owned()
    }))
}

/// An answer of bytes, whole.
///
/// # Errors
/// When the connection breaks off.
pub async fn bytes<E>(response: Response) -> Result<ResponseValue<Bytes>, Error<E>> {
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await.map_err(Error::ResponseBodyError)?;
    Ok(ResponseValue::new(bytes, status, headers))
}

/// The same answer, read as something else.
pub fn map<T, U>(answer: ResponseValue<T>, read: impl FnOnce(T) -> U) -> ResponseValue<U> {
    let (status, headers) = (answer.status(), answer.headers().clone());
    ResponseValue::new(read(answer.into_inner()), status, headers)
}
