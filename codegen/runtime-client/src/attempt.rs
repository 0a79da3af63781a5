//! One call as a series of attempts, each with the same request.

use std::{io, time::Duration};

use bytes::BytesMut;
use concierge_runtime::OperationSpec;
use http::StatusCode;
use reqwest::{Client, Request, Response, Url};

use crate::{
    Attempted, CircuitOpen, Failure, InvalidRequest, NoAnswer, Outgoing, Reason, Session,
    answer::Sent,
    draft::Parts,
    retry::{KEY_HEADER, is_safe, is_transient, retry_after},
};

/// What became of an attempt that has no answer.
enum Lost {
    No(Reason),
    /// The body could not be read at its source.
    Body(io::Error),
    /// The transport takes no such request.
    Unsendable,
}

/// Sends a request, its body opened anew for each attempt, until an outcome stands.
pub(crate) async fn run(
    session: &Session,
    client: &Client,
    spec: &'static OperationSpec,
    parts: &Parts,
) -> Result<Response, Failure> {
    let host = host(parts.head.url());
    let mut course = Course::start(session, spec, parts);
    let mut before = None;
    loop {
        let permit = match session.permit(&host) {
            Ok(permit) => permit,
            Err(wait) => {
                let host = host.clone();
                return before.unwrap_or(Err(Failure::Circuit(CircuitOpen { host, wait })));
            }
        };
        course.attempts += 1;
        let began = session.pace().now();
        let outcome = course.attempt(client).await;
        let ended = session.pace().now();
        match has_failed(&outcome) {
            Some(has_failed) => permit.report(has_failed, ended),
            None => drop(permit),
        }
        let next_in = course.wait_after(&outcome);
        course.tell(&outcome, ended.saturating_sub(began), next_in);
        let outcome = course.finish(outcome);
        let Some(wait) = next_in else {
            return outcome;
        };
        session.pace().sleep(wait).await;
        before = Some(outcome);
    }
}

/// How far a call has come.
struct Course<'a> {
    session: &'a Session,
    spec: &'static OperationSpec,
    parts: &'a Parts,
    safe: bool,
    ends_at: Duration,
    attempts: u32,
}

impl<'a> Course<'a> {
    fn start(session: &'a Session, spec: &'static OperationSpec, parts: &'a Parts) -> Self {
        let deadline = Duration::from_millis(session.retry().deadline_ms);
        Self {
            session,
            spec,
            parts,
            safe: is_safe(spec, parts.head.method(), parts.head.headers()),
            ends_at: session.pace().now().saturating_add(deadline),
            attempts: 0,
        }
    }

    async fn attempt(&self, client: &Client) -> Result<Response, Lost> {
        let most = Duration::from_millis(self.session.retry().attempt_timeout_ms);
        let time = most.min(self.left());
        tokio::select! {
            biased;
            outcome = self.exchange(client) => outcome,
            () = self.session.pace().timer(time) => Err(Lost::No(Reason::Late(time))),
        }
    }

    async fn exchange(&self, client: &Client) -> Result<Response, Lost> {
        let head = &self.parts.head;
        let mut request = Request::new(head.method().clone(), head.url().clone());
        *request.headers_mut() = head.headers().clone();
        self.parts
            .payload
            .open(&mut request)
            .await
            .map_err(Lost::Body)?;
        for hook in self.session.hooks() {
            hook.before_send(&mut Outgoing {
                operation: self.spec,
                number: self.attempts,
                request: &mut request,
            });
        }
        let response = client.execute(request).await.map_err(unsent)?;
        if self.stays_open(response.status()) {
            return Ok(response);
        }
        whole(response, self.session.answer_max_bytes()).await
    }

    /// A success may take as long as it likes; an error is read at once.
    fn stays_open(&self, status: StatusCode) -> bool {
        self.parts.open_ended && status.as_u16() < 400
    }

