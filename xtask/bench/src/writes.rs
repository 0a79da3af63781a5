//! Durable keyed writes per second through the whole service, and what one fdatasync costs on the same disk.

use std::{
    fs::File,
    io::Write as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context as _, anyhow, ensure};
use concierge_runtime_server::{Body, Clock as _, Profile, Service, SystemClock};
use concierge_server::{
    app::{App, Means},
    auth::Order as KeyOrder,
    ids::RandomIds,
    secret::MasterSecret,
    seed,
    store::{Settings, Store},
};
use http::{Request, StatusCode, header};
use tokio::runtime::Builder;

use crate::{measure, report::Report};

/// Orders that wait to be returned; each takes one write.
const ORDERS: usize = 120_000;
const LASTING: Duration = Duration::from_secs(3);

/// The concierge on a store of its own, with orders enough.
struct Bed {
    service: Service,
    token: String,
}

impl Bed {
    async fn open(folder: &Path) -> anyhow::Result<Self> {
        let clock = Arc::new(SystemClock::new());
        let store = Store::open(&Settings::new(folder.join("bench.sqlite")))
            .map_err(|error| anyhow!("failed to {error}"))?;
        fill(&store, clock.unix_ms()).await?;
        let secret = MasterSecret::new(&[7; 32]).map_err(|error| anyhow!("failed to {error}"))?;
        let uploads_dir = folder.to_path_buf();
        let app = App::new(Means {
            store: Arc::new(store),
            secret,
            clock,
            ids: Arc::new(RandomIds),
            uploads_dir,
        });
        let key = KeyOrder {
            name: "bench".to_owned(),
            scopes: vec!["*".to_owned()],
            roles: Vec::new(),
            lifetime_ms: None,
        };
        let token = app
            .keys()
            .create(key)
            .await
            .map_err(|error| anyhow!("failed to {error}"))?;
        let mut options = app.options();
        options.limits = Profile::Open;
        Ok(Self {
            service: app.service(options),
            token,
        })
    }
}

async fn fill(store: &Store, now_ms: i64) -> anyhow::Result<()> {
    let pattern = seed::orders(now_ms)
        .into_iter()
        .find(|order| order.number == "GG-11982")
        .context("failed to find the pattern order")?;
    let fill = move |tx: &mut (dyn concierge_server::store::Tx + 'static)| {
        for at in 0..ORDERS {
            let mut order = pattern.clone();
            order.number = order_number(at);
            tx.insert_order(&order)?;
        }
        Ok(())
    };
    store
        .write(fill)
        .await
        .map_err(|error| anyhow!("failed to fill the store: {error}"))
}

fn order_number(at: usize) -> String {
    format!("BN-{at:08}")
}

/// # Errors
/// When the store can't be opened or a write is not answered 201.
pub(crate) fn run(report: &mut Report) -> anyhow::Result<()> {
    let folder = tempfile::tempdir().context("failed to make a folder")?;
    let syncs = fdatasync_ms(folder.path())?;
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let bed = Arc::new(runtime.block_on(Bed::open(folder.path()))?);
    let next = Arc::new(AtomicUsize::new(0));
    for (writers, aim) in [(1, ""), (16, ""), (64, "over 5000/s")] {
        let rate = runtime.block_on(rate(&bed, &next, writers))?;
        let text = format!(
            "{rate:.0}/s   fdatasync p50 {:.2} ms, p99 {:.2} ms",
            measure::quantile(&syncs, 0.5),
            measure::quantile(&syncs, 0.99)
        );
        report.figure(
            &format!("durable keyed writes, {writers} writers"),
            &text,
            aim,
        );
    }
    Ok(())
}

async fn rate(bed: &Arc<Bed>, next: &Arc<AtomicUsize>, writers: usize) -> anyhow::Result<f64> {
    let start = Instant::now();
    let first = next.load(Ordering::Relaxed);
    let mut tasks = Vec::new();
    for _ in 0..writers {
        tasks.push(tokio::spawn(write(
            Arc::clone(bed),
            Arc::clone(next),
            start + LASTING,
        )));
    }
    for task in tasks {
        task.await.context("failed to run a writer")??;
    }
    Ok((next.load(Ordering::Relaxed) - first) as f64 / start.elapsed().as_secs_f64())
}

async fn write(bed: Arc<Bed>, next: Arc<AtomicUsize>, until: Instant) -> anyhow::Result<()> {
    while Instant::now() < until {
        let at = next.fetch_add(1, Ordering::Relaxed);
        ensure!(at < ORDERS, "failed to measure: every order is returned");
        let status = one(&bed.service, &bed.token, at).await?;
        ensure!(
            status == StatusCode::CREATED,
            "failed to measure: a write was answered {status}"
        );
    }
    Ok(())
}

async fn one(service: &Service, token: &str, at: usize) -> anyhow::Result<StatusCode> {
    let body = format!(
        r#"{{"sessionId":"sess_{at:08}","orderNumber":"{}","option":"care"}}"#,
        order_number(at)
    );
    let request = Request::post("/api/concierge/orders/returns")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .header("x-idempotency-key", format!("bench-key-{at:08}"))
        .body(Body::from(body))
        .map_err(|error| anyhow!(error))?;
    Ok(service.call(request).await.status())
}

/// What one small durable append costs, many times over, in milliseconds.
fn fdatasync_ms(folder: &Path) -> anyhow::Result<Vec<f64>> {
    let mut file = File::create(folder.join("sync")).context("failed to make a file")?;
    let mut taken = Vec::new();
    for _ in 0..300 {
        let start = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        taken.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(taken)
}
