//! The service: from a request to a response, in the order that keeps strangers cheap.

use std::any::Any;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use concierge_runtime::{LimitKey, OperationSpec};
use futures_util::FutureExt as _;
use http::header::{ALLOW, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, HeaderValue};
use http::request::Parts;
use http::{HeaderMap, Method, Request, Response, Version};
use http_body::Body as _;
use uuid::Uuid;

use crate::call::Exchange;
use crate::idempotency::BodyDigest;
use crate::limits::{Limiter, Standing, Subject};
use crate::negotiate;
use crate::render::Renderer;
use crate::router::{Capture, Found, Router, variables};
use crate::security::{AnyAuthenticator, Gate};
use crate::{
    Answer, Authenticator, Body, Call, Context, Failure, FailureKind, Handler, Options, Peer,
    Refusal, Refused, Render, RequestId, RequestLine, Route, Stop,
};

/// Everything a contract's HTTP side is, behind one call. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    core: Arc<Core>,
}

/// What every request shares.
pub(crate) struct Core {
    router: Router,
    routes: Vec<Entry>,
    authenticator: Box<dyn AnyAuthenticator>,
    render: Render,
    pub(crate) limiter: Limiter,
    pub(crate) options: Options,
}

struct Entry {
    spec: &'static OperationSpec,
    handler: Handler,
    names: Arc<[&'static str]>,
}

impl Service {
    /// Builds the table.
    ///
    /// # Panics
    /// When two routes have the same method and path shape, or a method is none: generated tables have neither.
    #[track_caller]
    pub fn new(
        routes: Vec<Route>,
        authenticator: impl Authenticator,
        render: Render,
        options: Options,
    ) -> Self {
        let mut router = Router::new();
        let mut entries = Vec::with_capacity(routes.len());
        for (index, Route { spec, handler }) in routes.into_iter().enumerate() {
            let Ok(method) = Method::from_bytes(spec.method.as_bytes()) else {
                panic!("{}: {} is no method", spec.id, spec.method)
            };
            if router.insert(method, spec.path, index).is_err() {
                panic!(
                    "{}: {} {} has a route already",
                    spec.id, spec.method, spec.path
                );
            }
            entries.push(Entry {
                spec,
                handler,
                names: variables(spec.path).collect(),
            });
        }
        let limiter = Limiter::new(options.limits, options.limit_entries_max);
        Self {
            core: Arc::new(Core {
                router,
                routes: entries,
                authenticator: Box::new(authenticator),
                render,
                limiter,
                options,
            }),
        }
    }

    /// The contract's facts of every operation that is served.
    pub fn specs(&self) -> impl Iterator<Item = &'static OperationSpec> + '_ {
        self.core.routes.iter().map(|entry| entry.spec)
    }

    /// Answers a request. Never fails: what goes wrong is an answer, too.
    pub async fn call(&self, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let arrival = Arrival::new(&self.core, &parts, &body);
        let (spec, caller, outcome) = match self.core.router.find(&parts.method, parts.uri.path()) {
            Found::Route(index, captures) => {
                self.serve(&arrival, &self.core.routes[index], captures, parts, body)
                    .await
            }
            Found::OtherMethods(allow) => (None, None, Err(other_methods(allow))),
            Found::Nothing => (
                None,
                None,
                Err(Stop::refuse(
                    404,
                    Refusal::new("route.not_found", "there is nothing at this path"),
                )),
            ),
        };
        arrival.finish(&self.core, spec, caller.as_deref(), outcome)
    }

