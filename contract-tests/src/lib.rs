//! Checks a running deployment against its contract, as a black box: it reads the same OpenAPI files, sends real requests, and judges the
//! answers with an independent JSON Schema implementation.

mod bench;
mod bundle;
mod check;
mod checks;
mod client;
mod contract;
mod draft;
mod exchange;
mod finding;
mod oracle;
pub mod plan;
pub mod report;
mod run;
mod subject;
mod target;
mod values;

pub use check::Check;
pub use contract::{Contract, ContractError};
pub use exchange::{Credential, Exchange, Request, Response, Token};
pub use finding::{Finding, Outcome, Report, Verdict};
pub use run::{Options, RunError, run};
pub use target::Target;
