//! The concierge: business code behind the traits that the contract asks for.

pub mod domain;
pub mod store;
