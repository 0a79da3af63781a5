//! Reads bodies: the media type first, then the stated length, then the bytes under a cap and a deadline, then the content.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use concierge_runtime::decode::{self, Refused};
use concierge_runtime::{At, Model, Place, Violations};
use futures_util::{Stream, stream};
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};
use http_body::Body as _;
use http_body_util::BodyExt as _;
use tokio::time::Instant;

use crate::call::Exchange;
use crate::form::FormField;
use crate::idempotency::BodyDigest;
use crate::reader::invalid;
use crate::{Body, ByteStream, Call, Failure, Refusal, Stop, StreamError, StreamFault, form};

impl Call {
    /// A body of JSON that must stand.
    ///
    /// # Errors
    /// 415, 413, 408, 400 `request.malformed`, 400 `validation.failed`
    pub async fn json<T: Model>(&mut self) -> Result<T, Stop> {
        match self.json_optional().await? {
            Some(value) => Ok(value),
            None => Err(missing()),
        }
    }

    /// A body of JSON that may be absent.
    ///
    /// # Errors
    /// 415, 413, 408, 400 `request.malformed`, 400 `validation.failed`
    pub async fn json_optional<T: Model>(&mut self) -> Result<Option<T>, Stop> {
        let Some(bytes) = self.whole().await? else {
            return Ok(None);
        };
        let value = decode::strict(&bytes).map_err(refused)?;
        self.digest = BodyDigest::Json(bytes);
        Ok(Some(value))
    }

    /// A form, decoded by the schema of its type; `fields` says how those are written that are not plain values.
    ///
    /// # Errors
    /// 415, 413, 408, 400 `validation.failed`
    pub async fn form<T: Model>(&mut self, fields: &[FormField]) -> Result<T, Stop> {
        let Some(bytes) = self.whole().await? else {
            return Err(missing());
        };
        let value = form::decode(&bytes, fields)?;
        self.digest = BodyDigest::Bytes(bytes);
        Ok(value)
    }

    /// A body of text that holds one value, read by a decoder.
    ///
    /// # Errors
    /// 415, 413, 408, 400 `request.malformed`, 400 `validation.failed`
    pub async fn text<T>(
        &mut self,
        decode: impl Fn(&str, &At<'_>, &mut Violations) -> Option<T>,
    ) -> Result<T, Stop> {
        let bytes = self.bytes().await?;
        let text = std::str::from_utf8(&bytes).map_err(|_| malformed("the body is not UTF-8"))?;
        let mut found = Violations::new();
        match decode(text, &At::root(Place::Body), &mut found) {
            Some(value) if found.is_empty() => Ok(value),
            _ => Err(invalid(found)),
        }
    }

    /// A body of bytes that is handed on while it arrives. It carries the media type that the caller states.
    ///
    /// # Errors
    /// 415, 413; the stream itself ends in an error when the body is too large, too slow or breaks off.
    pub fn stream(&mut self) -> Result<ByteStream, Stop> {
        let Some(body) = self.admitted_body()? else {
            return Err(missing());
        };
        let max_bytes = self.spec().body_max_bytes;
        let media_type = self
            .headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or("application/octet-stream");
        let incoming = Incoming {
            body,
            left: max_bytes,
            deadline: Instant::now() + deadline(self.core.options.body_timeout_ms, max_bytes),
            exchange: Arc::clone(&self.exchange),
        };
        Ok(ByteStream::new(incoming.into_stream()).with_media_type(media_type))
    }

    /// A body of bytes.
    ///
    /// # Errors
    /// 415, 413, 408
    pub async fn bytes(&mut self) -> Result<Bytes, Stop> {
        let Some(bytes) = self.whole().await? else {
            return Err(missing());
        };
        self.digest = BodyDigest::Bytes(bytes.clone());
        Ok(bytes)
    }

    /// Which of the operation's media types the body claims to be, for operations that take several. `None` without a body.
    ///
    /// # Errors
    /// 415 `media.unsupported`
    pub fn media(&self) -> Result<Option<&'static str>, Stop> {
        if !self.has_body() {
            return Ok(None);
        }
        let declared = matching(&self.headers, self.spec().request_media);
        declared.map(Some).ok_or_else(unsupported)
    }

    pub(crate) fn has_body(&self) -> bool {
        self.body.as_ref().is_some_and(|body| !body.is_end_stream())
    }

    /// Takes the body once its media type and its stated length are fine.
    pub(crate) fn admitted_body(&mut self) -> Result<Option<Body>, Stop> {
        if self.media()?.is_none() {
            return Ok(None);
        }
        let stated = self
            .headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok())
            .and_then(|text| text.parse::<u64>().ok());
        if stated.is_some_and(|length| length > self.spec().body_max_bytes) {
            return Err(too_large());
        }
        Ok(self.body.take())
    }

    async fn whole(&mut self) -> Result<Option<Bytes>, Stop> {
        let Some(body) = self.admitted_body()? else {
            return Ok(None);
        };
        let max_bytes = self.spec().body_max_bytes;
        let bytes = match tokio::time::timeout(
            deadline(self.core.options.body_timeout_ms, max_bytes),
            collect(body, max_bytes),
        )
        .await
        {
            Ok(collected) => collected?,
            Err(_) => return Err(too_slow()),
        };
        self.exchange.set_body_left(false);
        Ok(Some(bytes))
    }
}

/// A body on its way to a handler.
struct Incoming {
    body: Body,
    /// How many more bytes the operation takes.
    left: u64,
    deadline: Instant,
    exchange: Arc<Exchange>,
}

