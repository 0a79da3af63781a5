//! The concierge client: one builder per operation, behind a session that keeps keys, retries, deadlines and circuits.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use concierge_client::Client;
//! use concierge_spec::ProductSearch;
//!
//! let client = Client::builder("https://api.glowglitch.com").bearer("key").build()?;
//! let page = client.search_products().body(ProductSearch::new("sess_7f3a91")).send().await?;
//! println!("{} pieces", page.data.len());
//! # Ok(())
//! # }
//! ```

#[rustfmt::skip] // its formatting is pinned by the generator
mod generated;
#[doc = include_str!("../../docs/client.md")]
pub mod guide {}

pub use concierge_runtime_client::{
    Advice, Answer, Attempted, BearerError, BearerSource, Circuit, CircuitOpen, ClientBuilder,
    ConnectError, CorrelationIdError, Credentials, Hook, InvalidRequest, NoAnswer, Outgoing, Pages,
    Reason, Refusal, Retry, Secret, Session, TraceContext, TraceError, Unreadable, Upload,
    idempotency_key,
};
pub use generated::{ByteStream, Client, Error, ResponseValue, builder};
