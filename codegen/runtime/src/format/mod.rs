//! `format` of strings, as far as it is a rule.

mod address;
mod encoded;
mod label;
mod moment;
mod pointer;
mod uri;

use crate::{Date, DateTime};

/// A format. `Plain`, `Binary` and `Password` accept everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// No rule.
    #[default]
    Plain,
    /// RFC 3339 `date-time`
    DateTime,
    /// RFC 3339 `full-date`
    Date,
    /// RFC 3339 `full-time`
    Time,
    /// RFC 3339 `duration`
    Duration,
    /// Eight, four, four, four and twelve hexadecimal digits
    Uuid,
    /// RFC 5321 mailbox
    Email,
    /// RFC 3986 URI with a scheme
    Uri,
    /// RFC 3986 URI, or a reference relative to one
    UriReference,
    /// RFC 3987 IRI with a scheme
    Iri,
    /// RFC 3987 IRI, or a reference relative to one
    IriReference,
    /// RFC 6901 JSON Pointer
    JsonPointer,
    /// A JSON Pointer after a number of levels up
    RelativeJsonPointer,
    /// ECMA-262 expression
    Regex,
    /// RFC 1123 host name
    Hostname,
    /// Four decimal octets
    Ipv4,
    /// RFC 4291 address without a zone
    Ipv6,
    /// Base64 with padding
    Byte,
    /// Raw bytes
    Binary,
    /// Text that is never shown
    Password,
}

impl Format {
    /// True when the value is written in this format.
    #[must_use]
    pub fn accepts(self, value: &str) -> bool {
        match self {
            Self::Plain | Self::Binary | Self::Password => true,
            Self::DateTime => value.parse::<DateTime>().is_ok(),
            Self::Date => value.parse::<Date>().is_ok(),
            Self::Time => moment::is_time(value),
            Self::Duration => moment::is_duration(value),
            Self::Uuid => encoded::is_uuid(value.as_bytes()),
            Self::Email => address::is_email(value),
            Self::Uri => uri::is_uri(value),
            Self::UriReference => uri::is_uri_reference(value),
            Self::Iri => uri::is_iri(value),
            Self::IriReference => uri::is_iri_reference(value),
            Self::JsonPointer => pointer::is_json_pointer(value),
            Self::RelativeJsonPointer => pointer::is_relative_json_pointer(value),
            Self::Regex => regress::Regex::with_flags(value, "u").is_ok(),
            Self::Hostname => address::is_hostname(value),
            Self::Ipv4 => value.parse::<std::net::Ipv4Addr>().is_ok(),
            Self::Ipv6 => value.parse::<std::net::Ipv6Addr>().is_ok(),
            Self::Byte => encoded::is_base64(value.as_bytes()),
        }
    }

    /// What a value in this format is, with its article: fits `must be {}`.
    #[must_use]
    pub const fn describe(self) -> &'static str {
        match self {
            Self::Plain => "a string",
            Self::DateTime => "a date and time such as 2024-05-17T09:30:00Z",
            Self::Date => "a date such as 2024-05-17",
            Self::Time => "a time with its offset such as 09:30:00Z",
            Self::Duration => "a duration such as P3DT12H",
            Self::Uuid => "a UUID",
            Self::Email => "an e-mail address",
            Self::Uri => "a URI with a scheme",
            Self::UriReference => "a URI or a reference relative to one",
            Self::Iri => "an IRI with a scheme",
            Self::IriReference => "an IRI or a reference relative to one",
            Self::JsonPointer => "a JSON Pointer",
            Self::RelativeJsonPointer => "a relative JSON Pointer",
            Self::Regex => "a regular expression",
            Self::Hostname => "a host name",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Byte => "base64 text",
            Self::Binary => "bytes",
            Self::Password => "a password",
        }
    }
}
