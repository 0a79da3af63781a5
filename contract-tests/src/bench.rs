//! The bench that checks work at: it sends their requests, shows every answer to the checks that watch, and keeps the findings.

use std::collections::HashSet;

use concierge_codegen::ir::{Operation, Place};

use crate::client::{Client, SendError};
use crate::draft::Draft;
use crate::exchange::{Credential, Exchange, Request, Token};
use crate::values::Seed;
use crate::{Check, Contract, Finding, Options, Target, checks};

pub(crate) struct Bench<'a> {
    pub(crate) contract: &'a Contract,
    pub(crate) seed: Seed,
    pub(crate) options: &'a Options,
    client: Client,
    findings: Vec<Finding>,
    request_ids: HashSet<String>,
    answers: usize,
    /// How many calls with the token `default` succeeded, and how many were answered 401.
    with_default: (usize, usize),
    minted: u64,
}

/// Why a check does not go on.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It cannot tell; the reason is reported.
    NotRun(String),
    /// There is no deployment at the URL.
    Unreachable(String),
}

/// A difference that a check saw.
pub(crate) struct Difference<'a> {
    pub(crate) check: Check,
    pub(crate) operation: Option<&'a Operation>,
    pub(crate) place: &'a Place,
    pub(crate) expected: String,
    pub(crate) seen: String,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(contract: &'a Contract, client: Client, options: &'a Options) -> Self {
        Self {
            contract,
            seed: Seed::new(options.seed),
            options,
            client,
            findings: Vec::new(),
            request_ids: HashSet::new(),
            answers: 0,
            with_default: (0, 0),
            minted: 0,
        }
    }

    /// Sends a request of an operation and shows the answer to every watching check.
    pub(crate) async fn ask(
        &mut self,
        operation: &Operation,
        request: Request,
    ) -> Result<Exchange, Stop> {
        let exchange = self.send(Some(operation), request).await?;
        checks::watch(self, operation, &exchange);
        if exchange.response.status == 429 && !operation.limits.is_empty() {
            return Err(Stop::NotRun("the deployment limits the runner (429); give contract runs a profile with open limits".to_owned()));
        }
        Ok(exchange)
    }

    /// Sends a request that belongs to no operation; only a failing server counts as a finding here.
    pub(crate) async fn ask_outside(&mut self, request: Request) -> Result<Exchange, Stop> {
        let exchange = self.send(None, request).await?;
        checks::watch_outside(self, &exchange);
        Ok(exchange)
    }

    pub(crate) fn target(&self) -> &Target {
        self.client.target()
    }

    /// How many answers were seen so far.
    pub(crate) fn answers(&self) -> usize {
        self.answers
    }

    /// Whether the deployment answers 401 to the token `default`, and never took it.
    pub(crate) fn is_default_refused(&self) -> bool {
        let (taken, refused) = self.with_default;
        taken == 0 && refused > 0
    }

    /// A text that no other request of this run carries.
    pub(crate) fn mint(&mut self, stem: &str) -> String {
        self.minted += 1;
        format!("{stem}-{}-{}", uuid::Uuid::new_v4().simple(), self.minted)
    }

    /// Whether a request id is new in this run.
    pub(crate) fn note_request_id(&mut self, id: &str) -> bool {
        self.request_ids.insert(id.to_owned())
    }

    pub(crate) fn report(&mut self, difference: Difference<'_>, exchange: Option<&Exchange>) {
        let operation = difference.operation.map(|operation| operation.id.clone());
        let same = |known: &&mut Finding| {
            known.check == difference.check
                && known.operation == operation
                && known.expected == difference.expected
                && known.seen == difference.seen
        };
        if let Some(known) = self.findings.iter_mut().find(same) {
            known.repeats += 1;
            return;
        }
        self.findings.push(Finding {
            check: difference.check,
            operation,
            place: self.contract.shown(difference.place),
            expected: difference.expected,
            seen: difference.seen,
            answer: exchange
                .map(|exchange| exchange.response.excerpt())
                .unwrap_or_default(),
            curl: exchange
                .map(|exchange| exchange.request.curl(self.target()))
                .unwrap_or_default(),
            repeats: 0,
        });
    }

    /// Reports an answer whose status is not the wanted one; says whether it is.
    pub(crate) fn expect_status(
        &mut self,
        check: Check,
        place: &Place,
        wanted: u16,
        why: &str,
        draft: &Draft<'_>,
        exchange: &Exchange,
    ) -> bool {
        let status = exchange.response.status;
        if status != wanted {
            let (expected, seen) = (format!("{wanted}: {why}"), status.to_string());
            self.report(
                Difference {
                    check,
                    operation: Some(draft.operation),
                    place,
                    expected,
                    seen,
                },
                Some(exchange),
            );
        }
        status == wanted
    }

    /// How many findings a check has for an operation.
    pub(crate) fn count(&self, check: Check, operation: Option<&str>) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.check == check && finding.operation.as_deref() == operation)
            .count()
    }

    pub(crate) fn into_findings(self) -> Vec<Finding> {
        self.findings
    }

    async fn send(
        &mut self,
        operation: Option<&Operation>,
        request: Request,
    ) -> Result<Exchange, Stop> {
        for credential in &request.credentials {
            if let Token::Named(name) = credential.token
                && !self.target().has_token(name)
            {
                return Err(Stop::NotRun(format!("no token named `{name}` was given")));
            }
        }
        let kept = request.clone();
        match self.client.send(request).await {
            Ok(exchange) => {
                self.answers += 1;
                let is_default =
                    |credential: &Credential| credential.token == Token::Named("default");
                if kept.credentials.iter().any(is_default) {
                    let status = exchange.response.status;
                    self.with_default.0 += usize::from((200..300).contains(&status));
                    self.with_default.1 += usize::from(status == 401);
                }
                Ok(exchange)
            }
            Err(SendError::Unreachable(reason)) if self.answers == 0 => {
                Err(Stop::Unreachable(reason))
            }
            Err(SendError::Unwritable(reason)) => Err(Stop::NotRun(format!(
                "a request cannot be written: {reason}"
            ))),
            Err(error) => {
                self.report_lost(operation, &kept, &error);
                Err(Stop::NotRun(error.to_string()))
            }
        }
    }

    fn report_lost(&mut self, operation: Option<&Operation>, request: &Request, error: &SendError) {
        let outside = Place::default();
        let difference = Difference {
            check: Check::ServerError,
            operation,
            place: operation.map_or(&outside, |operation| &operation.place),
            expected: "an answer to every request".to_owned(),
            seen: error.to_string(),
        };
        self.report(difference, None);
        if let Some(finding) = self
            .findings
            .last_mut()
            .filter(|finding| finding.curl.is_empty())
        {
            finding.curl = request.curl(self.client.target());
        }
    }
}
