//! The service: from a request to a response, in the order that keeps strangers cheap.

use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use concierge_runtime::OperationSpec;
use futures_util::FutureExt as _;
use http::header::{ALLOW, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response};

use crate::arrival::{Arrival, Origin};
use crate::idempotency::BodyDigest;
use crate::limits::{Limiter, Subject};
use crate::negotiate;
use crate::page::{self, Page};
use crate::router::{Capture, Found, Router, variables};
use crate::security::{AnyAuthenticator, Gate};
use crate::{
    Answer, Authenticator, Body, Call, Caller, Context, Failure, Handler, Options, Refusal, Render,
    Route, Stop,
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
    pub(crate) render: Render,
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

    /// The pages beside the contract.
    pub(crate) fn pages(&self) -> &[Page] {
        &self.core.options.pages
    }

    /// Answers a request. Never fails: what goes wrong is an answer, too.
    pub async fn call(&self, request: Request<Body>) -> Response<Body> {
        let origin = Origin::of(request.extensions());
        self.call_from(origin, request).await
    }

    /// Answers a request of which a mount knows the origin; what it knows need not go through the request's extensions.
    pub(crate) async fn call_from(&self, origin: Origin, request: Request<Body>) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let arrival = Arrival::new(&self.core, origin, &parts, &body);
        let outcome = match self.core.router.find(&parts.method, parts.uri.path()) {
            Found::Route(index, captures) => {
                self.serve(&arrival, &self.core.routes[index], captures, parts, body)
                    .await
            }
            Found::OtherMethods(allow) => Outcome::nowhere(self.core.other_method(&parts, allow)),
            Found::Nothing => {
                let page = self.core.page(&parts, arrival.address);
                Outcome::nowhere(guarded(page).await)
            }
        };
        arrival.finish(&self.core, outcome)
    }

    async fn serve(
        &self,
        arrival: &Arrival,
        entry: &Entry,
        captures: Vec<Capture>,
        parts: Parts,
        body: Body,
    ) -> Outcome {
        let core = &self.core;
        let context = Context {
            request_id: Arc::clone(&arrival.request_id),
            correlation_id: arrival.correlation_id.clone(),
            trace: arrival.trace.clone(),
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
            renderer: arrival.renderer,
            exchange: Arc::clone(&arrival.exchange),
        };
        // The whole way runs under one guard: a panic anywhere is an answer of this request and of no other.
        let mut caller = None;
        let way = async {
            let admitted = core.admit(&mut call).await;
            caller.clone_from(&call.context.caller);
            admitted?;
            (entry.handler)(call).await
        };
        let answer = guarded(way).await;
        Outcome {
            spec: Some(entry.spec),
            caller,
            answer,
        }
    }
}

/// A panic becomes an answer. What it panicked with may hold what a customer sent, so nobody repeats it.
async fn guarded(way: impl Future<Output = Result<Answer, Stop>>) -> Result<Answer, Stop> {
    let panicked = |_| Err(Stop::fail(Failure::new("a handler panicked")));
    AssertUnwindSafe(way)
        .catch_unwind()
        .await
        .unwrap_or_else(panicked)
}

/// What became of a request.
pub(crate) struct Outcome {
    /// The operation, if one was found.
    pub(crate) spec: Option<&'static OperationSpec>,
    pub(crate) caller: Option<Arc<Caller>>,
    pub(crate) answer: Result<Answer, Stop>,
}

impl Outcome {
    fn nowhere(answer: Result<Answer, Stop>) -> Self {
        Self {
            spec: None,
            caller: None,
            answer,
        }
    }
}

impl Core {
    /// What stands between the wire and a handler: the address limit, credentials, scopes, `Accept`. The limit comes first, so that guessing
    /// credentials is counted, too, and looks nothing up once it is exhausted.
    async fn admit(&self, call: &mut Call) -> Result<(), Stop> {
        let spec = call.spec();
        let gate = Gate {
            spec,
            headers: &call.headers,
            query: call.uri.query(),
            realm: self.options.realm,
        };
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
        let admitted = gate.admit(&*self.authenticator).await?;
        call.context.caller = admitted.caller;
        gate.authorize(call.context.caller.as_deref(), admitted.lacks)?;
        // A contract without 406 answers what it has: the caller may still make something of it (RFC 9110, 12.4.1).
        if spec.statuses.contains(&406)
            && !negotiate::is_acceptable(&call.headers, spec.response_media)
        {
            return Err(Stop::refuse(
                406,
                Refusal::new(
                    "accept.unsupported",
                    "this operation answers with none of the accepted media types",
                ),
            ));
        }
        Ok(())
    }

    /// A page beside the contract, if there is one at this path.
    async fn page(&self, parts: &Parts, address: IpAddr) -> Result<Answer, Stop> {
        let path = parts.uri.path();
        let Some(page) = self.options.pages.iter().find(|page| page.path == path) else {
            return Err(page::nothing());
        };
        match &self.options.cors {
            Some(cors) if cors.is_preflight(parts) => {
                cors.preflight(&page::ALLOWED).map_err(Stop::fail)
            }
            _ => page.answer(&parts.method, address).await,
        }
    }

    /// A path without the method: a preflight is answered for every path, anything else is told what would be allowed.
    fn other_method(&self, parts: &Parts, allow: &HeaderValue) -> Result<Answer, Stop> {
        if let Some(cors) = self
            .options
            .cors
            .as_ref()
            .filter(|cors| cors.is_preflight(parts))
        {
            return cors.preflight(allow).map_err(Stop::fail);
        }
        Err(other_methods(allow))
    }
}

fn other_methods(allow: &HeaderValue) -> Stop {
    let mut refusal = Refusal::new("method.not_allowed", "this path does not know this method");
    refusal.headers.push((ALLOW, allow.clone()));
    Stop::refuse(405, refusal)
}
