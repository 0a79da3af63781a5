//! What the server does without being asked, while requests go on.

pub mod archive;
pub mod pictures;
pub mod prices;
pub mod relay;
pub mod retention;
mod turn;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use slog::{Logger, error};
use tokio::task::JoinSet;

use crate::app::App;
use crate::scanner::Scanner;
use crate::sink::Sink;
use archive::Archive;
use relay::Relay;
use turn::Turn;

/// How often what is over is swept away.
const SWEEP_EVERY: Duration = Duration::from_secs(15 * 60);
/// How often the scanner is asked about pictures that wait for it.
const SCAN_EVERY: Duration = Duration::from_secs(2);

/// What the work needs beyond the app.
pub struct Plan {
    /// The folder that holds the store; of several servers over one, one does the work.
    pub folder: PathBuf,
    /// Where old rows of the audit go.
    pub archive: Archive,
    /// Who looks into pictures; without one they wait for a person alone.
    pub scanner: Option<Arc<dyn Scanner>>,
    /// Where events go; without one they wait in the outbox.
    pub post: Option<Post>,
}

/// Where events go.
pub struct Post {
    /// Who takes them.
    pub sink: Arc<dyn Sink>,
    /// After so many tries in vain an event is given up.
    pub tries_max: u32,
}

/// The work, under way. Whatever is cut off is done again by the next server.
pub struct Background {
    tasks: JoinSet<()>,
}

impl Background {
    /// Begins. Call it on a tokio runtime.
    #[must_use]
    pub fn start(app: &Arc<App>, plan: Plan, log: &Logger) -> Self {
        let mut tasks = JoinSet::new();
        tasks.spawn(work(Arc::clone(app), plan, log.clone()));
        Self { tasks }
    }

    /// Ends it.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

async fn work(app: Arc<App>, plan: Plan, log: Logger) {
    let turn = match Turn::of(&plan.folder).wait().await {
        Ok(turn) => turn,
        Err(error) => {
            error!(log, "nothing is swept, scanned or delivered: the folder can't be locked"; "cause" => %error);
            return;
        }
    };
    let mut tasks = JoinSet::new();
    tasks.spawn(sweep(Arc::clone(&app), plan.archive, log.clone()));
    if let Some(scanner) = plan.scanner {
        tasks.spawn(scan(Arc::clone(&app), scanner, log.clone()));
    }
    if let Some(Post { sink, tries_max }) = plan.post {
        tasks.spawn(async move { Relay::new(app, sink, tries_max, log).run().await });
    }
    // None of them ends by itself; they end with this one.
    tasks.join_next().await;
    drop(turn);
}

async fn sweep(app: Arc<App>, archive: Archive, log: Logger) {
    let archive = Arc::new(archive);
    let mut unpriced = prices::Unpriced::default();
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = retention::pass(&app, &archive).await {
            error!(log, "failed to forget what is over"; "cause" => format!("{error:#}"));
        }
        if let Err(error) = pictures::sweep(&app).await {
            error!(log, "failed to take stray files away"; "cause" => format!("{error:#}"));
        }
        if let Err(error) = unpriced.tell(&app, &log).await {
            error!(log, "failed to look for pieces without a price"; "cause" => %error);
        }
    }
}

async fn scan(app: Arc<App>, scanner: Arc<dyn Scanner>, log: Logger) {
    let mut ticks = tokio::time::interval(SCAN_EVERY);
    loop {
        ticks.tick().await;
        if let Err(error) = pictures::scan(&app, scanner.as_ref(), &log).await {
            error!(log, "failed to write down what the scanner found"; "cause" => %error);
        }
    }
}
