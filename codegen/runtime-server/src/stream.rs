//! Bytes that travel as a stream: bodies of bytes, in and out.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use http::HeaderValue;
use http_body::{Body, Frame, SizeHint};

/// Bytes that come piece by piece, or are there already. Its `Debug` hides them.
///
/// As a request's body it ends in an error when it is longer than the operation takes, slower than the service waits, or breaks off; with `?` in a trait
/// method that error becomes the right answer. As an answer it is written as it comes, and dropped when the caller goes away.
pub struct ByteStream {
    source: Source,
    media_type: Option<HeaderValue>,
}

enum Source {
    Whole(Bytes),
    /// Behind a lock, because dropshot shares bodies between threads, and a stream is for one of them.
    Pieces(Mutex<Pieces>),
}

type Pieces = Pin<Box<dyn Stream<Item = Result<Bytes, StreamError>> + Send>>;

impl ByteStream {
    /// A stream of pieces; the first error ends it.
    pub fn new<B, E>(pieces: impl Stream<Item = Result<B, E>> + Send + 'static) -> Self
    where
        B: Into<Bytes>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        Self {
            source: Source::Pieces(Mutex::new(Box::pin(pieces.map(|piece| match piece {
                Ok(bytes) => Ok(bytes.into()),
                Err(error) => Err(StreamError::from_source(error.into())),
            })))),
            media_type: None,
        }
    }

    /// The same stream with a media type: what the caller says of a request's body; what is said of an answer whose contract declares a range such as
    /// `image/*`. A text that no header may hold is left out.
    #[must_use]
    pub fn with_media_type(mut self, media_type: &str) -> Self {
        self.media_type = HeaderValue::from_str(media_type).ok();
        self
    }

    /// The media type, if there is one.
    #[must_use]
    pub fn media_type(&self) -> Option<&str> {
        self.media_type
            .as_ref()
            .and_then(|value| value.to_str().ok())
    }

    /// Everything until its end.
    ///
    /// # Errors
    /// The error that ended it.
    pub async fn whole(mut self) -> Result<Bytes, StreamError> {
        if let Source::Whole(bytes) = self.source {
            return Ok(bytes);
        }
        let mut all = BytesMut::new();
        while let Some(piece) = self.next().await {
            all.extend_from_slice(&piece?);
        }
        Ok(all.freeze())
    }

    /// The bytes, where all of them are there.
    pub(crate) fn ready(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Whole(bytes) => Some(bytes),
            Source::Pieces(_) => None,
        }
    }

    pub(crate) fn take_media_type(&mut self) -> Option<HeaderValue> {
        self.media_type.take()
    }

    pub(crate) fn into_body(self) -> crate::Body {
        match self.source {
            Source::Whole(bytes) if bytes.is_empty() => crate::Body::empty(),
            Source::Whole(bytes) => crate::Body::from(bytes),
            Source::Pieces(_) => crate::Body::wrap(Written(self)),
        }
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        Self {
            source: Source::Whole(bytes),
            media_type: None,
        }
    }
}

impl From<Vec<u8>> for ByteStream {
    fn from(bytes: Vec<u8>) -> Self {
        Self::from(Bytes::from(bytes))
    }
}

impl From<String> for ByteStream {
    fn from(text: String) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl From<&'static str> for ByteStream {
    fn from(text: &'static str) -> Self {
        Self::from(Bytes::from(text))
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.source {
            Source::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Source::Whole(bytes) => Poll::Ready(Some(Ok(std::mem::take(bytes)))),
            Source::Pieces(pieces) => pieces
                .get_mut()
                .unwrap_or_else(PoisonError::into_inner)
                .poll_next_unpin(cx),
        }
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ByteStream")
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

/// A stream as a body.
struct Written(ByteStream);

impl Body for Written {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        self.0
            .poll_next_unpin(cx)
            .map(|piece| piece.map(|piece| piece.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::default()
    }
}

/// Why a stream ended before its end.
#[derive(Debug)]
pub struct StreamError {
    pub(crate) fault: StreamFault,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// What is wrong with a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StreamFault {
    /// The body is longer than the operation takes.
    TooLarge,
    /// The body took longer than the service waits.
    TooSlow,
    /// The body broke off.
    Broken,
    /// Whatever made the stream failed.
    Source,
}

impl StreamError {
    pub(crate) fn new(fault: StreamFault) -> Self {
        Self {
            fault,
            source: None,
        }
    }

    fn from_source(source: Box<dyn Error + Send + Sync>) -> Self {
        match source.downcast::<Self>() {
            Ok(own) => *own,
            Err(source) => Self {
                fault: StreamFault::Source,
                source: Some(source),
            },
        }
    }

    /// The caller only sees that the stream breaks off; the words are for the log.
    pub(crate) fn of_failure(failure: &crate::Failure) -> Self {
        Self {
            fault: StreamFault::Source,
            source: Some(failure.source().to_string().into()),
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn fault(&self) -> StreamFault {
        self.fault
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.fault {
            StreamFault::TooLarge => "read the stream: it is longer than the operation takes",
            StreamFault::TooSlow => "read the stream: it took too long to arrive",
            StreamFault::Broken => "read the stream: it broke off",
            StreamFault::Source => "read the stream: its source failed",
        })
    }
}

impl Error for StreamError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source
            .as_ref()
            .map(|source| &**source as &(dyn Error + 'static))
    }
}
