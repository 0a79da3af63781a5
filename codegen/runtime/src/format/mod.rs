//! `format` of strings, as far as it is a rule.

mod address;
mod encoded;
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
    /// Eight, four, four, four and twelve hexadecimal digits
    Uuid,
    /// RFC 5321 mailbox
    Email,
    /// RFC 3986 URI with a scheme
    Uri,
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
            Self::Uuid => encoded::is_uuid(value.as_bytes()),
            Self::Email => address::is_email(value),
            Self::Uri => uri::is_uri(value),
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
            Self::Uuid => "a UUID",
            Self::Email => "an e-mail address",
            Self::Uri => "a URI with a scheme",
            Self::Hostname => "a host name",
            Self::Ipv4 => "an IPv4 address",
            Self::Ipv6 => "an IPv6 address",
            Self::Byte => "base64 text",
            Self::Binary => "bytes",
            Self::Password => "a password",
        }
    }
}
