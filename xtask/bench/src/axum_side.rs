//! What a careful team writes by hand on axum for the same operation: the same credentials, limits, ids, checks and body.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
    routing::post,
};
use concierge_runtime::decode;
use concierge_spec::{Error, ProductSearch};
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

async fn search(State(side): State<Arc<Side>>, headers: HeaderMap, body: Bytes) -> Response {
    let request_id = Uuid::new_v4().to_string();
    let token = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    if token != Some(TOKEN) {
        return refuse(StatusCode::UNAUTHORIZED, "auth.invalid", request_id);
    }
    let Some(mut left) = side.take(0, "127.0.0.1", 60) else {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "rate.limit", request_id);
    };
    let Some(_) = side.take(1, "127.0.0.1", 1) else {
        return refuse(StatusCode::TOO_MANY_REQUESTS, "rate.limit", request_id);
    };
    if !side.scopes.iter().any(|scope| scope == "products:read") {
        return refuse(StatusCode::FORBIDDEN, "auth.forbidden", request_id);
    }
    let media = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    if media != Some("application/json") {
        return refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media.unsupported",
            request_id,
        );
    }
    let Ok(asked) = decode::strict::<ProductSearch>(&body) else {
        return refuse(StatusCode::BAD_REQUEST, "validation.failed", request_id);
    };
    match side.take(2, &asked.session_id, 60) {
        Some(session) => left = left.min(session),
        None => return refuse(StatusCode::TOO_MANY_REQUESTS, "rate.limit", request_id),
    }
    let Ok(body) = serde_json::to_vec(&page(&request_id)) else {
        return refuse(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server.error",
            request_id,
        );
    };
    let mut response = body.into_response();
    let answered = response.headers_mut();
    answered.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    answered.insert(
        "x-request-id",
        HeaderValue::try_from(request_id).unwrap_or(HeaderValue::from_static("-")),
    );
    answered.insert("x-ratelimit-limit", HeaderValue::from(REQUESTS));
    answered.insert("x-ratelimit-remaining", HeaderValue::from(left));
    answered.insert("x-ratelimit-reset", HeaderValue::from(0_u32));
    response
}

impl Side {
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

fn refuse(status: StatusCode, code: &str, request_id: String) -> Response {
    let error = Error {
        code: code.to_owned(),
        message: "refused".to_owned(),
        request_id,
        details: None,
    };
    (status, serde_json::to_string(&error).unwrap_or_default()).into_response()
}
