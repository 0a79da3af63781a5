//! A journey: steps in order, each with a verdict.

use std::{
    cell::RefCell,
    pin::Pin,
    time::{Duration, Instant},
};

use concierge_client::Client;
use uuid::Uuid;

use super::{Data, expect::Broken};

/// A way that a customer goes, and what must come of it.
#[derive(Clone, Copy, Debug)]
pub struct Journey {
    /// Its name, for example `track-order`.
    pub name: &'static str,
    /// What it is about.
    pub about: &'static str,
    /// It leaves something behind: a ticket, a return, a rating.
    pub writes: bool,
    /// Its steps.
    pub steps: for<'a> fn(&'a Walk<'a>) -> Steps<'a>,
}

/// Steps under way.
pub type Steps<'a> = Pin<Box<dyn Future<Output = Result<(), Stop>> + 'a>>;

/// A step did not hold, so that those that lean on it make no sense.
#[derive(Clone, Copy, Debug)]
pub struct Stop;

/// A journey under way.
#[derive(Debug)]
pub struct Walk<'a> {
    /// The client that calls the server.
    pub client: &'a Client,
    data: &'a Data,
    /// The wait before each step.
    pace: Duration,
    /// Drawn for each walk, so that no run meets what another left behind.
    run: String,
    steps: RefCell<Vec<Step>>,
}

/// A journey that was walked.
#[derive(Clone, Debug)]
pub struct Walked {
    /// Its name.
    pub name: &'static str,
    /// Its steps as far as they were walked.
    pub steps: Vec<Step>,
}

/// A step that was walked.
#[derive(Clone, Debug)]
pub struct Step {
    /// What must hold.
    pub name: &'static str,
    /// What came of it.
    pub verdict: Verdict,
    /// How long it took.
    pub taken: Duration,
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Passed,
    /// It doesn't; what was expected and what was seen.
    Failed(String),
    /// It was not looked at, and why.
    Skipped(String),
}

impl Journey {
    /// Walks it.
    pub async fn walk(&self, client: &Client, data: &Data, pace: Duration) -> Walked {
        let walk = Walk {
            client,
            data,
            pace,
            run: Uuid::new_v4().simple().to_string()[..12].to_owned(),
            steps: RefCell::default(),
        };
        // How it ended is told by its steps.
        let _ = (self.steps)(&walk).await;
        Walked {
            name: self.name,
            steps: walk.steps.into_inner(),
        }
    }
}

impl Walked {
    /// Whether no step failed.
    #[must_use]
    pub fn is_fine(&self) -> bool {
        let mut steps = self.steps.iter();
        !steps.any(|step| matches!(step.verdict, Verdict::Failed(_)))
    }
}

impl Walk<'_> {
    /// Takes a step and keeps its verdict.
    ///
    /// # Errors
    /// When it does not hold.
    pub async fn step<T>(
        &self,
        name: &'static str,
        work: impl Future<Output = Result<T, Broken>>,
    ) -> Result<T, Stop> {
        tokio::time::sleep(self.pace).await;
        let start = Instant::now();
        let outcome = work.await;
        let verdict = match &outcome {
            Ok(_) => Verdict::Passed,
            Err(Broken(told)) => Verdict::Failed(told.clone()),
        };
        self.keep(name, verdict, start.elapsed());
        outcome.map_err(|_| Stop)
    }

    /// Takes a step with a datum, or skips it where the server has none.
    pub async fn step_with<'s, T>(
        &'s self,
        name: &'static str,
        datum: &str,
        work: impl AsyncFnOnce(&'s str) -> Result<T, Broken>,
    ) -> Result<Option<T>, Stop> {
        match self.data.get(datum) {
            Some(value) => self.step(name, work(value)).await.map(Some),
            None => {
                self.skip(name, format!("the server has no {datum}"));
                Ok(None)
            }
        }
    }

    /// Leaves a step out.
    pub fn skip(&self, name: &'static str, why: String) {
        self.keep(name, Verdict::Skipped(why), Duration::ZERO);
    }

    /// What the server has.
    #[must_use]
    pub fn data(&self) -> &Data {
        self.data
    }

    /// A session of this run.
    #[must_use]
    pub fn session(&self) -> String {
        format!("smoke_{}", self.run)
    }

    /// Another session of this run: some operations take three calls of a session in an hour.
    #[must_use]
    pub fn session_of(&self, part: &str) -> String {
        format!("smoke_{}_{part}", self.run)
    }

    /// A key of this run for one intent.
    #[must_use]
    pub fn key(&self, intent: &str) -> String {
        format!("smoke-{}-{intent}", self.run)
    }

    /// A customer of this run, in a domain that nobody owns.
    #[must_use]
    pub fn email(&self) -> String {
        format!("smoke-{}@example.com", self.run)
    }

    fn keep(&self, name: &'static str, verdict: Verdict, taken: Duration) {
        self.steps.borrow_mut().push(Step {
            name,
            verdict,
            taken,
        });
    }
}
