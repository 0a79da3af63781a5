//! The store: what any engine must keep, on real files.

mod catalogue;
mod commits;
mod ledger;
