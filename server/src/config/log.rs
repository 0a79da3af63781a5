//! What the server says of its work, on standard error.

use super::values::Values;
use super::{Kind, Setting};

const REQUESTS: Setting = Setting {
    name: "log.requests",
    flag: Some("log"),
    variable: "CONCIERGE_LOG",
    kind: Kind::Choice(&["every", "failures", "none"]),
    default: "every",
    meaning: "Which requests get a line: every, failures (those that broke on our side), or none",
};

const LEVEL: Setting = Setting {
    name: "log.level",
    flag: Some("log-level"),
    variable: "CONCIERGE_LOG_LEVEL",
    kind: Kind::Choice(&["error", "warning", "info"]),
    default: "info",
    meaning: "The least serious lines that are written; a request's line is info, or error when it broke on our side",
};

const FORMAT: Setting = Setting {
    name: "log.format",
    flag: Some("log-format"),
    variable: "CONCIERGE_LOG_FORMAT",
    kind: Kind::Choice(&["json", "text"]),
    default: "json",
    meaning: "json, an object per line for a collector, or text for people",
};

pub(super) const SETTINGS: &[Setting] = &[REQUESTS, LEVEL, FORMAT];

/// What the server says of its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Log {
    /// Which requests get a line.
    pub requests: Requests,
    /// The least serious lines that are written.
    pub level: Level,
    /// How a line is written.
    pub format: LogFormat,
}

/// Which requests get a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requests {
    /// All of them.
    Every,
    /// Those that broke on our side.
    Failures,
    /// None.
    Nothing,
}

/// How serious a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Something broke.
    Error,
    /// Something is odd.
    Warning,
    /// Something happened.
    Info,
}

/// How a line is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// An object of JSON.
    Json,
    /// Words.
    Text,
}

impl Log {
    pub(super) fn read(values: &Values) -> Self {
        Self {
            requests: match values.text(&REQUESTS) {
                "failures" => Requests::Failures,
                "none" => Requests::Nothing,
                _ => Requests::Every,
            },
            level: match values.text(&LEVEL) {
                "error" => Level::Error,
                "warning" => Level::Warning,
                _ => Level::Info,
            },
            format: match values.text(&FORMAT) {
                "text" => LogFormat::Text,
                _ => LogFormat::Json,
            },
        }
    }
}
