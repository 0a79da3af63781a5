//! What is known of a request before it is routed, and the response that is made of its outcome.

use std::net::IpAddr;
use std::sync::Arc;

use concierge_runtime::OperationSpec;
use http::header::{CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue, VARY};
use http::request::Parts;
use http::{Extensions, HeaderMap, Method, Response, Version};
use http_body::Body as _;
use uuid::Uuid;

use crate::body;
use crate::call::Exchange;
use crate::cors::Grant;
use crate::limits::Standing;
use crate::negotiate;
use crate::render::Renderer;
use crate::service::{Core, Outcome};
use crate::{
    Answer, Body, Failure, FailureKind, Peer, Refusal, Refused, RequestId, RequestLine, Stop, Trace,
};

static X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
static X_CORRELATION_ID: HeaderName = HeaderName::from_static("x-correlation-id");
static LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
static REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
static RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");
static DEPRECATION: HeaderName = HeaderName::from_static("deprecation");
static SUNSET: HeaderName = HeaderName::from_static("sunset");

/// What a mount knows of a request besides the request.
#[derive(Default)]
pub(crate) struct Origin {
    /// The id that the mount has given it.
    pub(crate) request_id: Option<Arc<str>>,
    /// The other end of the socket.
    pub(crate) peer: Option<Peer>,
}

impl Origin {
    /// What somebody put into the request's extensions.
    pub(crate) fn of(extensions: &Extensions) -> Self {
        Self {
            request_id: extensions
                .get::<RequestId>()
                .map(|given| Arc::clone(&given.0)),
            peer: extensions.get::<Peer>().copied(),
        }
    }
}

/// What is known of a request before it is routed.
pub(crate) struct Arrival {
    pub(crate) request_id: Arc<str>,
    pub(crate) correlation_id: Option<Arc<str>>,
    pub(crate) trace: Trace,
    pub(crate) address: IpAddr,
    pub(crate) started_ns: u64,
    pub(crate) renderer: Renderer,
    pub(crate) exchange: Arc<Exchange>,
    method: Method,
    version: Version,
    grant: Grant,
}

impl Arrival {
    pub(crate) fn new(core: &Core, origin: Origin, parts: &Parts, body: &Body) -> Self {
        let exchange = Exchange::default();
        exchange.set_body_left(is_long(&parts.headers, body));
        let request_id = origin.request_id.unwrap_or_else(new_id);
        Self {
            correlation_id: correlation_id(&parts.headers),
            trace: Trace::new(Arc::clone(&request_id), &parts.headers),
            request_id,
            address: core.options.proxies.address(origin.peer, &parts.headers),
            started_ns: core.options.clock.elapsed_ns(),
            renderer: Renderer::new(core.render, negotiate::error_shape(&parts.headers)),
            exchange: Arc::new(exchange),
            method: parts.method.clone(),
            version: parts.version,
            grant: core
                .options
                .cors
                .as_ref()
                .map_or(Grant::Silent, |cors| cors.grant(&parts.headers)),
        }
    }

    pub(crate) fn finish(self, core: &Core, outcome: Outcome) -> Response<Body> {
        let Outcome {
            spec,
            caller,
            answer,
        } = outcome;
        let mut failure = None;
        let answer = match answer.map_err(Stop::into_refused) {
            Ok(answer) | Err(Refused::Answer(answer)) => answer,
            Err(Refused::Declared { status, refusal }) => {
                self.renderer.answer(status, refusal, &self.request_id)
            }
            Err(Refused::Failed(failed)) => {
                let answer = self.failed(&failed);
                failure = Some(failed);
                answer
            }
        };
        let standing = self.exchange.standing();
        if let Some(observer) = &core.options.observer {
            let elapsed_ns = core
                .options
                .clock
                .elapsed_ns()
                .saturating_sub(self.started_ns);
            observer.observe(&RequestLine {
                request_id: &self.request_id,
                correlation_id: self.correlation_id.as_deref(),
                trace: &self.trace,
                operation: spec.map(|spec| spec.id),
                method: self.method.as_str(),
                path: spec.map(|spec| spec.path),
                status: answer.status.as_u16(),
                latency_us: elapsed_ns / 1000,
                caller: caller.as_ref().map(|caller| caller.id.as_str()),
                credential: caller.as_ref().map(|caller| caller.credential.as_str()),
                session_hash: self.exchange.session_hash(),
                replayed: answer
                    .headers
                    .iter()
                    .any(|(name, _)| name == "idempotent-replayed"),
                first_request_id: self.exchange.first_request_id(),
                failure: failure.as_ref().map(Failure::source),
            });
        }
        let headers = self.headers(&answer, standing, spec);
        self.respond(answer, headers)
    }

