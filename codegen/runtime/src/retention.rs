//! How long what a contract stores is kept.

/// `x-retention` of a schema: what a sweeper works by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The schema's name in the contract.
    pub resource: &'static str,
    /// For how many seconds it is kept.
    pub keep_s: u64,
    /// The moment from which on they count, for example `created` or `expired`.
    pub after: &'static str,
}