    async fn serve(
        &self,
        arrival: &Arrival,
        entry: &Entry,
        captures: Vec<Capture>,
        parts: Parts,
        body: Body,
    ) -> Served {
        let core = &self.core;
        let context = Context {
            request_id: Arc::clone(&arrival.request_id),
            correlation_id: arrival.correlation_id.clone(),
            trace_parent: arrival.trace_parent.clone(),
            caller: None,
            address: arrival.address,
            operation: entry.spec,
            started_ns: arrival.started_ns,
        };
        let mut call = Call {
            core: Arc::clone(core),
            context,
            method: parts.method,
            uri: parts.uri,
            headers: parts.headers,
            names: Arc::clone(&entry.names),
            captures,
            body: Some(body),
            digest: BodyDigest::Absent,
            session_hash: None,
            renderer: arrival.renderer,
            exchange: Arc::clone(&arrival.exchange),
        };
        // The whole way runs under one guard: a panic anywhere is an answer of this request and of no other.
        let mut caller = None;
        let guarded = AssertUnwindSafe(async {
            core.admit(&mut call).await?;
            caller.clone_from(&call.context.caller);
            (entry.handler)(call).await
        });
        let outcome = guarded
            .catch_unwind()
            .await
            .unwrap_or_else(|panic| Err(Stop::fail(panicked(&*panic))));
        (
            Some(entry.spec),
            caller.map(|caller| Arc::from(caller.id.as_str())),
            outcome,
        )
    }
}

type Served = (
    Option<&'static OperationSpec>,
    Option<Arc<str>>,
    Result<Answer, Stop>,
);

impl Core {
    /// What stands between the wire and a handler: credentials, the address limit, scopes, `Accept`.
    async fn admit(&self, call: &mut Call) -> Result<(), Stop> {
        let spec = call.spec();
        let gate = Gate {
            spec,
            headers: &call.headers,
            query: call.uri.query(),
            realm: self.options.realm,
        };
        let caller = gate.admit(&*self.authenticator).await?;
        match self.limiter.take(
            spec,
            Subject::Address(call.context.address),
            call.context.started_ns,
        ) {
            Ok(standing) => call.exchange.tighten(standing),
            Err(refused) => {
                call.exchange.tighten(Some(refused.standing));
                return Err(refused.stop());
            }
        }
        gate.authorize(caller.as_deref())?;
        if !negotiate::is_acceptable(&call.headers, spec.response_media) {
            return Err(Stop::refuse(
                406,
                Refusal::new(
                    "accept.unsupported",
                    "this operation answers with none of the accepted media types",
                ),
            ));
        }
        call.context.caller = caller;
        Ok(())
    }
}

/// What is known of a request before it is routed.
struct Arrival {
    request_id: Arc<str>,
    correlation_id: Option<Arc<str>>,
    trace_parent: Option<Arc<str>>,
    address: IpAddr,
    started_ns: u64,
    renderer: Renderer,
    exchange: Arc<Exchange>,
    method: Method,
    version: Version,
}

impl Arrival {
    fn new(core: &Core, parts: &Parts, body: &Body) -> Self {
        let exchange = Exchange::default();
        exchange.set_body_left(is_long(&parts.headers, body));
        Self {
            request_id: parts
                .extensions
                .get::<RequestId>()
                .map_or_else(new_id, |given| Arc::clone(&given.0)),
            correlation_id: correlation_id(&parts.headers),
            trace_parent: parts
                .headers
                .get("traceparent")
                .and_then(|value| value.to_str().ok())
                .filter(|text| is_trace_parent(text))
                .map(Arc::from),
            address: core
                .options
                .proxies
                .address(parts.extensions.get::<Peer>().copied(), &parts.headers),
            started_ns: core.options.clock.elapsed_ns(),
            renderer: Renderer::new(core.render, negotiate::error_shape(&parts.headers)),
            exchange: Arc::new(exchange),
            method: parts.method.clone(),
            version: parts.version,
        }
    }

