//! Where dropshot hands a request over.

use std::sync::Arc;

use dropshot::{RequestContext, ServerContext};
use http::{Request, Response};

use crate::arrival::Origin;
use crate::{Body, Peer, Service};

/// Calls the service with what dropshot knows: the request's id and the other end of the socket.
pub(super) async fn enter<C: ServerContext>(
    service: Service,
    cx: &RequestContext<C>,
    request: Request<Body>,
) -> Response<Body> {
    let origin = Origin {
        request_id: Some(Arc::from(cx.request_id.as_str())),
        peer: Some(Peer(cx.request.remote_addr().ip())),
    };
    service.call_from(origin, request).await
}
