//! Exit codes: one for each class of error.

use std::process::ExitCode;

use concierge_runtime_client::Failure;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All is well.
    Fine = 0,
    /// Something failed that is none of the classes below: a check of several calls, an answer that nobody can read.
    Failed = 1,
    /// The command was called wrongly, or a value breaks a rule of the contract; nothing was sent.
    Usage = 2,
    /// 401 and 403: the token is missing or unknown, or lacks a scope.
    Auth = 3,
    /// 404 and 410
    NotFound = 4,
    /// 409, 412, 428: the state of things forbids it now.
    Conflict = 5,
    /// Any other 4xx: the server refuses the request as it is.
    Invalid = 6,
    /// 429: a limit is exhausted.
    Limit = 7,
    /// 5xx: the server failed.
    Server = 8,
    /// No answer: the server can't be reached or takes too long. 408 counts as this.
    Unreachable = 9,
}

impl Exit {
    /// The table that `--help` ends with.
    pub(crate) const GUIDE: &str = "\
Exit codes:
  0  all is well
  1  a check failed, or an answer cannot be read
  2  called wrongly, or a value breaks a rule of the contract; nothing was sent
  3  the token is missing, unknown or lacks a scope (401, 403)
  4  it does not exist (404, 410)
  5  the state of things forbids it (409, 412, 428)
  6  the server refuses the request as it is (any other 4xx)
  7  a limit is exhausted (429)
  8  the server failed (5xx)
  9  no answer: unreachable, or too late (408 too)";

    /// The class of an answer.
    #[must_use]
    pub const fn of_status(status: u16) -> Self {
        match status {
            0..=399 => Self::Fine,
            401 | 403 => Self::Auth,
            404 | 410 => Self::NotFound,
            408 => Self::Unreachable,
            409 | 412 | 428 => Self::Conflict,
            429 => Self::Limit,
            400..=499 => Self::Invalid,
            _ => Self::Server,
        }
    }

    /// The class of a call without an answer of the contract.
    pub(crate) fn of_failure(failure: &Failure) -> Self {
        match failure {
            Failure::Invalid(_) => Self::Usage,
            Failure::Credential(_) => Self::Auth,
            Failure::Unreadable(_) => Self::Failed,
            Failure::Foreign(answer) => Self::of_status(answer.status().as_u16()),
            Failure::Circuit(_) | Failure::Lost(_) => Self::Unreachable,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::Exit;

    #[test]
    fn every_status_has_its_class() {
        for (status, exit) in [
            (200, Exit::Fine),
            (304, Exit::Fine),
            (400, Exit::Invalid),
            (401, Exit::Auth),
            (403, Exit::Auth),
            (404, Exit::NotFound),
            (408, Exit::Unreachable),
            (409, Exit::Conflict),
            (413, Exit::Invalid),
            (422, Exit::Invalid),
            (429, Exit::Limit),
            (500, Exit::Server),
            (503, Exit::Server),
        ] {
            assert_eq!(Exit::of_status(status), exit, "{status}");
        }
    }

    #[test]
    fn the_guide_tells_of_every_code() {
        for code in 0..=Exit::Unreachable as u8 {
            assert!(Exit::GUIDE.contains(&format!("\n  {code}  ")), "{code}");
        }
    }
}
