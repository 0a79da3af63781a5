//! A client, configured step by step.

use std::{fmt, marker::PhantomData, time::Duration};

use reqwest::Client;

use crate::{
    BearerSource, Circuit, ConnectError, Credentials, Hook, Pace, Retry, Session, TraceContext,
    connect::{base_url, transport},
};

/// What a client is made of.
#[derive(Clone, Debug)]
pub struct Connection {
    /// The server's address, without a last slash.
    pub baseurl: String,
    /// The transport.
    pub client: Client,
    /// What all calls have in common.
    pub session: Session,
}

/// Configures a client; nothing is sent while it does.
#[must_use]
pub struct ClientBuilder<C> {
    url: String,
    session: Session,
    correlation_id: Option<String>,
    traceparent: Option<String>,
    transport: Option<Client>,
    client: PhantomData<fn() -> C>,
}

impl<C: From<Connection>> ClientBuilder<C> {
    /// A client of the server at `url`, with default retries and no credentials.
    pub fn new(url: &str) -> Self {
        Self {
            url: url.to_owned(),
            session: Session::new(Credentials::none()),
            correlation_id: None,
            traceparent: None,
            transport: None,
            client: PhantomData,
        }
    }

    /// A bearer token, or a source of tokens, for every scheme that takes one.
    pub fn bearer(self, source: impl BearerSource) -> Self {
        self.change(|session| {
            session.with_credentials(|credentials| credentials.with_default_bearer(source))
        })
    }

    /// All credentials at once, where schemes take different ones.
    pub fn credentials(self, credentials: Credentials) -> Self {
        self.change(|session| session.with_credentials(|_| credentials))
    }

    /// How often and how long a call is tried.
    pub fn retry(self, retry: Retry) -> Self {
        self.change(|session| session.with_retry(retry))
    }

    /// How many attempts a call has, the first one included.
    pub fn attempts_max(self, attempts_max: u32) -> Self {
        self.change_retry(|retry| retry.attempts_max = attempts_max)
    }

    /// How long one attempt may take, its answer's body included.
    pub fn attempt_timeout(self, time: Duration) -> Self {
        self.change_retry(|retry| retry.attempt_timeout_ms = milliseconds(time))
    }

    /// How long a call may take, all its attempts and waits together.
    pub fn timeout(self, time: Duration) -> Self {
        self.change_retry(|retry| retry.deadline_ms = milliseconds(time))
    }

    /// When a host that fails is left alone.
    pub fn circuit(self, circuit: Circuit) -> Self {
        self.change(|session| session.with_circuit(circuit))
    }

    /// The largest answer that is read into memory, in bytes.
    pub fn answer_max_bytes(self, bytes: u64) -> Self {
        self.change(|session| session.with_answer_max_bytes(bytes))
    }

    /// The id of a chain of calls, which every call sends and every answer repeats.
    pub fn correlation_id(mut self, id: &str) -> Self {
        self.correlation_id = Some(id.to_owned());
        self
    }

    /// The `traceparent` of W3C Trace Context that every call passes on.
    pub fn traceparent(mut self, traceparent: &str) -> Self {
        self.traceparent = Some(traceparent.to_owned());
        self
    }

    /// Something that looks at every attempt; hooks run in the order in which they were added.
    pub fn hook(self, hook: impl Hook) -> Self {
        self.change(|session| session.with_hook(hook))
    }

    /// Another source of time and chance, for tests.
    pub fn pace(self, pace: impl Pace) -> Self {
        self.change(|session| session.with_pace(pace))
    }

    /// A transport of the caller's own, whose redirections, proxies and certificates are the caller's affair.
    pub fn transport(mut self, transport: Client) -> Self {
        self.transport = Some(transport);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// When the address, the correlation id or the `traceparent` is unfit, or the system's certificates cannot be read.
    pub fn build(self) -> Result<C, ConnectError> {
        let baseurl = base_url(&self.url)?;
        let mut session = self.session;
        if let Some(id) = &self.correlation_id {
            session = session.with_correlation_id(id)?;
        }
        if let Some(traceparent) = &self.traceparent {
            session = session.with_trace(TraceContext::parse(traceparent)?);
        }
        let client = match self.transport {
            Some(client) => client,
            None => transport(&session)?,
        };
        Ok(C::from(Connection {
            baseurl,
            client,
            session,
        }))
    }

    fn change(mut self, change: impl FnOnce(Session) -> Session) -> Self {
        self.session = change(self.session);
        self
    }

    fn change_retry(self, change: impl FnOnce(&mut Retry)) -> Self {
        self.change(|session| {
            let mut retry = session.retry().clone();
            change(&mut retry);
            session.with_retry(retry)
        })
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
