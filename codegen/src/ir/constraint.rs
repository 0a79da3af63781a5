//! What a schema demands of a value, one struct per JSON type.

/// Constraints of a string. Lengths are in code points.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// `minLength`
    pub min_length: Option<u64>,
    /// `maxLength`
    pub max_length: Option<u64>,
    /// `pattern`, an ECMA-262 expression
    pub pattern: Option<String>,
    /// `format`
    pub format: Format,
}

/// `format` of a string, as far as it changes a check or a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// None, or one that carries no rule.
    #[default]
    Plain,
    /// RFC 3339 `date-time`
    DateTime,
    /// RFC 3339 `full-date`
    Date,
    /// `time`
    Time,
    /// `duration`
    Duration,
    /// `uri-reference`
    UriReference,
    /// `iri`
    Iri,
    /// `iri-reference`
    IriReference,
    /// `json-pointer`
    JsonPointer,
    /// `relative-json-pointer`
    RelativeJsonPointer,
    /// `regex`
    Regex,
    /// `uuid`
    Uuid,
    /// `email`
    Email,
    /// `uri`
    Uri,
    /// `hostname`
    Hostname,
    /// `ipv4`
    Ipv4,
    /// `ipv6`
    Ipv6,
    /// `byte`: base64 text
    Byte,
    /// `binary`: raw bytes, only as a body or a multipart part
    Binary,
    /// `password`: plain text that is never shown
    Password,
}

/// Constraints of an integer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Integer {
    /// Inclusive lower bound; an exclusive one is lowered to it.
    pub minimum: Option<i128>,
    /// Inclusive upper bound; an exclusive one is lowered to it.
    pub maximum: Option<i128>,
    /// `multipleOf`
    pub multiple_of: Option<u64>,
    /// True for `format: int32`.
    pub narrow: bool,
}

/// Constraints of a number. Bounds are kept as the contract writes them, so that no digit is lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Number {
    /// Lower bound as decimal text
    pub minimum: Option<String>,
    /// Upper bound as decimal text
    pub maximum: Option<String>,
    /// The lower bound itself is excluded.
    pub exclusive_minimum: bool,
    /// The upper bound itself is excluded.
    pub exclusive_maximum: bool,
    /// `multipleOf` as decimal text
    pub multiple_of: Option<String>,
    /// True for `format: decimal`: digits are kept, the Rust type is `concierge_runtime::Decimal` instead of `f64`.
    pub exact: bool,
}

/// Constraints of an array.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Items {
    /// `minItems`
    pub min_items: Option<u64>,
    /// `maxItems`
    pub max_items: Option<u64>,
    /// `uniqueItems`
    pub unique: bool,
}

/// Constraints of an object's size.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// `minProperties`
    pub min_properties: Option<u64>,
    /// `maxProperties`
    pub max_properties: Option<u64>,
}
