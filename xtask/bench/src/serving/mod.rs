//! `cargo xtask bench load`: the released program under a load that does not wait for it, and beside it the same search served by FastAPI.
//!
//! Everything runs on this machine, the load too, so its cost is in every figure.

mod fastapi;
mod fill;
mod mix;
mod open_loop;
mod program;

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::{Context as _, ensure};
use tokio::runtime::Builder;

use crate::report::Report;
use mix::Mix;
use open_loop::{Load, Outcome};
use program::Program;

/// Requests a second of the mixed load.
const RATE: u64 = 1000;
/// What has to be answered within: 95 of 100 reads and writes, in milliseconds.
const READ_P95_MS: f64 = 20.0;
const WRITE_P95_MS: f64 = 50.0;
/// How long each step towards the ceiling lasts.
const STEP: Duration = Duration::from_secs(5);

/// How much of it is done.
#[derive(clap::Args)]
pub(crate) struct Extent {
    /// How long the mixed load lasts
    #[arg(long, default_value_t = 0.5)]
    minutes: f64,
    /// How large the store is that is started again
    #[arg(long, default_value_t = 0.1)]
    gigabytes: f64,
}

/// Whether a filter asks for this; no other filter is answered by minutes of work.
pub(crate) fn is_wanted(filter: &str) -> bool {
    filter.starts_with("load")
}

/// # Errors
/// When the program doesn't start or answers what it should not.
pub(crate) fn run(report: &mut Report, filter: &str, extent: &Extent) -> anyhow::Result<()> {
    let server = std::env::var_os("CONCIERGE_SERVER")
        .map(PathBuf::from)
        .context("failed to find the program; run `cargo xtask bench load`")?;
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    let wanted = |name: &str| "load".contains(filter) || name.contains(filter);
    if wanted("load-mixed") {
        runtime.block_on(mixed(report, &server, extent))?;
    }
    if wanted("load-restart") {
        runtime.block_on(restart(report, &server, extent))?;
    }
    if wanted("load-fastapi") {
        runtime.block_on(fastapi::run(report, &server))?;
    }
    Ok(())
}

async fn mixed(
    report: &mut Report,
    server: &std::path::Path,
    extent: &Extent,
) -> anyhow::Result<()> {
    let folder = tempfile::tempdir().context("failed to make a folder")?;
    fill::catalogue(folder.path()).await?;
    let program = Program::start(server, folder.path())?;
    let idle = program.resident_mb()?;
    report.figure("idle memory", &format!("{idle:.0} MB"), "under 60 MB");
    let mix = Arc::new(Mix::new(&program.token));
    let load = Load {
        address: program.address,
        rate: RATE,
        lasting: Duration::from_secs_f64(extent.minutes * 60.0),
        mix: Arc::clone(&mix),
    };
    let outcome = load.drive().await?;
    tell(
        report,
        &format!("mixed load, {RATE}/s for {} minutes", extent.minutes),
        &outcome,
    );
    report.figure(
        "memory after the load",
        &format!("{:.0} MB", program.resident_mb()?),
        "",
    );
    let mut ceiling = None;
    let mut rate = RATE;
    loop {
        rate = rate * 5 / 4;
        let load = Load {
            address: program.address,
            rate,
            lasting: STEP,
            mix: Arc::clone(&mix),
        };
        let outcome = load.drive().await?;
        if !outcome.is_within(READ_P95_MS, WRITE_P95_MS) {
            break;
        }
        ceiling = Some((rate, outcome));
    }
    match ceiling {
        Some((rate, outcome)) => tell(report, &format!("ceiling, {rate}/s for {STEP:?}"), &outcome),
        None => report.figure("ceiling", &format!("below {}/s", RATE * 5 / 4), ""),
    }
    Ok(())
}

fn tell(report: &mut Report, name: &str, outcome: &Outcome) {
    let value = format!(
        "{} answers, {} errors; reads {}; writes {}",
        outcome.answers(),
        outcome.errors,
        outcome.reads_told(),
        outcome.writes_told(),
    );
    let aim = format!(
        "0 errors, p95 of reads under {READ_P95_MS} ms and of writes under {WRITE_P95_MS} ms"
    );
    report.figure(name, &value, &aim);
}

/// Kills the program on a large store and measures how long the next one takes until it takes work.
async fn restart(
    report: &mut Report,
    server: &std::path::Path,
    extent: &Extent,
) -> anyhow::Result<()> {
    const TIMES: usize = 5;
    let folder = tempfile::tempdir().context("failed to make a folder")?;
    let bytes = fill::orders(folder.path(), extent.gigabytes).await?;
    ensure!(bytes > 0, "failed to fill a store");
    let mut program = Program::start(server, folder.path())?;
    let mut taken = Vec::new();
    for _ in 0..TIMES {
        let load = Load {
            address: program.address,
            rate: 200,
            lasting: Duration::from_secs(2),
            mix: Arc::new(Mix::new(&program.token)),
        };
        let outcome = load.drive().await?;
        ensure!(
            outcome.errors == 0,
            "failed to measure: {} errors",
            outcome.errors
        );
        let token = program.kill()?;
        program = Program::start_again(server, folder.path(), token)?;
        taken.push(program.ready_after.as_secs_f64() * 1e3);
    }
    taken.sort_by(f64::total_cmp);
    let value = format!(
        "{:.0} ms, at most {:.0} ms, after SIGKILL under load; memory {:.0} MB",
        taken[TIMES / 2],
        taken[TIMES - 1],
        program.resident_mb()?
    );
    let name = format!("restart to ready, store of {:.2} GB", bytes as f64 / 1e9);
    report.figure(&name, &value, "under 500 ms with 1 GB");
    Ok(())
}