    fn failed(&self, failure: &Failure) -> Answer {
        let (status, refusal) = match failure.kind() {
            FailureKind::Body(fault) => body::refusal_of(fault),
            FailureKind::Internal => (
                500,
                Refusal::new("server.error", "something went wrong on our side"),
            ),
            FailureKind::Unavailable { retry_after_s } => (
                503,
                Refusal::new("server.unavailable", "the service cannot answer now")
                    .with_retry_after_s(retry_after_s),
            ),
            FailureKind::NotImplemented => (
                501,
                Refusal::new(
                    "server.not_implemented",
                    "this operation is not implemented yet",
                ),
            ),
        };
        self.renderer.answer(status, refusal, &self.request_id)
    }

    /// The headers that the service owns, and `content-type`.
    fn headers(
        &self,
        answer: &Answer,
        standing: Option<Standing>,
        spec: Option<&OperationSpec>,
    ) -> HeaderMap {
        let mut headers = HeaderMap::with_capacity(6 + answer.headers.len());
        if let Some(content_type) = &answer.content_type {
            headers.insert(CONTENT_TYPE, content_type.clone());
        }
        put(&mut headers, &X_REQUEST_ID, &self.request_id);
        if let Some(id) = &self.correlation_id {
            put(&mut headers, &X_CORRELATION_ID, id);
        }
        if let Some(standing) = standing {
            headers.insert(LIMIT.clone(), HeaderValue::from(standing.limit));
            headers.insert(REMAINING.clone(), HeaderValue::from(standing.remaining));
            headers.insert(RESET.clone(), HeaderValue::from(standing.reset_s));
        }
        if let Some(spec) = spec.filter(|spec| spec.deprecated) {
            headers.insert(DEPRECATION.clone(), HeaderValue::from_static("true"));
            if let Some(date) = spec.sunset {
                put(&mut headers, &SUNSET, date);
            }
        }
        // A body that nobody wanted must not be read just to keep the connection.
        if self.exchange.is_body_left() && self.version <= Version::HTTP_11 {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        self.grant.put(&mut headers);
        // Whoever keeps an answer for others must know that another `Accept` gets another one (RFC 9110, 12.5.5).
        if spec.is_some_and(|spec| spec.response_media.len() > 1) {
            headers.append(VARY, HeaderValue::from_static("accept"));
        }
        headers
    }

    fn respond(self, answer: Answer, mut headers: HeaderMap) -> Response<Body> {
        for (name, value) in answer.headers {
            headers.append(name, value);
        }
        let body = if self.method == Method::HEAD {
            if let Some(bytes) = answer.body.ready() {
                headers.insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
            }
            Body::empty()
        } else {
            answer.body.into_body()
        };
        let mut response = Response::new(body);
        *response.status_mut() = answer.status;
        *response.headers_mut() = headers;
        response
    }
}

/// Small bodies are swallowed by the connection; closing it for them would cost the caller more than us.
fn is_long(headers: &HeaderMap, body: &Body) -> bool {
    const SMALL_BYTES: u64 = 8 * 1024;
    let stated = headers
        .get(CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<u64>().ok());
    !body.is_end_stream()
        && stated
            .or_else(|| body.size_hint().exact())
            .is_none_or(|length| length > SMALL_BYTES)
}

fn put(headers: &mut HeaderMap, name: &HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name.clone(), value);
    }
}

fn new_id() -> Arc<str> {
    let mut buffer = Uuid::encode_buffer();
    Arc::from(&*Uuid::new_v4().hyphenated().encode_lower(&mut buffer))
}

/// The caller's own id, under its own name or as `x-request-id`; a malformed one is ignored.
fn correlation_id(headers: &HeaderMap) -> Option<Arc<str>> {
    let value = headers
        .get("x-correlation-id")
        .or_else(|| headers.get("x-request-id"))?;
    let text = value.to_str().ok()?;
    let is_fine = (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    is_fine.then(|| Arc::from(text))
}