    /// The wait for the next attempt; none when this outcome stands.
    fn wait_after(&self, outcome: &Result<Response, Lost>) -> Option<Duration> {
        let (retry, pace) = (self.session.retry(), self.session.pace());
        if self.attempts >= retry.attempts_max {
            return None;
        }
        let asked = match outcome {
            Ok(response) if self.safe && is_transient(response.status(), response.headers()) => {
                retry_after(response.headers(), pace.utc())
            }
            // Nothing was sent, so that nothing can happen twice.
            Err(Lost::No(Reason::Connect(_))) => None,
            Err(Lost::No(Reason::Broken(error))) if self.safe && !error.is_redirect() => None,
            Err(Lost::No(Reason::Late(_))) if self.safe => None,
            Ok(_) | Err(_) => return None,
        };
        let wait = retry.wait(self.attempts, asked, pace);
        // The answer at hand says more than an attempt that the deadline would cut off.
        (wait < self.left()).then_some(wait)
    }

    /// Tells hooks and the trace what came of an attempt.
    fn tell(&self, outcome: &Result<Response, Lost>, took: Duration, next_in: Option<Duration>) {
        let answer = outcome.as_ref().ok();
        let attempted = Attempted {
            operation: self.spec,
            number: self.attempts,
            status: answer.map(Response::status),
            headers: answer.map(Response::headers),
            took,
            next_in,
        };
        tracing::debug!(
            attempt = attempted.number,
            status = attempted.status.map(|status| status.as_u16()),
            took_ms = took.as_millis(),
            next_in_ms = next_in.map(|wait| wait.as_millis()),
            "attempted"
        );
        for hook in self.session.hooks() {
            hook.after_attempt(&attempted);
        }
    }

    fn finish(&self, outcome: Result<Response, Lost>) -> Result<Response, Failure> {
        let key = || self.parts.head.headers().get(KEY_HEADER).cloned();
        match outcome {
            Ok(mut response) => {
                let (key, whole) = (key(), !self.stays_open(response.status()));
                response.extensions_mut().insert(Sent { key, whole });
                Ok(response)
            }
            Err(Lost::No(reason)) => Err(Failure::Lost(NoAnswer {
                reason,
                attempts: self.attempts,
                is_repeatable: self.safe,
                key: key(),
            })),
            Err(Lost::Body(error)) => {
                Err(InvalidRequest::new(format!("read the body: {error}")).into())
            }
            Err(Lost::Unsendable) => {
                Err(InvalidRequest::new("send the request: the transport takes no such one").into())
            }
        }
    }

    fn left(&self) -> Duration {
        self.ends_at.saturating_sub(self.session.pace().now())
    }
}

/// Whether the host failed; nothing when the attempt never came so far.
fn has_failed(outcome: &Result<Response, Lost>) -> Option<bool> {
    match outcome {
        Ok(response) => Some(response.status().is_server_error()),
        Err(Lost::No(Reason::TooLarge(_))) => Some(false),
        Err(Lost::No(_)) => Some(true),
        Err(Lost::Body(_) | Lost::Unsendable) => None,
    }
}

/// Errors don't repeat the address: it may carry a key or what a person typed.
fn unsent(error: reqwest::Error) -> Lost {
    let error = error.without_url();
    if error.is_builder() {
        return Lost::Unsendable;
    }
    Lost::No(match error.is_connect() {
        true => Reason::Connect(error),
        false => Reason::Broken(error),
    })
}

/// The same answer with its body in memory.
async fn whole(mut response: Response, most: u64) -> Result<Response, Lost> {
    let too_large = || Lost::No(Reason::TooLarge(most));
    if response
        .content_length()
        .is_some_and(|length| length > most)
    {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    let broken = |error: reqwest::Error| Lost::No(Reason::Broken(error.without_url()));
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if (body.len() + chunk.len()) as u64 > most {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    let mut read = http::Response::new(body.freeze());
    *read.status_mut() = response.status();
    *read.version_mut() = response.version();
    *read.headers_mut() = std::mem::take(response.headers_mut());
    Ok(Response::from(read))
}

/// Host and port, which have a circuit of their own.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::Url;

    use super::host;

    #[test]
    fn each_port_is_a_host_of_its_own() {
        for (url, expected) in [
            ("https://api.example.com/a?b", "api.example.com:443"),
            ("http://api.example.com", "api.example.com:80"),
            ("http://127.0.0.1:8080/", "127.0.0.1:8080"),
        ] {
            assert_eq!(host(&Url::parse(url).expect("a url")), expected);
        }
    }
}
