//! What to do about an error.

use std::fmt;

use http::StatusCode;

/// What to do about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advice {
    /// Mend the request; sent again as it is, it fails again.
    Mend,
    /// See to the credentials: they are missing, unknown, or lack a scope.
    Authenticate,
    /// Wait, then send the same request again, with the same key if it carried one.
    Wait,
    /// Send the same request again, with the same key if it carried one: it has no second effect.
    Repeat,
    /// Look whether the request had its effect before sending it again; nobody knows, and no key guards it.
    Look,
    /// Report it to the server's people, by the request id.
    Report,
}

impl Advice {
    /// What an answer's status asks for.
    #[must_use]
    pub fn of_status(status: StatusCode, names_time: bool) -> Self {
        match status.as_u16() {
            401 | 403 => Self::Authenticate,
            408 | 429 | 502 | 503 | 504 => Self::Wait,
            409 if names_time => Self::Wait,
            400..=499 => Self::Mend,
            _ => Self::Report,
        }
    }
}

/// A sentence for a person.
impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mend => "mend the request; sent again as it is, it fails again",
            Self::Authenticate => {
                "see to the credentials: they are missing, unknown, or lack a scope"
            }
            Self::Wait => {
                "wait, then send the same request again, with the same key if it carried one"
            }
            Self::Repeat => "send the same request again, with the same key if it carried one",
            Self::Look => "look whether it had its effect before sending it again",
            Self::Report => "report it to the server's people, by the request id",
        })
    }
}
