//! The default mount: one wildcard route per method, so that every answer is the service's own.

use dropshot::{
    ApiDescription, ApiEndpoint, ApiEndpointBodyContentType, ApiEndpointVersions, HttpError, Path,
    RawRequest, RequestContext, SharedExtractor,
};
use http::Method;
use schemars::JsonSchema;
use serde::Deserialize;

use super::entry::enter;
use crate::Service;

const METHODS: [Method; 7] = [
    Method::GET,
    Method::PUT,
    Method::POST,
    Method::DELETE,
    Method::HEAD,
    Method::OPTIONS,
    Method::PATCH,
];

/// Puts the service behind dropshot as a whole. Paths that cannot be decoded and methods beyond these seven are answered by dropshot itself.
///
/// # Panics
/// When dropshot refuses a wildcard route, which no input decides.
#[must_use]
pub fn whole(service: Service) -> ApiDescription<Service> {
    let mut api = ApiDescription::new();
    for method in METHODS {
        let service = service.clone();
        let handler = move |cx: RequestContext<Service>, raw: RawRequest| {
            let service = service.clone();
            async move { Ok::<_, HttpError>(enter(service, &cx, raw.into_inner()).await) }
        };
        let id = format!("whole_{}", method.as_str().to_lowercase());
        let mut endpoint = ApiEndpoint::new(
            id,
            handler,
            method,
            "application/json",
            "/{path:.*}",
            ApiEndpointVersions::All,
        )
        .visible(false);
        endpoint.parameters =
            <Path<Rest> as SharedExtractor>::metadata(ApiEndpointBodyContentType::Json).parameters;
        if let Err(error) = api.register(endpoint) {
            panic!("register the wildcard route: {error}");
        }
    }
    api
}

/// What dropshot wants to know of the wildcard; the service reads the path itself.
#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Rest {
    path: Vec<String>,
}
