//! One call as a series of attempts, each with the same request.

use std::{io, time::Duration};

use reqwest::{Client, Request, Response};

use crate::{
    Session,
    draft::Parts,
    retry::{is_safe, is_transient, retry_after},
};

/// Why there is no answer.
pub(crate) enum Lost {
    Transport(reqwest::Error),
    /// The head of an answer did not come in time.
    Late(Duration),
    /// The body could not be read at its source.
    Body(io::Error),
}

/// Sends a request, its body opened anew for each attempt.
pub(crate) async fn run(
    session: &Session,
    client: &Client,
    parts: &Parts,
) -> Result<Response, Lost> {
    let mut course = Course::start(session, &parts.head);
    loop {
        let time = course.attempt_timeout();
        let mut request = Request::new(parts.head.method().clone(), parts.head.url().clone());
        *request.headers_mut() = parts.head.headers().clone();
        parts.payload.open(&mut request).await.map_err(Lost::Body)?;
        let outcome = if parts.open_ended {
            match tokio::time::timeout(time, execute(client, request)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(Lost::Late(time)),
            }
        } else {
            *request.timeout_mut() = Some(time);
            execute(client, request).await
        };
        if !course.goes_on_after(&outcome).await {
            return outcome;
        }
    }
}

/// Errors don't repeat the address: it may carry a key or what a person typed.
async fn execute(client: &Client, request: Request) -> Result<Response, Lost> {
    let outcome = client.execute(request).await;
    outcome.map_err(|error| Lost::Transport(error.without_url()))
}

/// How far a call has come.
struct Course<'a> {
    session: &'a Session,
    safe: bool,
    ends_at: Duration,
    attempts: u32,
}

impl<'a> Course<'a> {
    fn start(session: &'a Session, request: &Request) -> Self {
        let deadline = Duration::from_millis(session.retry().deadline_ms);
        Self {
            session,
            safe: is_safe(request.method(), request.headers()),
            ends_at: session.pace().now() + deadline,
            attempts: 0,
        }
    }

    fn attempt_timeout(&self) -> Duration {
        Duration::from_millis(self.session.retry().attempt_timeout_ms).min(self.left())
    }

    /// Waits for the next attempt; false when this outcome stands.
    async fn goes_on_after(&mut self, outcome: &Result<Response, Lost>) -> bool {
        self.attempts += 1;
        match self.wait_after(outcome) {
            Some(wait) => {
                self.session.pace().sleep(wait).await;
                true
            }
            None => false,
        }
    }

    fn wait_after(&self, outcome: &Result<Response, Lost>) -> Option<Duration> {
        let retry = self.session.retry();
        let pace = self.session.pace();
        if !self.safe || self.attempts >= retry.attempts_max {
            return None;
        }
        let asked = match outcome {
            Ok(response) if is_transient(response.status(), response.headers()) => {
                retry_after(response.headers(), pace.utc())
            }
            Ok(_) => return None,
            Err(Lost::Transport(error)) if error.is_builder() || error.is_redirect() => {
                return None;
            }
            Err(_) => None,
        };
        let wait = retry.wait(self.attempts, asked, pace);
        // The answer at hand says more than an attempt that the deadline would cut off.
        (wait < self.left()).then_some(wait)
    }

    fn left(&self) -> Duration {
        self.ends_at.saturating_sub(self.session.pace().now())
    }
}
