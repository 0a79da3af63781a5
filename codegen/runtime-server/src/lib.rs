//! What generated servers lean on: one service from `http::Request` to `http::Response`, and its dropshot mounts.
//!
//! Everything that does not vary with a contract is here: routing, credentials, limits, negotiation, reading of parameters and bodies,
//! writes that can be sent twice, error answers. Generated code supplies a table of routes, typed readers and writers, and the traits that an application implements.

mod address;
mod answer;
mod arrival;
mod body;
mod call;
mod clock;
mod context;
mod cors;
pub mod decoder;
mod events;
mod form;
mod idempotency;
mod limits;
pub mod mount;
mod multipart;
mod negotiate;
mod observe;
mod operation;
mod options;
mod page;
mod pieces;
mod query;
pub mod reader;
mod refusal;
mod render;
mod router;
mod security;
mod service;
mod spool;
mod stream;
pub mod stub;
mod trace;

pub use address::{ForwardedBy, Network, NotANetwork, Proxies};
pub use answer::{Answer, status_in};
pub use call::Call;
pub use clock::{Clock, SystemClock};
pub use context::{Caller, Context, Peer, RequestId};
pub use cors::Cors;
pub use events::{Event, Events};
pub use form::FormField;
pub use idempotency::{
    AuditEntry, Claim, Claimed, Engine, EngineError, Job, Keyed, Ledger, Receipt, Settled, Stored,
};
pub use limits::Profile;
pub use multipart::{PartKind, PartSpec, Parts};
pub use observe::{Observer, RequestLine, SlogObserver};
pub use operation::{Handler, Operation, Refuse, Reply, Route, answer};
pub use options::{Options, Secret, Versions};
pub use page::{Page, PageBody};
pub use reader::{Found, Reader, stated};
pub use refusal::{Failure, FailureKind, Problem, Refusal, Refused, Render, Stop};
pub use security::{Authenticator, Credential, Nobody};
pub use service::Service;
pub use spool::Spooled;
pub use stream::{ByteStream, StreamError, StreamFault};
pub use trace::Trace;

pub use bytes::Bytes;
pub use concierge_runtime::parameter::{Layout, Style};
pub use concierge_runtime::{
    IdempotencySpec, LimitKey, LimitSpec, OperationSpec, Place, Scheme, SchemeKind, SchemeUse,
    Violation, Violations,
};

/// The body of requests and responses: dropshot's own, so that nothing is wrapped twice.
pub type Body = dropshot::Body;
