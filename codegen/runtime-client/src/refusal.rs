//! Answers that say no, typed as the contract has them.

use std::{fmt, ops::Deref, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use reqwest::Response;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use time::OffsetDateTime;

use crate::{Answer, Failure, retry::retry_after};

/// The longest code or request id that is shown.
const WORD_MAX: usize = 128;

/// An error that the contract declares. It dereferences to what the contract says of it, and shows only status, code and request id,
/// since its words may repeat what somebody typed.
pub struct Refusal<E> {
    answer: Answer,
    value: Box<E>,
}

/// What most error bodies have in common, by the names of the house and of RFC 9457.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Told {
    code: Option<Value>,
    r#type: Option<Value>,
    message: Option<Value>,
    detail: Option<Value>,
    title: Option<Value>,
    details: Option<Value>,
    errors: Option<Value>,
}

impl<E> Refusal<E> {
    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.answer.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.answer.headers()
    }

    /// What the server's people find the request by.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.answer.request_id()
    }

    /// The idempotency key that the request carried.
    #[must_use]
    pub fn idempotency_key(&self) -> Option<&str> {
        self.answer.idempotency_key()
    }

    /// The stable word for what is wrong: `code`, or the `type` of RFC 9457.
    #[must_use]
    pub fn code(&self) -> Option<String> {
        let told = self.told();
        text(told.code).or_else(|| text(told.r#type))
    }

    /// What is wrong, in a sentence for a person: `message`, or what RFC 9457 calls `detail` or `title`.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        let told = self.told();
        { text(told.message).or_else(|| text(told.detail)) }.or_else(|| text(told.title))
    }

    /// What is wrong in particular: `details` or `errors`, as JSON.
    #[must_use]
    pub fn details(&self) -> Option<Value> {
        let told = self.told();
        told.details.or(told.errors)
    }

    /// How long the server asks to wait before the next attempt.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after(self.headers(), OffsetDateTime::now_utc())
    }

    /// The answer as it came.
    #[must_use]
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    /// What the contract says of it.
    #[must_use]
    pub fn into_inner(self) -> E {
        *self.value
    }

    /// The same refusal around another value.
    #[must_use]
    pub fn map<U>(self, read: impl FnOnce(E) -> U) -> Refusal<U> {
        Refusal {
            answer: self.answer,
            value: Box::new(read(*self.value)),
        }
    }

    fn told(&self) -> Told {
        serde_json::from_slice(self.answer.body()).unwrap_or_default()
    }
}

impl<E> Deref for Refusal<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.value
    }
}

impl<E> fmt::Display for Refusal<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status())?;
        if let Some(code) = self.code().filter(|code| is_word(code)) {
            write!(f, ", {code}")?;
        }
        show_request_id(f, &self.answer)
    }
}

impl<E> fmt::Debug for Refusal<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Refusal({self})")
    }
}

/// `, request id r-1`, where an answer names one.
pub(crate) fn show_request_id(f: &mut fmt::Formatter<'_>, answer: &Answer) -> fmt::Result {
    match answer.request_id().filter(|id| is_word(id)) {
        Some(id) => write!(f, ", request id {id}"),
        None => Ok(()),
    }
}

/// Words, not sentences: what a person typed has blanks or an `@`.
fn is_word(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:/#".contains(&byte);
    !text.is_empty() && text.len() <= WORD_MAX && text.bytes().all(fits)
}

fn text(value: Option<Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The same refusal, read as something else.
pub fn map<E, U>(refusal: Refusal<E>, read: impl FnOnce(E) -> U) -> Refusal<U> {
    refusal.map(read)
}

/// A refusal of JSON.
///
/// # Errors
/// When the connection breaks off, or the body is not of this type.
pub async fn json<E: DeserializeOwned>(response: Response) -> Result<Refusal<E>, Failure> {
    let answer = Answer::read(response).await?;
    let value = Box::new(answer.json()?);
    Ok(Refusal { answer, value })
}

/// A refusal of text, or of a scalar that is written as one.
///
/// # Errors
/// When the connection breaks off, or the text is no value of this type.
pub async fn text_of<E: DeserializeOwned>(response: Response) -> Result<Refusal<E>, Failure> {
    let answer = Answer::read(response).await?;
    let value = Box::new(answer.text()?);
    Ok(Refusal { answer, value })
}

/// A refusal of bytes.
///
/// # Errors
/// When the connection breaks off.
pub async fn bytes(response: Response) -> Result<Refusal<Bytes>, Failure> {
    let answer = Answer::read(response).await?;
    let value = Box::new(answer.body().clone());
    Ok(Refusal { answer, value })
}

/// A refusal without a body of its own.
///
/// # Errors
/// When the connection breaks off.
pub async fn empty(response: Response) -> Result<Refusal<()>, Failure> {
    let answer = Answer::read(response).await?;
    Ok(Refusal {
        answer,
        value: Box::new(()),
    })
}

#[cfg(test)]
mod tests {
    use super::is_word;

    #[test]
    fn what_a_person_typed_is_no_word() {
        for (text, expected) in [
            ("returns.ineligible", true),
            ("urn:problem:stock", true),
            ("", false),
            ("olivia@example.com", false),
            ("no ring for Olivia", false),
            ("+1 555 0100", false),
        ] {
            assert_eq!(is_word(text), expected, "{text}");
        }
    }
}
