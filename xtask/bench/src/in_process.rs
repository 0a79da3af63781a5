//! The service without a socket against an axum handler by `oneshot`.

use anyhow::ensure;
use axum::body::Body as AxumBody;
use concierge_runtime_server::{Body, Bytes, Service};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

use crate::{
    axum_side, measure,
    report::Report,
    stub::{self, ASKED, PATH, TOKEN},
};

/// # Errors
/// When a side doesn't answer 200.
pub(crate) fn run(report: &mut Report) -> anyhow::Result<()> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let service = stub::service()?;
    let router = axum_side::router();
    let (status, ours) = runtime.block_on(by_service(&service));
    ensure!(
        status == StatusCode::OK,
        "failed to measure: the service answered {status}"
    );
    let (status, theirs) = runtime.block_on(by_axum(&router));
    ensure!(
        status == StatusCode::OK,
        "failed to measure: axum answered {status}"
    );
    ensure!(
        ours.len() == theirs.len(),
        "failed to measure: the answers differ"
    );
    let comparison = measure::compare(
        || call(&runtime, by_service(&service)),
        || call(&runtime, by_axum(&router)),
    );
    report.ratio(
        "in-process service over an axum handler by oneshot",
        &comparison,
        "1.0 or less",
    );
    Ok(())
}

fn call(runtime: &Runtime, work: impl Future<Output = (StatusCode, Bytes)>) {
    let _ = std::hint::black_box(runtime.block_on(work));
}

async fn by_service(service: &Service) -> (StatusCode, Bytes) {
    let response = service.call(request(Body::from(ASKED))).await;
    let status = response.status();
    (
        status,
        response
            .into_body()
            .collect()
            .await
            .map(|body| body.to_bytes())
            .unwrap_or_default(),
    )
}

async fn by_axum(router: &axum::Router) -> (StatusCode, Bytes) {
    let Ok(response) = router.clone().oneshot(request(AxumBody::from(ASKED))).await;
    let status = response.status();
    (
        status,
        response
            .into_body()
            .collect()
            .await
            .map(|body| body.to_bytes())
            .unwrap_or_default(),
    )
}

fn request<B>(body: B) -> Request<B> {
    let mut request = Request::new(body);
    *request.method_mut() = http::Method::POST;
    *request.uri_mut() = http::Uri::from_static(PATH);
    let headers = request.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        http::HeaderValue::from_static("application/json"),
    );
    headers.insert(
        header::AUTHORIZATION,
        http::HeaderValue::try_from(format!("Bearer {TOKEN}"))
            .unwrap_or(http::HeaderValue::from_static("-")),
    );
    request
}
