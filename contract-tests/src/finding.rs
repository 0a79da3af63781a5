//! What a run found: findings, outcomes of checks, and the report that holds both.

use concierge_codegen::ir::Place;
use serde::{Serialize, Serializer};

use crate::Check;

/// A difference between the contract and the deployment.
#[derive(Clone, Debug, Serialize)]
pub struct Finding {
    /// Which check found it.
    pub check: Check,
    /// `operationId`; absent for what belongs to no operation.
    pub operation: Option<String>,
    /// Where the contract states what was broken.
    #[serde(serialize_with = "place_text")]
    pub place: Place,
    /// What the contract promises.
    pub expected: String,
    /// What the deployment did.
    pub seen: String,
    /// The answer's status, content type and beginning; empty without one.
    pub answer: String,
    /// A command that sends the request again, with credentials as shell variables; empty without a request.
    pub curl: String,
    /// How many further answers showed the same difference.
    pub repeats: usize,
}

/// How a check ended for an operation.
#[derive(Clone, Debug, Serialize)]
pub struct Outcome {
    /// `operationId`; absent for what belongs to no operation.
    pub operation: Option<String>,
    /// The check.
    pub check: Check,
    /// How it ended.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// How a check ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing was found.
    Passed {
        /// How many answers it looked at.
        answers: usize,
    },
    /// Something was found.
    Failed {
        /// How many findings.
        findings: usize,
    },
    /// It did not run, or not to its end.
    NotRun {
        /// Why.
        reason: String,
    },
}

/// All that a run found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// `info.title` of the contract.
    pub title: String,
    /// `info.version` of the contract.
    pub version: String,
    /// The base URL of the deployment.
    pub url: String,
    /// The seed of generated values; the same seed makes the same values.
    pub seed: u64,
    /// Every check of every operation, in contract order.
    pub outcomes: Vec<Outcome>,
    /// Every difference, in the order found.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether nothing was found. Checks that did not run don't count against it; look at [`Report::not_run`] for them.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }

    /// The checks that did not run, with their reasons.
    pub fn not_run(&self) -> impl Iterator<Item = (&Outcome, &str)> {
        self.outcomes
            .iter()
            .filter_map(|outcome| match &outcome.verdict {
                Verdict::NotRun { reason } => Some((outcome, reason.as_str())),
                _ => None,
            })
    }

    /// The findings of a check.
    pub fn findings_of(&self, check: Check) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(move |finding| finding.check == check)
    }
}

fn place_text<S: Serializer>(place: &Place, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&format_args!(
        "{}:{}:{}",
        place.file, place.line, place.column
    ))
}
