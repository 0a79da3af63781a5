//! Requests: the stub of the fixture contract answers whatever arrives, and never by failing inside.

use std::convert::Infallible;

use bytes::Bytes;
use concierge_fixtures::stub;
use concierge_runtime_server::{Body, Options, Secret};
use futures_util::stream;
use http::header::{HeaderName, HeaderValue};
use http::{Request, StatusCode, request};
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};
use tokio::runtime::{Builder, Runtime};

/// A body arrives at once, and in pieces that cut through whatever it is made of.
const PIECES: [usize; 2] = [usize::MAX, 7];

/// No answer of the stub has more pieces.
const FRAMES_MAX: usize = 64;

/// Reads an input as a request: `METHOD target`, lines of headers, an empty line, the body. What the `http` crate does not take as one is passed over.
///
/// # Panics
/// When an answer is 500, breaks off, or has no end.
pub fn requests(input: &[u8]) {
    if read(input).is_none() {
        return;
    }
    let runtime = runtime();
    for piece in PIECES {
        if let Some((head, body)) = read(input) {
            runtime.block_on(asked(head, body, piece));
        }
    }
}

fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.unwrap_or_else(|error| panic!("no runtime: {error}"))
}

/// A service of its own for each request: no limit and no remembered write stands between inputs.
async fn asked(head: request::Builder, body: &[u8], piece: usize) {
    let frames: Vec<Result<Frame<Bytes>, Infallible>> = body
        .chunks(piece)
        .map(|piece| Ok(Frame::data(Bytes::copy_from_slice(piece))))
        .collect();
    let body = if frames.is_empty() {
        Body::empty()
    } else {
        Body::wrap(StreamBody::new(stream::iter(frames)))
    };
    let Ok(request) = head.body(body) else {
        return;
    };
    let service = stub::service(Options::new(Secret::new([7; 32])));
    let answer = service.call(request).await;
    assert_ne!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
    let mut body = answer.into_body();
    let mut frames = 0;
    while let Some(frame) = body.frame().await {
        assert!(frame.is_ok(), "an answer breaks off");
        frames += 1;
        assert!(frames <= FRAMES_MAX, "an answer has no end");
    }
}

fn read(input: &[u8]) -> Option<(request::Builder, &[u8])> {
    let (first, mut rest) = line(input)?;
    let (method, target) = std::str::from_utf8(first).ok()?.split_once(' ')?;
    let mut head = Request::builder().method(method).uri(target);
    while let Some((header, after)) = line(rest) {
        rest = after;
        if header.is_empty() {
            break;
        }
        let colon = header.iter().position(|byte| *byte == b':')?;
        let name = HeaderName::from_bytes(&header[..colon]).ok()?;
        let value = HeaderValue::from_bytes(header[colon + 1..].trim_ascii()).ok()?;
        head = head.header(name, value);
    }
    head.method_ref()?;
    head.uri_ref()?;
    Some((head, rest))
}

/// The first line without its end, and what follows it; none where nothing is left.
fn line(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == b'\n');
    let end = end.unwrap_or(text.len());
    let line = text[..end].strip_suffix(b"\r").unwrap_or(&text[..end]);
    (!text.is_empty()).then(|| (line, text.get(end + 1..).unwrap_or_default()))
}
