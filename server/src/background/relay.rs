//! Carries events from the outbox to where they go: at least once, in order within a key, keys side by side. How far it came stands in the store,
//! so a relay that was cut off is taken up by the next; what was taken but not yet written down then comes twice.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use concierge_runtime_server::EngineError;
use slog::{Logger, error, warn};
use tokio::task::{JoinError, JoinSet};

use crate::app::App;
use crate::domain::delivery::{Attempt, Letter, after_failure};
use crate::domain::event::Recorded;
use crate::sink::Sink;

/// How many letters are under way at once.
const UNDER_WAY_MAX: usize = 32;
/// How often the outbox is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long it rests after the store failed.
const REST: Duration = Duration::from_secs(2);

/// The relay.
pub struct Relay {
    app: Arc<App>,
    sink: Arc<dyn Sink>,
    tries_max: u32,
    log: Logger,
}

/// What is under way.
#[derive(Default)]
struct UnderWay {
    letters: JoinSet<(i64, Attempt)>,
    positions: BTreeSet<i64>,
}

impl Relay {
    /// From the app's outbox to a sink. After so many tries in vain an event is given up.
    #[must_use]
    pub fn new(app: Arc<App>, sink: Arc<dyn Sink>, tries_max: u32, log: Logger) -> Self {
        Self {
            app,
            sink,
            tries_max,
            log,
        }
    }

    /// Carries for ever.
    pub async fn run(&self) {
        loop {
            let pause = match self.carry().await {
                Ok(()) => LOOK_EVERY,
                Err(error) => {
                    error!(self.log, "failed to carry events"; "cause" => %error);
                    REST
                }
            };
            tokio::time::sleep(pause).await;
        }
    }

    /// Carries until nothing is under way and nothing is due.
    ///
    /// # Errors
    /// When the store fails; what was taken by then and not written down comes again.
    pub async fn carry(&self) -> Result<(), EngineError> {
        let mut under_way = UnderWay::default();
        loop {
            self.set_out(&mut under_way).await?;
            if under_way.letters.is_empty() {
                return Ok(());
            }
            tokio::select! {
                Some(first) = under_way.letters.join_next() => self.arrive(&mut under_way, first).await?,
                // Meanwhile others may have become due, which a slow one is not to hold up.
                () = tokio::time::sleep(LOOK_EVERY) => {}
            }
        }
    }

    async fn set_out(&self, under_way: &mut UnderWay) -> Result<(), EngineError> {
        let room = UNDER_WAY_MAX - under_way.positions.len();
        if room == 0 {
            return Ok(());
        }
        let now_ms = self.app.means.clock.unix_ms();
        let read = self.app.means.store.read(move |reads| {
            // Those under way still wait, by what the store knows.
            reads.due_events(now_ms, UNDER_WAY_MAX as u32)
        });
        let due = read.await?;
        let new = due
            .into_iter()
            .filter(|event| !under_way.positions.contains(&event.position));
        for event in new.take(room).collect::<Vec<Recorded>>() {
            under_way.positions.insert(event.position);
            under_way.letters.spawn(self.attempt(event));
        }
        Ok(())
    }

    fn attempt(&self, event: Recorded) -> impl Future<Output = (i64, Attempt)> + use<> {
        let (app, sink, log) = (
            Arc::clone(&self.app),
            Arc::clone(&self.sink),
            self.log.clone(),
        );
        let tries_max = self.tries_max;
        async move {
            let attempt = match sink.take(&Letter::of(&event)).await {
                Ok(()) => Attempt::Delivered,
                Err(error) => {
                    let (now_ms, chance) = (app.means.clock.unix_ms(), app.means.ids.chance());
                    after_failure(event.tries, tries_max, now_ms, chance, &error.to_string())
                }
            };
            match &attempt {
                Attempt::Delivered => {}
                Attempt::Again { cause, .. } => {
                    warn!(log, "failed to deliver an event, which is tried again"; "event" => event.id, "cause" => cause);
                }
                Attempt::Dead { cause } => {
                    error!(log, "gave an event up; `events replay` has it delivered again"; "event" => event.id, "cause" => cause);
                }
            }
            (event.position, attempt)
        }
    }

    /// Writes down what became of one letter and of all others that have come back meanwhile, in one transaction.
    async fn arrive(
        &self,
        under_way: &mut UnderWay,
        first: Result<(i64, Attempt), JoinError>,
    ) -> Result<(), EngineError> {
        let mut back = vec![first.map_err(EngineError::failed)?];
        while let Some(next) = under_way.letters.try_join_next() {
            back.push(next.map_err(EngineError::failed)?);
        }
        let positions: Vec<i64> = back.iter().map(|(position, _)| *position).collect();
        let write = self.app.means.store.write(move |tx| {
            back.iter()
                .try_for_each(|(position, attempt)| tx.attempted(*position, attempt))
        });
        write.await?;
        for position in positions {
            under_way.positions.remove(&position);
        }
        Ok(())
    }
}
