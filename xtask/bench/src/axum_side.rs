//! What a careful team writes by hand on axum for the same operation: the same credentials, limits, ids, checks and body, and the same care for panics
//! and slow bodies.

use std::{
    collections::HashMap,
    panic::AssertUnwindSafe,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::post,
};
use concierge_runtime::decode;
use concierge_spec::{Error, ProductSearch};
use futures_util::FutureExt as _;
use tokio::time::timeout;
use uuid::Uuid;

use crate::stub::{PATH, TOKEN, page};

/// Calls per window, far out of reach, as on our side.
const REQUESTS: u32 = 1_200_000_000;

/// The router that is measured.
pub(crate) fn router() -> Router {
    let side = Arc::new(Side {
        scopes: vec!["products:read".to_owned()],
        limits: Mutex::new(HashMap::new()),
        start: Instant::now(),
    });
    Router::new().route(PATH, post(search)).with_state(side)
}

struct Side {
    scopes: Vec<String>,
    limits: Mutex<HashMap<(u8, String), Duration>>,
    start: Instant,
}

async fn search(State(side): State<Arc<Side>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let ids = Ids::of(&parts.headers);
    let work = AssertUnwindSafe(side.answer(&parts.headers, body, &ids.request));
    let outcome = work.catch_unwind().await;
    let outcome = outcome.unwrap_or(Err((StatusCode::INTERNAL_SERVER_ERROR, "server.error")));
    let mut response = match outcome {
        Ok(response) => response,
        Err((status, code)) => refuse(status, code, &ids.request),
    };
    let answered = response.headers_mut();
    answered.insert("x-request-id", text(ids.request));
    if let Some(correlation) = ids.correlation {
        answered.insert("x-correlation-id", text(correlation));
    }
    response
}

/// The ids of a request, as every layer below wants to log them.
struct Ids {
    request: String,
    correlation: Option<String>,
    _trace_parent: Option<String>,
}

impl Ids {
    fn of(headers: &HeaderMap) -> Self {
        let sent = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let is_fine = |text: &&str| {
            (1..=64).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        Self {
            request: Uuid::new_v4().to_string(),
            correlation: sent("x-correlation-id")
                .or_else(|| sent("x-request-id"))
                .filter(is_fine)
                .map(str::to_owned),
            _trace_parent: sent("traceparent")
                .filter(|text| text.len() == 55)
                .map(str::to_owned),
        }
    }
}

type Refused = (StatusCode, &'static str);

impl Side {
    async fn answer(
        &self,
        headers: &HeaderMap,
        body: Body,
        request_id: &str,
    ) -> Result<Response, Refused> {
        let sent = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        if sent(header::AUTHORIZATION).and_then(|value| value.strip_prefix("Bearer "))
            != Some(TOKEN)
        {
            return Err((StatusCode::UNAUTHORIZED, "auth.invalid"));
        }
        let limited = (StatusCode::TOO_MANY_REQUESTS, "rate.limit");
        let mut left = self.take(0, "127.0.0.1", 60).ok_or(limited)?;
        left = left.min(self.take(1, "127.0.0.1", 1).ok_or(limited)?);
        if !self.scopes.iter().any(|scope| scope == "products:read") {
            return Err((StatusCode::FORBIDDEN, "auth.forbidden"));
        }
        if sent(header::ACCEPT)
            .is_some_and(|accept| !accept.contains("application/json") && !accept.contains("*/*"))
        {
            return Err((StatusCode::NOT_ACCEPTABLE, "accept.unsupported"));
        }
        if sent(HeaderName::from_static("x-api-version")).is_some_and(|version| version != "v1") {
            return Err((StatusCode::BAD_REQUEST, "version.unsupported"));
        }
        if sent(header::CONTENT_TYPE) != Some("application/json") {
            return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "media.unsupported"));
        }
        let read = timeout(Duration::from_secs(30), to_bytes(body, 16 * 1024)).await;
        let body = read.map_err(|_| (StatusCode::REQUEST_TIMEOUT, "request.timeout"))?;
        let body = body.map_err(|_| (StatusCode::PAYLOAD_TOO_LARGE, "body.too_large"))?;
        let asked = decode::strict::<ProductSearch>(&body)
            .map_err(|_| (StatusCode::BAD_REQUEST, "validation.failed"))?;
        left = left.min(self.take(2, &asked.session_id, 60).ok_or(limited)?);
        let body = serde_json::to_vec(&page(request_id))
            .map_err(|_| (StatusCode::INTERNAL_SERVER_ERROR, "server.error"))?;
        let mut response = body.into_response();
        let answered = response.headers_mut();
        answered.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        answered.insert("x-ratelimit-limit", HeaderValue::from(REQUESTS));
        answered.insert("x-ratelimit-remaining", HeaderValue::from(left));
        answered.insert("x-ratelimit-reset", HeaderValue::from(0_u32));
        Ok(response)
    }

    /// The generic cell rate algorithm over one map, by hand.
    fn take(&self, kind: u8, subject: &str, window_s: u64) -> Option<u32> {
        let now = self.start.elapsed();
        let window = Duration::from_secs(window_s);
        let cell = window / REQUESTS;
        let mut limits = self.limits.lock().unwrap_or_else(PoisonError::into_inner);
        let due = limits.entry((kind, subject.to_owned())).or_insert(now);
        let next = (*due).max(now) + cell;
        if next > now + window {
            return None;
        }
        *due = next;
        Some(
            ((now + window).saturating_sub(next).as_nanos() / cell.as_nanos().max(1))
                .try_into()
                .unwrap_or(u32::MAX),
        )
    }
}

fn text(value: String) -> HeaderValue {
    HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("-"))
}

fn refuse(status: StatusCode, code: &str, request_id: &str) -> Response {
    let error = Error {
        code: code.to_owned(),
        message: "refused".to_owned(),
        request_id: request_id.to_owned(),
        details: None,
    };
    (status, serde_json::to_string(&error).unwrap_or_default()).into_response()
}
