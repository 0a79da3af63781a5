//! Where dropshot hands a request over.

use std::net::IpAddr;
use std::sync::Arc;

use dropshot::{RequestContext, ServerContext};
use http::{Request, Response};

use crate::{Body, Peer, RequestId, Service};

/// Calls the service with what dropshot knows: the request's id and the other end of the socket.
pub(super) async fn enter<C: ServerContext>(
    service: Service,
    cx: &RequestContext<C>,
    request: Request<Body>,
) -> Response<Body> {
    let mut request = request;
    let address: IpAddr = cx.request.remote_addr().ip();
    let extensions = request.extensions_mut();
    extensions.insert(RequestId(Arc::from(cx.request_id.as_str())));
    extensions.insert(Peer(address));
    service.call(request).await
}
