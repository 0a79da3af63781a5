//! A run: goes through the plan, operation by operation.

use std::collections::BTreeMap;

use concierge_codegen::ir::Operation;
use serde_json::Value;
use thiserror::Error;

use crate::bench::{Bench, Stop};
use crate::client::Client;
use crate::plan::{Planned, plan};
use crate::subject::Subject;
use crate::{Check, Contract, Outcome, Report, Target, Verdict, checks};

/// What to check, and how.
#[derive(Clone, Debug)]
pub struct Options {
    /// Only operations with one of these tags; all of them when empty.
    pub tags: Vec<String>,
    /// Only these operations; all of them when empty.
    pub operations: Vec<String>,
    /// By operation, bodies that succeed on the data that the deployment holds; they take the place of the contract's examples.
    pub bodies: BTreeMap<String, Vec<Value>>,
    /// The seed of generated values.
    pub seed: u64,
    /// How many seconds an answer may take.
    pub timeout_s: u64,
    /// How many pages of a result are followed.
    pub pages_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tags: Vec::new(),
            operations: Vec::new(),
            bodies: BTreeMap::new(),
            seed: 1,
            timeout_s: 30,
            pages_max: 100,
        }
    }
}

/// Why a run came to nothing.
#[derive(Debug, Error)]
pub enum RunError {
    /// Nobody answers at the URL.
    #[error("reach {url}: {reason}; start the deployment or correct --url")]
    Unreachable {
        /// The base URL.
        url: String,
        /// What the connection said.
        reason: String,
    },
    /// The base URL is none.
    #[error("read --url {url}: {reason}; write it whole, for example https://staging.example.com")]
    Url {
        /// What was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The deployment knows no such credential, so that every check would only say that.
    #[error(
        "use the token `default`: {url} answers 401 to it; correct the variable that --token names"
    )]
    Refused {
        /// The base URL.
        url: String,
    },
    /// No operation has such a tag or id.
    #[error("find an operation that fits the filter; the contract has {0}")]
    NothingChosen(String),
    /// Bodies are given for an operation that there is not, or that takes none.
    #[error("give bodies to `{0}`; the contract has no such operation with a body")]
    NoSuchBody(String),
    /// The HTTP client could not be made.
    #[error("make an http client: {0}")]
    Client(#[from] reqwest::Error),
}

/// Checks a deployment against a contract.
///
/// # Errors
/// When there is nothing to check or nobody to ask. Differences are not errors: they stand in the report.
pub async fn run(
    contract: &Contract,
    target: &Target,
    options: &Options,
) -> Result<Report, RunError> {
    let api = contract.api();
    let planned = plan(api, |operation| is_chosen(operation, options));
    if planned.is_empty() {
        let ids: Vec<&str> = api
            .operations
            .iter()
            .map(|operation| operation.id.as_str())
            .collect();
        return Err(RunError::NothingChosen(ids.join(", ")));
    }
    let takes_body = |id: &String| {
        let known = |operation: &&Operation| operation.id == *id && !operation.body.is_empty();
        api.operations.iter().any(|operation| known(&operation))
    };
    if let Some(unknown) = options.bodies.keys().find(|id| !takes_body(id)) {
        return Err(RunError::NoSuchBody(unknown.clone()));
    }
    if let Err(error) = reqwest::Url::parse(target.url()) {
        return Err(RunError::Url {
            url: target.url().to_owned(),
            reason: error.to_string(),
        });
    }
    let client = Client::new(target, options.timeout_s)?;
    let mut bench = Bench::new(contract, client, options);
    let mut outcomes = Vec::new();
    for group in planned.chunk_by(|one, other| one.operation == other.operation) {
        let unreachable = |reason| RunError::Unreachable {
            url: target.url().to_owned(),
            reason,
        };
        outcomes.extend(run_group(&mut bench, group).await.map_err(unreachable)?);
        if bench.is_default_refused() {
            return Err(RunError::Refused {
                url: target.url().to_owned(),
            });
        }
    }
    Ok(Report {
        title: api.title.clone(),
        version: api.version.clone(),
        url: target.url().to_owned(),
        seed: options.seed,
        outcomes,
        findings: bench.into_findings(),
    })
}

fn is_chosen(operation: &Operation, options: &Options) -> bool {
    let by_tag = options.tags.is_empty() || options.tags.contains(&operation.tag);
    let by_id = options.operations.is_empty() || options.operations.contains(&operation.id);
    by_tag && by_id
}

/// The checks of one operation, or those of none.
async fn run_group<'a>(bench: &mut Bench<'a>, group: &[Planned]) -> Result<Vec<Outcome>, String> {
    let operation = group
        .first()
        .and_then(|planned| bench.contract.api().operations.get(planned.operation?));
    let mut subject = operation.map(|operation| Subject::new(bench, operation));
    let id = operation.map(|operation| operation.id.clone());
    let first = bench.answers();
    let mut outcomes = Vec::new();
    for planned in group.iter().filter(|planned| !planned.check.watches()) {
        let before = bench.answers();
        let ended = match (&planned.left_out, &mut subject) {
            (Some(reason), _) => Err(Stop::NotRun(reason.clone())),
            (None, Some(subject)) => checks::perform(planned.check, bench, subject).await,
            (None, None) => checks::perform_outside(planned.check, bench).await,
        };
        let verdict = verdict(bench, planned.check, id.as_deref(), before, ended)?;
        outcomes.push(Outcome {
            operation: id.clone(),
            check: planned.check,
            verdict,
        });
    }
    for planned in group.iter().filter(|planned| planned.check.watches()) {
        let verdict = verdict(bench, planned.check, id.as_deref(), first, Ok(()))?;
        outcomes.push(Outcome {
            operation: id.clone(),
            check: planned.check,
            verdict,
        });
    }
    Ok(outcomes)
}

/// Findings outweigh a check that stopped, and a check that saw nothing has not passed.
fn verdict(
    bench: &Bench<'_>,
    check: Check,
    operation: Option<&str>,
    before: usize,
    ended: Result<(), Stop>,
) -> Result<Verdict, String> {
    let findings = bench.count(check, operation);
    let answers = bench.answers() - before;
    match ended {
        Err(Stop::Unreachable(reason)) => Err(reason),
        _ if findings > 0 => Ok(Verdict::Failed { findings }),
        Err(Stop::NotRun(reason)) => Ok(Verdict::NotRun { reason }),
        Ok(()) if answers == 0 => Ok(Verdict::NotRun {
            reason: "no answer was seen".to_owned(),
        }),
        Ok(()) => Ok(Verdict::Passed { answers }),
    }
}
