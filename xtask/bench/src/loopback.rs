//! Over a socket: the service on dropshot, a bare raw handler on dropshot that only decodes and encodes, and axum for information.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context as _, anyhow};
use concierge_runtime_server::{Service, mount};
use concierge_spec::{CONTRACT, ProductSearch};
use dropshot::{
    ApiDescription, ApiEndpoint, ApiEndpointVersions, Body, ConfigDropshot, HttpError, HttpServer,
    RawRequest, RequestContext, ServerBuilder,
};
use http::{Method, Response, header};
use http_body_util::BodyExt as _;
use slog::{Discard, Logger, o};
use tokio::runtime::Builder;

use crate::{
    axum_side, load, measure,
    report::Report,
    stub::{self, ASKED, PATH, TOKEN},
};

const SIDES: usize = 4;
const ROUNDS: usize = 9;
const SIDE: Duration = Duration::from_millis(700);
const CONNECTIONS: usize = 32;

/// # Errors
/// When a server doesn't start or an answer is no 200.
pub(crate) fn run(report: &mut Report) -> anyhow::Result<()> {
    let servers = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let ours = servers.block_on(async { ours() })?;
    let bare = servers.block_on(async { bare() })?;
    let axum = servers.block_on(axum())?;
    let native = servers.block_on(async { native() })?;
    let addresses = [
        ours.local_addr(),
        bare.local_addr(),
        axum,
        native.local_addr(),
    ];
    let clients = Builder::new_current_thread().enable_all().build()?;
    let rounds = clients.block_on(rounds(addresses))?;
    let over = |other: usize| -> Vec<(f64, f64)> {
        rounds
            .iter()
            .map(|rates| (1e9 / rates[0], 1e9 / rates[other]))
            .collect()
    };
    let rates = |side: usize| {
        measure::quantile(
            &rounds.iter().map(|rates| rates[side]).collect::<Vec<_>>(),
            0.5,
        )
    };
    let (against_bare, against_axum) = (
        measure::from_rounds(&over(1)),
        measure::from_rounds(&over(2)),
    );
    let text = format!(
        "{:.2} of bare dropshot [{:.2}..{:.2}], {:.2} of axum   ours {:.0}/s (native mount {:.0}/s), bare {:.0}/s, axum {:.0}/s",
        1.0 / against_bare.ratio,
        1.0 / against_bare.spread.1,
        1.0 / against_bare.spread.0,
        1.0 / against_axum.ratio,
        rates(0),
        rates(3),
        rates(1),
        rates(2),
    );
    report.figure(
        &format!("loopback throughput, {CONNECTIONS} connections"),
        &text,
        "0.95 of bare dropshot or more",
    );
    servers.block_on(async {
        ours.close().await.map_err(|error| anyhow!(error))?;
        native.close().await.map_err(|error| anyhow!(error))?;
        bare.close().await.map_err(|error| anyhow!(error))
    })
}

async fn rounds(addresses: [SocketAddr; SIDES]) -> anyhow::Result<Vec<[f64; SIDES]>> {
    let requests = [format!(
        "POST {PATH} HTTP/1.1\r\nhost: bench\r\nauthorization: Bearer {TOKEN}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{ASKED}",
        ASKED.len()
    )
    .into_bytes()];
    let mut rounds = Vec::new();
    for round in 0..=ROUNDS {
        let mut rates = [0.0; SIDES];
        for (rate, address) in rates.iter_mut().zip(addresses) {
            *rate = load::rate(address, &requests, CONNECTIONS, SIDE).await?;
        }
        // The first round warms caches and connections.
        if round > 0 {
            rounds.push(rates);
        }
    }
    Ok(rounds)
}

fn ours() -> anyhow::Result<HttpServer<Service>> {
    let service = stub::service()?;
    start(mount::whole(service.clone()), service)
}

fn native() -> anyhow::Result<HttpServer<Service>> {
    let service = stub::service()?;
    let description =
        mount::native(service.clone(), CONTRACT).map_err(|error| anyhow!("failed to {error}"))?;
    start(description, service)
}

fn bare() -> anyhow::Result<HttpServer<()>> {
    let mut description = ApiDescription::new();
    description
        .register(ApiEndpoint::new(
            "search".to_owned(),
            raw,
            Method::POST,
            "application/json",
            PATH,
            ApiEndpointVersions::All,
        ))
        .map_err(|error| anyhow!("failed to register: {error}"))?;
    start(description, ())
}

async fn raw(_: RequestContext<()>, request: RawRequest) -> Result<Response<Body>, HttpError> {
    let body = request
        .into_inner()
        .into_body()
        .collect()
        .await
        .map_err(|_| bad())?
        .to_bytes();
    let asked: ProductSearch = serde_json::from_slice(&body).map_err(|_| bad())?;
    let page = serde_json::to_vec(&stub::page(&asked.session_id)).map_err(|_| bad())?;
    Response::builder()
        .header(header::CONTENT_TYPE, "application/json")
        .body(page.into())
        .map_err(|_| bad())
}

fn bad() -> HttpError {
    HttpError::for_bad_request(None, "bad".to_owned())
}

fn start<C: dropshot::ServerContext>(
    description: ApiDescription<C>,
    context: C,
) -> anyhow::Result<HttpServer<C>> {
    let config = ConfigDropshot {
        bind_address: ([127, 0, 0, 1], 0).into(),
        default_request_body_max_bytes: 1 << 20,
        ..ConfigDropshot::default()
    };
    ServerBuilder::new(description, context, Logger::root(Discard, o!()))
        .config(config)
        .start()
        .map_err(|error| anyhow!("failed to start a server: {error}"))
}

async fn axum() -> anyhow::Result<SocketAddr> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .context("failed to listen")?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, axum_side::router()).await });
    Ok(address)
}
