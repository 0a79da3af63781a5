//! Operations: what comes in, what goes out, and the rules around them.

use std::collections::BTreeMap;
use std::fmt;

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

impl Operation {
    /// Whether a body of bytes or events travels as a stream. An idempotent operation keeps its answer, so that nothing of it can be one.
    #[must_use]
    pub fn is_streamed(&self, content: &Content) -> bool {
        self.idempotency.is_none() && matches!(content.kind, MediaKind::Bytes | MediaKind::Events)
    }
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
    /// `allowReserved`: reserved characters of a query value travel as they are.
    pub allow_reserved: bool,
    /// The media type under `content`; where one stands, `style` and `explode` say nothing.
    pub media: Option<Media>,
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

/// The media type that a parameter, a header or a property of a form is written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// In lower case, for example `application/json`.
    pub media_type: String,
    /// [`MediaKind::Json`], or [`MediaKind::Text`] for what is passed as plain text.
    pub kind: MediaKind,
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
    /// What it holds; of events the data of one. Absent for bytes, and for a multipart body, which has parts.
    pub schema: Option<Schema>,
    /// The parts of a multipart body.
    pub parts: Vec<Part>,
    /// A multipart body takes no other parts: `additionalProperties: false`.
    pub is_closed: bool,
    /// How the properties of a form are written; those that are not listed are plain values.
    pub encodings: Vec<Encoding>,
    /// Named examples, in order.
    pub examples: Vec<Example>,
    /// Where it is declared.
    pub place: Place,
}

impl Content {
    /// The media type of an answer's body: a range such as `image/*` names none, so that bytes, text or JSON say what they are.
    #[must_use]
    pub fn sent_media_type(&self) -> &str {
        match self.kind {
            _ if !self.is_range() => &self.media_type,
            MediaKind::Json => "application/json",
            MediaKind::Text => "text/plain",
            _ => "application/octet-stream",
        }
    }

    /// Whether it stands for several media types.
    #[must_use]
    pub fn is_range(&self) -> bool {
        self.media_type.contains('*')
    }
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
    /// `text/event-stream` of an answer: events of server-sent events, one by one
    Events,
    /// Anything else: bytes. They travel as a stream, unless the operation is idempotent.
    Bytes,
}

/// A part of a multipart body.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The part's name.
    pub wire: String,
    /// The Rust field.
    pub name: String,
    /// What it holds; of repeated parts the array.
    pub schema: Schema,
    /// How one part is read and written.
    pub kind: PartKind,
    /// An array that is sent as one part per item.
    pub repeated: bool,
    /// Whether it must stand.
    pub required: bool,
    /// `encoding.contentType` split at commas: the media types a file part may have.
    pub media_types: Vec<String>,
    /// `encoding.headers`: headers of the part itself.
    pub headers: Vec<Header>,
}

/// How one part is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A scalar as plain text
    Text,
    /// Anything with a structure, as JSON
    Json,
    /// `Format::Binary` text: bytes, maybe with a file name
    File,
}

/// How a property of a form is written: `encoding`, or what the standard says where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The property's name.
    pub wire: String,
    /// How an array or object is written.
    pub style: Style,
    /// `explode`, with the style's default filled in
    pub explode: bool,
    /// `allowReserved`
    pub allow_reserved: bool,
    /// The media type of its text; where one stands, `style` and `explode` say nothing.
    pub media: Option<Media>,
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
    /// The Rust name of the shared answer that it refers to, the same wherever that answer stands.
    pub component: Option<String>,
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

impl StatusKey {
    /// True when the answer says that the request was not served; `default` counts as one.
    #[must_use]
    pub const fn is_error(self) -> bool {
        matches!(self, Self::Code(400..) | Self::Range(4..) | Self::Default)
    }
}

/// As the contract writes it.
impl fmt::Display for StatusKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(hundreds) => write!(f, "{hundreds}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A declared response header.
#[derive(Clone, Debug, PartialEq)]
pub struct Header {
    /// The name in lower case.
    pub wire: String,
    /// The Rust field.
    pub name: String,
    /// `explode`: an object is written as `name=value` pairs. The style is always `simple`.
    pub explode: bool,
    /// The media type under `content`; where one stands, `explode` says nothing.
    pub media: Option<Media>,
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
    /// The account that it shares with limits of other operations; absent where the operation has its own.
    pub account: Option<String>,
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
    /// Availability in calls of a million: 99.5 % is 995000.
    pub availability_ppm: u32,
}
