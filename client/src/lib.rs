//! The concierge client: one builder per operation, behind a session that keeps keys, retries and deadlines.
//!
//! ```no_run
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! use concierge_client::{Credentials, Options, connect};
//! use concierge_spec::ProductSearch;
//!
//! let client = connect("https://api.glowglitch.com", Options::new(Credentials::bearer("key")))?;
//! let page = client.search_products().body(ProductSearch::new("sess_7f3a91".to_owned())).send().await?;
//! println!("{} pieces", page.data.len());
//! # Ok(())
//! # }
//! ```

mod connect;
#[rustfmt::skip] // its formatting is pinned by the generator
mod generated;

pub use concierge_runtime_client::{
    BearerError, BearerSource, ConnectError, CorrelationIdError, Credentials, Retry, Secret,
    Session, Upload,
};
pub use connect::{Options, connect};
pub use generated::{ByteStream, Client, Error, ResponseValue, builder};