    fn finish(
        self,
        core: &Core,
        spec: Option<&'static OperationSpec>,
        caller: Option<&str>,
        outcome: Result<Answer, Stop>,
    ) -> Response<Body> {
        let mut failure = None;
        let answer = match outcome.map_err(Stop::into_refused) {
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
        let standing = spec.and_then(|spec| self.standing(core, spec));
        if let Some(observer) = &core.options.observer {
            observer.observe(&RequestLine {
                request_id: &self.request_id,
                correlation_id: self.correlation_id.as_deref(),
                trace_parent: self.trace_parent.as_deref(),
                operation: spec.map(|spec| spec.id),
                method: self.method.as_str(),
                path: spec.map(|spec| spec.path),
                status: answer.status.as_u16(),
                latency_us: core
                    .options
                    .clock
                    .elapsed_ns()
                    .saturating_sub(self.started_ns)
                    / 1000,
                caller,
                replayed: answer
                    .headers
                    .iter()
                    .any(|(name, _)| name == "idempotent-replayed"),
                failure: failure.as_ref().map(Failure::source),
            });
        }
        self.respond(answer, standing, spec.is_some_and(|spec| spec.deprecated))
    }

    fn failed(&self, failure: &Failure) -> Answer {
        let (status, refusal) = match failure.kind() {
            FailureKind::Internal => (
                500,
                Refusal::new("server.error", "something went wrong on our side"),
            ),
            FailureKind::Unavailable { retry_after_s } => (
                503,
                Refusal::new("server.unavailable", "the service cannot answer now")
                    .with_retry_after_s(retry_after_s),
            ),
        };
        self.renderer.answer(status, refusal, &self.request_id)
    }

    /// A caller that was turned away before its limits were touched still learns where it stands.
    fn standing(&self, core: &Core, spec: &'static OperationSpec) -> Option<Standing> {
        self.exchange.standing().or_else(|| {
            let counts = spec
                .limits
                .iter()
                .any(|limit| limit.key == LimitKey::Address);
            if counts {
                core.limiter
                    .standing(spec, Subject::Address(self.address), self.started_ns)
            } else {
                None
            }
        })
    }

    fn respond(
        &self,
        answer: Answer,
        standing: Option<Standing>,
        is_deprecated: bool,
    ) -> Response<Body> {
        let Answer {
            status,
            headers: own,
            content_type,
            body,
        } = answer;
        let mut headers = HeaderMap::with_capacity(8 + own.len());
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, content_type);
        }
        for (name, value) in own {
            headers.append(name, value);
        }
        put(
            &mut headers,
            HeaderName::from_static("x-request-id"),
            &self.request_id,
        );
        if let Some(id) = &self.correlation_id {
            put(
                &mut headers,
                HeaderName::from_static("x-correlation-id"),
                id,
            );
        }
        if let Some(standing) = standing {
            headers.insert(
                HeaderName::from_static("x-ratelimit-limit"),
                HeaderValue::from(standing.limit),
            );
            headers.insert(
                HeaderName::from_static("x-ratelimit-remaining"),
                HeaderValue::from(standing.remaining),
            );
            headers.insert(
                HeaderName::from_static("x-ratelimit-reset"),
                HeaderValue::from(standing.reset_s),
            );
        }
        if is_deprecated {
            headers.insert(
                HeaderName::from_static("deprecation"),
                HeaderValue::from_static("true"),
            );
        }
        // A body that nobody wanted must not be read just to keep the connection.
        if self.exchange.is_body_left() && self.version <= Version::HTTP_11 {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        let body = if self.method == Method::HEAD {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
            Body::empty()
        } else if body.is_empty() {
            Body::empty()
        } else {
            Body::from(body)
        };
        let mut response = Response::new(body);
        *response.status_mut() = status;
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

fn other_methods(allow: &HeaderValue) -> Stop {
    let mut refusal = Refusal::new("method.not_allowed", "this path does not know this method");
    refusal.headers.push((ALLOW, allow.clone()));
    Stop::refuse(405, refusal)
}

fn panicked(panic: &(dyn Any + Send)) -> Failure {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    Failure::new(format!(
        "a handler panicked: {}",
        text.unwrap_or("no message")
    ))
}

fn put(headers: &mut HeaderMap, name: HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        headers.insert(name, value);
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

/// `version-traceid-parentid-flags` of W3C Trace Context; the ids must not be zero.
fn is_trace_parent(text: &str) -> bool {
    let is_hex = |text: &str, length: usize| {
        text.len() == length
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let is_id =
        |text: &str, length: usize| is_hex(text, length) && text.bytes().any(|byte| byte != b'0');
    let pieces: Vec<&str> = text.split('-').collect();
    match pieces[..] {
        [version, trace, parent, flags] => {
            is_hex(version, 2)
                && version != "ff"
                && is_id(trace, 32)
                && is_id(parent, 16)
                && is_hex(flags, 2)
        }
        _ => false,
    }
}