impl Incoming {
    fn into_stream(self) -> impl Stream<Item = Result<Bytes, StreamError>> {
        stream::unfold(Some(self), |state| async {
            let mut this = state?;
            let next = this.next().await.transpose()?;
            let rest = next.is_ok().then_some(this);
            Some((next, rest))
        })
    }

    async fn next(&mut self) -> Result<Option<Bytes>, StreamError> {
        let fault = StreamError::new;
        loop {
            let frame = tokio::time::timeout_at(self.deadline, self.body.frame())
                .await
                .map_err(|_| fault(StreamFault::TooSlow))?;
            let Some(frame) = frame else {
                self.exchange.set_body_left(false);
                return Ok(None);
            };
            let frame = frame.map_err(|_| fault(StreamFault::Broken))?;
            let Ok(data) = frame.into_data() else {
                continue;
            };
            self.left = self
                .left
                .checked_sub(data.len() as u64)
                .ok_or_else(|| fault(StreamFault::TooLarge))?;
            return Ok(Some(data));
        }
    }
}

/// How long a body may take: the configured time, and as much again as the largest one needs at 64 kB/s.
pub(crate) fn deadline(timeout_ms: u64, max_bytes: u64) -> Duration {
    Duration::from_millis(timeout_ms.saturating_add(max_bytes / 64))
}

/// Reads a body to its end, at most `max_bytes`. A body that arrives in one piece is not copied.
async fn collect(mut body: Body, max_bytes: u64) -> Result<Bytes, Stop> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    let mut length = 0u64;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| broken())?.into_data() else {
            continue;
        };
        length += data.len() as u64;
        if length > max_bytes {
            return Err(too_large());
        }
        if first.is_empty() && all.is_empty() {
            first = data;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&first);
            }
            all.extend_from_slice(&data);
        }
    }
    Ok(if all.is_empty() { first } else { all.freeze() })
}

/// The declared media type that the request's `content-type` means. Text must be UTF-8, and nothing may be compressed.
fn matching(headers: &HeaderMap, declared: &'static [&'static str]) -> Option<&'static str> {
    let is_plain = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"identity");
    if !headers.get_all(CONTENT_ENCODING).iter().all(is_plain) {
        return None;
    }
    let mut values = headers.get_all(CONTENT_TYPE).iter();
    let text = values.next()?.to_str().ok()?;
    let (media, parameters) = text.split_once(';').unwrap_or((text, ""));
    let media = media.trim();
    if values.next().is_some() || !parameters.split(';').all(is_utf8) {
        return None;
    }
    declared
        .iter()
        .copied()
        .find(|declared| covers(declared.split(';').next().unwrap_or(declared).trim(), media))
}

/// Whether a declared media type or range means a media type.
pub(crate) fn covers(declared: &str, media: &str) -> bool {
    match (declared.strip_suffix('*'), declared) {
        (_, "*/*") => media.contains('/'),
        (Some(start), _) => media
            .get(..start.len())
            .is_some_and(|head| head.eq_ignore_ascii_case(start)),
        (None, _) => declared.eq_ignore_ascii_case(media),
    }
}

fn is_utf8(parameter: &str) -> bool {
    match parameter.split_once('=') {
        Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
            let value = value.trim().trim_matches('"');
            value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("us-ascii")
        }
        _ => true,
    }
}

pub(crate) fn refused(refused: Refused) -> Stop {
    match refused {
        Refused::Malformed { line, column } => malformed(format!(
            "the body is not JSON: look at line {line} column {column}"
        )),
        Refused::Invalid(found) => invalid(found),
    }
}

pub(crate) fn missing() -> Stop {
    let mut found = Violations::new();
    found.report(&At::root(Place::Body), "required", "must be present");
    invalid(found)
}

pub(crate) fn malformed(message: impl Into<std::borrow::Cow<'static, str>>) -> Stop {
    Stop::refuse(400, Refusal::new("request.malformed", message))
}

pub(crate) fn broken() -> Stop {
    stop_of(StreamFault::Broken)
}

pub(crate) fn too_large() -> Stop {
    stop_of(StreamFault::TooLarge)
}

pub(crate) fn too_slow() -> Stop {
    stop_of(StreamFault::TooSlow)
}

fn stop_of(fault: StreamFault) -> Stop {
    let (status, refusal) = refusal_of(fault);
    Stop::refuse(status, refusal)
}

/// What the caller is told of a body that did not arrive whole.
pub(crate) fn refusal_of(fault: StreamFault) -> (u16, Refusal) {
    match fault {
        StreamFault::TooLarge => (
            413,
            Refusal::new(
                "body.too_large",
                "the body is larger than this operation takes",
            ),
        ),
        StreamFault::TooSlow => (
            408,
            Refusal::new("request.timeout", "the body took too long to arrive"),
        ),
        StreamFault::Broken | StreamFault::Source => {
            (400, Refusal::new("request.malformed", "the body broke off"))
        }
    }
}

pub(crate) fn unsupported() -> Stop {
    Stop::refuse(
        415,
        Refusal::new(
            "media.unsupported",
            "this operation does not take bodies of this media type",
        ),
    )
}

/// What the operating system did wrong while a body was kept.
pub(crate) fn not_kept(error: std::io::Error) -> Stop {
    Stop::fail(match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            Failure::unavailable(error, 30)
        }
        _ => Failure::from(error),
    })
}
