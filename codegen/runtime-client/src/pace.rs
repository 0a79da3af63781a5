//! Time and chance behind one trait, so that tests can hold both still.

use std::time::Duration;

use futures_util::future::BoxFuture;
use time::OffsetDateTime;

/// Where a session takes time and chance from.
pub trait Pace: Send + Sync + 'static {
    /// Time since a moment that never changes.
    fn now(&self) -> Duration;
    /// The time of day, to read dates that a server names.
    fn utc(&self) -> OffsetDateTime;
    /// Waits.
    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()>;
    /// Runs out; an attempt that is not over then is given up.
    fn timer(&self, time: Duration) -> BoxFuture<'static, ()> {
        self.sleep(time)
    }
    /// A random time from nothing up to `most`.
    fn random(&self, most: Duration) -> Duration;
}

/// The real clock, by tokio's timer.
#[derive(Clone, Copy, Debug)]
pub struct TokioPace {
    start: tokio::time::Instant,
}

impl TokioPace {
    /// A pace that counts from now.
    #[must_use]
    pub fn new() -> Self {
        Self {
            start: tokio::time::Instant::now(),
        }
    }
}

impl Default for TokioPace {
    fn default() -> Self {
        Self::new()
    }
}

impl Pace for TokioPace {
    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn utc(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    fn sleep(&self, time: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(time))
    }

    fn random(&self, most: Duration) -> Duration {
        // Without randomness the longest wait is the polite one.
        let Ok(drawn) = getrandom::u32() else {
            return most;
        };
        most.mul_f64(f64::from(drawn) / f64::from(u32::MAX))
    }
}
