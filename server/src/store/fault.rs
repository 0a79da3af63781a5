//! How the database's errors look from outside.

use concierge_runtime_server::EngineError;
use rusqlite::ErrorCode;

/// What the database reported; kept as text, so that every job of a failed batch can be told.
#[derive(Clone, Debug)]
pub(super) enum Fault {
    /// It may work later.
    Unavailable(String),
    /// It won't work by trying again.
    Failed(String),
}

/// An error of the database as jobs see it: a full or busy disk passes, anything else is a failure.
pub(super) fn fault(error: rusqlite::Error) -> EngineError {
    Fault::from(&error).into_error(error)
}

impl From<&rusqlite::Error> for Fault {
    fn from(error: &rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DiskFull
                | ErrorCode::DatabaseBusy
                | ErrorCode::DatabaseLocked
                | ErrorCode::SystemIoFailure,
            ) => Self::Unavailable(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

impl Fault {
    fn into_error(self, error: rusqlite::Error) -> EngineError {
        match self {
            Self::Unavailable(text) => EngineError::Unavailable(text),
            Self::Failed(_) => EngineError::failed(error),
        }
    }

    pub(super) fn to_error(&self) -> EngineError {
        match self {
            Self::Unavailable(text) => EngineError::Unavailable(text.clone()),
            Self::Failed(text) => EngineError::failed(text.clone()),
        }
    }
}

/// A column that holds what this version can't read.
#[derive(Debug, thiserror::Error)]
#[error("read column {column}: it holds something else than was written there")]
pub(super) struct Unreadable {
    pub(super) column: &'static str,
}

impl From<Unreadable> for rusqlite::Error {
    fn from(unreadable: Unreadable) -> Self {
        Self::ToSqlConversionFailure(Box::new(unreadable))
    }
}

/// Why a store can't be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The file or its folder can't be used.
    #[error("open the store at {path}: {source}")]
    Database {
        /// The store's file.
        path: String,
        /// What the database says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A newer version of the server wrote it.
    #[error(
        "open the store: its schema has version {found}, this server knows {known}; use the server that wrote it, or a newer one"
    )]
    Newer {
        /// The schema's version in the store.
        found: i64,
        /// The newest version that this server knows.
        known: i64,
    },
    /// A migration that was applied is not the one that this server has.
    #[error(
        "open the store: migration {version} was applied in another form; use the server that wrote it"
    )]
    Changed {
        /// The migration.
        version: i64,
    },
}
