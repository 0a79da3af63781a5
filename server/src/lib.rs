//! The concierge: business code behind the traits that the contract asks for.

mod api;
pub mod app;
pub mod auth;
pub mod background;
pub mod backup;
pub mod config;
pub mod domain;
#[rustfmt::skip]
pub mod generated;
pub mod host;
pub mod ids;
pub mod log;
pub mod metrics;
pub mod pages;
pub mod scanner;
pub mod secret;
pub mod seed;
pub mod sink;
pub mod store;
