//! Calls against a scripted server on a port of the system's choice.

mod bodies;
mod caller;
mod calls;
mod circuit;
mod errors;
mod pace;
mod retries;
mod spans;
mod stub;
mod watched;

use concierge_runtime::{IdempotencySpec, OperationSpec, Scheme, SchemeKind, SchemeUse};

static BEARER: Scheme = Scheme {
    name: "bearer",
    kind: SchemeKind::Bearer,
};
static STATION: Scheme = Scheme {
    name: "station",
    kind: SchemeKind::HeaderKey("x-station-key"),
};
static BASIC: Scheme = Scheme {
    name: "basic",
    kind: SchemeKind::Basic,
};
static CAMERA: Scheme = Scheme {
    name: "camera",
    kind: SchemeKind::CookieKey("camera"),
};

/// An operation that takes a bearer token and no key.
static PLAIN: OperationSpec = OperationSpec {
    id: "do_it",
    tag: "default",
    method: "POST",
    path: "/things",
    security: &[&[SchemeUse {
        scheme: &BEARER,
        scopes: &[],
    }]],
    optional_security: false,
    scopes: &[],
    idempotency: None,
    limits: &[],
    body_max_bytes: 1024,
    request_media: &[],
    response_media: &["application/json"],
    statuses: &[200, 404, 503],
    events: &[],
    deprecated: false,
    sunset: None,
    slo: None,
};

/// The same with a key.
static KEYED: OperationSpec = OperationSpec {
    idempotency: Some(IdempotencySpec {
        required: true,
        ttl_s: 60,
    }),
    ..PLAIN
};

/// One that anyone may call.
static OPEN: OperationSpec = OperationSpec {
    security: &[],
    ..PLAIN
};

/// One that takes two credentials at once, or a user and password.
static DOUBLE: OperationSpec = OperationSpec {
    security: &[
        &[
            SchemeUse {
                scheme: &STATION,
                scopes: &[],
            },
            SchemeUse {
                scheme: &CAMERA,
                scopes: &[],
            },
        ],
        &[SchemeUse {
            scheme: &BASIC,
            scopes: &[],
        }],
    ],
    ..PLAIN
};
