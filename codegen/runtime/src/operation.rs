//! The facts that a contract states about its operations, as data for servers and clients.

/// An operation of the contract.
#[derive(Clone, Copy, Debug)]
pub struct OperationSpec {
    /// `operationId`
    pub id: &'static str,
    /// The name of its tag.
    pub tag: &'static str,
    /// HTTP method in capitals.
    pub method: &'static str,
    /// The path template as the contract writes it, for example `/orders/{orderId}`.
    pub path: &'static str,
    /// OR of ANDs; empty when anyone may call.
    pub security: &'static [&'static [SchemeUse]],
    /// A caller may leave its credentials out.
    pub optional_security: bool,
    /// Scopes that the caller needs whichever requirement lets it in, all of them: `x-scopes`.
    pub scopes: &'static [&'static str],
    /// `x-idempotency`
    pub idempotency: Option<IdempotencySpec>,
    /// `x-rate-limit`
    pub limits: &'static [LimitSpec],
    /// The largest body in bytes.
    pub body_max_bytes: u64,
    /// Media types that a body may have; empty when there is none.
    pub request_media: &'static [&'static str],
    /// Media types that an answer may have.
    pub response_media: &'static [&'static str],
    /// Declared statuses, rising.
    pub statuses: &'static [u16],
    /// `x-events`: what it publishes.
    pub events: &'static [&'static str],
    /// It will go away.
    pub deprecated: bool,
    /// When it goes, as the contract declares the answer header `sunset`: an HTTP date.
    pub sunset: Option<&'static str>,
    /// `x-slo`
    pub slo: Option<SloSpec>,
}

/// `x-slo`: what a monitor holds the operation to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SloSpec {
    /// The 95th percentile of its latency, in milliseconds.
    pub p95_ms: u32,
    /// How many calls of a million are not answered with 5xx; 99.9 % is 999000.
    pub availability_ppm: u32,
}

/// `x-idempotency`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdempotencySpec {
    /// A call without a key is refused.
    pub required: bool,
    /// How long an answer is kept, in seconds.
    pub ttl_s: u64,
}

/// One limit of `x-rate-limit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LimitSpec {
    /// What is counted.
    pub key: LimitKey,
    /// How many calls.
    pub requests: u32,
    /// In how many seconds.
    pub window_s: u32,
    /// The account that it shares with limits of other operations; absent where the operation has its own.
    pub account: Option<&'static str>,
}

/// What a limit counts by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitKey {
    /// The caller's address.
    Address,
    /// A property of the body, as a JSON Pointer, or a multipart part's name after `/`.
    Session(&'static str),
}

/// A security scheme that a call must satisfy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SchemeUse {
    /// Which one.
    pub scheme: &'static Scheme,
    /// Scopes that the caller needs where this requirement lets it in, all of them.
    pub scopes: &'static [&'static str],
}

/// `components.securitySchemes.*`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// The name in the contract.
    pub name: &'static str,
    /// How the credential travels.
    pub kind: SchemeKind,
}

/// How a credential travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// `Authorization: Bearer`
    Bearer,
    /// `Authorization: Basic`
    Basic,
    /// An API key in a header, by its name.
    HeaderKey(&'static str),
    /// An API key in the query, by its name.
    QueryKey(&'static str),
    /// An API key in a cookie, by its name.
    CookieKey(&'static str),
}
