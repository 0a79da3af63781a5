//! Operations: what comes in, what goes out, and the rules around them.

use std::collections::BTreeMap;

use super::{Place, Schema};

/// An operation of the contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// `operationId`
    pub id: String,
    /// The Rust method, for example `create_return`.
    pub method_name: String,
    /// The Rust stem, for example `CreateReturn`.
    pub stem: String,
    /// The name of its (first) tag.
    pub tag: String,
    /// HTTP method in capitals.
    pub http_method: String,
    /// The path template as the contract writes it, for example `/orders/{orderId}`.
    pub path: String,
    /// `summary`
    pub summary: Option<String>,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// Path-level and own parameters, in order; headers that the runtime owns (`x-idempotency-key`, `authorization`, `x-correlation-id`, `traceparent`) stay in the list.
    pub parameters: Vec<Parameter>,
    /// The request body's media types; empty when there is no body.
    pub body: Vec<Content>,
    /// `requestBody.required`
    pub body_required: bool,
    /// Declared answers in order of status, `default` last.
    pub responses: Vec<Response>,
    /// OR of ANDs; empty when anyone may call. An empty requirement among others makes credentials optional.
    pub security: Vec<Requirement>,
    /// `x-scopes`, or the OAuth2 scopes of the requirements
    pub scopes: Vec<String>,
    /// `x-idempotency`
    pub idempotency: Option<Idempotency>,
    /// `x-rate-limit`
    pub limits: Vec<Limit>,
    /// `x-slo`
    pub slo: Option<Slo>,
    /// `x-events`: what it publishes
    pub events: Vec<String>,
    /// `x-body-limit` in bytes, or the generator's default for the media type
    pub body_max_bytes: u64,
    /// Every other `x-` entry, as JSON
    pub extensions: BTreeMap<String, serde_json::Value>,
    /// Where it is declared.
    pub place: Place,
}

/// A parameter.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// The name on the wire; headers in lower case.
    pub wire: String,
    /// The Rust field, unique in its operation.
    pub name: String,
    /// Where it travels.
    pub location: Location,
    /// How an array or object is written.
    pub style: Style,
    /// `explode`, with the style's default filled in
    pub explode: bool,
    /// `required`
    pub required: bool,
    /// `description`
    pub description: Option<String>,
    /// `deprecated`
    pub deprecated: bool,
    /// What it holds.
    pub schema: Schema,
    /// Where it is declared.
    pub place: Place,
}

/// `in`
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names are the standard's own words")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// `style`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the standard's own words")]
pub enum Style {
    Simple,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
    Label,
    Matrix,
}

/// A media type of a body or an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Content {
    /// As the contract writes it, lower case, for example `application/json`.
    pub media_type: String,
    /// How it is read and written.
    pub kind: MediaKind,
    /// What it holds; absent for bytes, and for a multipart body, which has parts.
    pub schema: Option<Schema>,
    /// The parts of a multipart body.
    pub parts: Vec<Part>,
    /// Named examples, in order.
    pub examples: Vec<Example>,
}

/// How a media type is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// `application/json` and `+json`
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data`
    Multipart,
    /// `text/*`
    Text,
    /// Anything else: bytes
    Bytes,
}

/// A part of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The part's name.
    pub wire: String,
    /// The Rust field.
    pub name: String,
    /// What it holds; `Format::Binary` text is a file.
    pub schema: Schema,
    /// Whether it must stand.
    pub required: bool,
    /// `encoding.contentType` split at commas: the media types a file part may have.
    pub media_types: Vec<String>,
}

/// An example of a body.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Its name; `default` for an unnamed one.
    pub name: String,
    /// The value.
    pub value: serde_json::Value,
    /// Where it is declared.
    pub place: Place,
}

/// A declared answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// Which statuses it stands for.
    pub status: StatusKey,
    /// The Rust variant, unique in its operation, for example `Created`.
    pub name: String,
    /// `description`
    pub description: String,
    /// Declared headers, names in lower case.
    pub headers: Vec<Header>,
    /// Its media types; empty for an answer without a body.
    pub contents: Vec<Content>,
}

/// A key under `responses`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatusKey {
    /// `200`
    Code(u16),
    /// `4XX` as 4
    Range(u8),
    /// `default`
    Default,
}

/// A declared response header.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The name in lower case.
    pub wire: String,
    /// The Rust field.
    pub name: String,
    /// `required`
    pub required: bool,
    /// `description`
    pub description: Option<String>,
    /// What it holds.
    pub schema: Schema,
}

/// Schemes that must all be satisfied, with their scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requirement {
    /// Scheme name and scopes, in contract order.
    pub schemes: Vec<(String, Vec<String>)>,
}

/// `x-idempotency`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// A call without a key is refused.
    pub required: bool,
    /// How long an answer is kept, in seconds.
    pub ttl_s: u64,
}

/// One limit of `x-rate-limit`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is counted.
    pub key: LimitKey,
    /// How many calls.
    pub requests: u32,
    /// In how many seconds.
    pub window_s: u32,
}

/// What a limit counts by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitKey {
    /// The caller's address.
    Address,
    /// A property of the body, as a JSON Pointer, or a multipart part's name after `/`.
    Session(String),
}

/// `x-slo`
#[derive(Clone, Debug, PartialEq)]
pub struct Slo {
    /// 95th percentile of the latency in milliseconds.
    pub p95_ms: u32,
    /// Availability in percent as written, for example `99.5`.
    pub availability: String,
}
