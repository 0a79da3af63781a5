//! A clock that moves only when somebody sleeps, and chance that always draws the longest wait.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use concierge_runtime_client::Pace;
use time::{OffsetDateTime, macros::datetime};

#[derive(Clone, Default)]
pub(crate) struct StillPace {
    slept: Arc<Mutex<Vec<Duration>>>,
    /// Attempts run out at once, as soon as they wait for the server.
    runs_out: bool,
}

impl StillPace {
    /// One whose attempts run out.
    pub(crate) fn running_out() -> Self {
        Self {
            runs_out: true,
            ..Self::default()
        }
    }

    /// Lets time pass.
    pub(crate) fn advance(&self, time: Duration) {
        self.slept.lock().expect("not poisoned").push(time);
    }

    pub(crate) fn slept_ms(&self) -> Vec<u128> {
        let slept = self.slept.lock().expect("not poisoned");
        slept.iter().map(Duration::as_millis).collect()
    }
}

impl Pace for StillPace {
    fn now(&self) -> Duration {
        self.slept.lock().expect("not poisoned").iter().sum()
    }

    fn utc(&self) -> OffsetDateTime {
        datetime!(2026-03-01 10:00:00 UTC)
    }

    fn sleep(
        &self,
        time: Duration,
    ) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        self.slept.lock().expect("not poisoned").push(time);
        Box::pin(std::future::ready(()))
    }

    fn timer(
        &self,
        time: Duration,
    ) -> std::pin::Pin<Box<dyn Future<Output = ()> + Send + 'static>> {
        if self.runs_out {
            self.sleep(time)
        } else {
            Box::pin(std::future::pending())
        }
    }

    fn random(&self, most: Duration) -> Duration {
        most
    }
}
