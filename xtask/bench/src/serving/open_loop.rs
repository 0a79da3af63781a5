//! A load that arrives when it is due, whether or not earlier answers have come; latency counts from when a request was due.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use anyhow::Context as _;
use hdrhistogram::Histogram;
use tokio::{net::TcpStream, time::Instant};

use super::mix::Mix;
use crate::load;

/// How many requests can be under way. A request that finds none free waits, and its wait counts.
const CONNECTIONS: usize = 128;
/// The longest latency that is told apart, in microseconds.
const LATENCY_MAX_US: u64 = 60_000_000;

/// A load.
pub(super) struct Load {
    pub(super) address: SocketAddr,
    /// Requests a second, evenly spread.
    pub(super) rate: u64,
    pub(super) lasting: Duration,
    pub(super) mix: Arc<Mix>,
}

/// What came of it.
pub(super) struct Outcome {
    reads: Histogram<u64>,
    writes: Histogram<u64>,
    /// Answers that were no success, and connections that broke.
    pub(super) errors: u64,
}

impl Load {
    /// # Errors
    /// When nobody listens.
    pub(super) async fn drive(&self) -> anyhow::Result<Outcome> {
        let count = (self.lasting.as_secs_f64() * self.rate as f64) as u64;
        let next = Arc::new(AtomicU64::new(0));
        // The connections are made first.
        let start = Instant::now() + Duration::from_millis(200);
        let tasks: Vec<_> = (0..CONNECTIONS)
            .map(|_| {
                let worker = Worker {
                    address: self.address,
                    gap: Duration::from_secs_f64(1.0 / self.rate as f64),
                    start,
                    count,
                    next: Arc::clone(&next),
                    mix: Arc::clone(&self.mix),
                };
                tokio::spawn(worker.run())
            })
            .collect();
        let mut all = Outcome::new()?;
        for task in tasks {
            let one = task.await.context("failed to run a connection")??;
            all.reads.add(&one.reads).context("failed to add up")?;
            all.writes.add(&one.writes).context("failed to add up")?;
            all.errors += one.errors;
        }
        Ok(all)
    }
}

struct Worker {
    address: SocketAddr,
    gap: Duration,
    start: Instant,
    count: u64,
    next: Arc<AtomicU64>,
    mix: Arc<Mix>,
}

impl Worker {
    async fn run(self) -> anyhow::Result<Outcome> {
        let mut outcome = Outcome::new()?;
        let mut stream = self.connect().await?;
        let mut buffer = Vec::with_capacity(16 * 1024);
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            if at >= self.count {
                return Ok(outcome);
            }
            let due = self.start + self.gap.mul_f64(at as f64);
            tokio::time::sleep_until(due).await;
            let request = self.mix.next();
            match load::exchange(&mut stream, &request.bytes, &mut buffer).await {
                Ok(200..=299) => outcome.note(request.is_write, due.elapsed()),
                Ok(_) => outcome.errors += 1,
                Err(_) => {
                    outcome.errors += 1;
                    stream = self.connect().await?;
                }
            }
        }
    }

    async fn connect(&self) -> anyhow::Result<TcpStream> {
        let stream = TcpStream::connect(self.address)
            .await
            .context("failed to connect")?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

impl Outcome {
    fn new() -> anyhow::Result<Self> {
        let histogram = || Histogram::new_with_bounds(1, LATENCY_MAX_US, 3);
        Ok(Self {
            reads: histogram().context("failed to make a histogram")?,
            writes: histogram().context("failed to make a histogram")?,
            errors: 0,
        })
    }

    fn note(&mut self, is_write: bool, latency: Duration) {
        let us = u64::try_from(latency.as_micros()).unwrap_or(u64::MAX);
        let side = if is_write {
            &mut self.writes
        } else {
            &mut self.reads
        };
        side.saturating_record(us);
    }

    pub(super) fn answers(&self) -> u64 {
        self.reads.len() + self.writes.len()
    }

    pub(super) fn is_within(&self, read_p95_ms: f64, write_p95_ms: f64) -> bool {
        self.errors == 0
            && milliseconds(&self.reads, 0.95) < read_p95_ms
            && milliseconds(&self.writes, 0.95) < write_p95_ms
    }

    pub(super) fn reads_told(&self) -> String {
        told(&self.reads)
    }

    pub(super) fn writes_told(&self) -> String {
        told(&self.writes)
    }
}

fn told(side: &Histogram<u64>) -> String {
    let at = |quantile| milliseconds(side, quantile);
    format!(
        "p50 {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, most {:.0} ms",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    )
}

fn milliseconds(side: &Histogram<u64>, quantile: f64) -> f64 {
    side.value_at_quantile(quantile) as f64 / 1e3
}
