//! What a backup holds, in its own words.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Component, Path};

use concierge_runtime::DateTime;
use serde::{Deserialize, Serialize};

use super::copying::{self, Copied};
use super::{BackupError, DATABASE, at};
use crate::store::snapshot::Inventory;

const NAME: &str = "manifest.json";
/// The form of a backup; a later one gets another number.
const FORMAT: u32 = 1;

/// What a backup holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Manifest {
    format: u32,
    /// When it was taken.
    pub taken_at: String,
    /// The version of the database's schema.
    pub schema: i64,
    /// How many rows each table has.
    pub rows: BTreeMap<String, i64>,
    /// The database.
    pub database: Entry,
    /// Pictures, and the archive of the audit.
    pub files: Vec<Entry>,
    /// Pictures that were forgotten between the copy of the database and theirs.
    pub gone: Vec<String>,
}

/// A file of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its path in the backup.
    pub path: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
}

impl Entry {
    pub(super) fn of(path: &str, copied: &Copied) -> Self {
        Self {
            path: path.to_owned(),
            bytes: copied.bytes,
            sha256: copied.sha256.clone(),
        }
    }

    /// Whether its path stays inside the folder.
    fn is_inside(&self) -> bool {
        let mut parts = Path::new(&self.path).components();
        parts.all(|part| matches!(part, Component::Normal(_)))
    }
}

impl Manifest {
    pub(super) fn new(
        now_ms: i64,
        inventory: Inventory,
        database: Entry,
        files: Vec<Entry>,
        gone: Vec<String>,
    ) -> Self {
        Self {
            format: FORMAT,
            taken_at: DateTime::from_unix_ms(now_ms)
                .map(|at| at.to_string())
                .unwrap_or_default(),
            schema: inventory.schema,
            rows: inventory.rows,
            database,
            files,
            gone,
        }
    }

    /// The database and all other files.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        std::iter::once(&self.database).chain(&self.files)
    }

    /// What the database is to hold.
    pub(super) fn inventory(&self) -> Inventory {
        Inventory {
            schema: self.schema,
            rows: self.rows.clone(),
        }
    }

    /// The last step of a backup.
    pub(super) fn write(&self, folder: &Path) -> Result<(), BackupError> {
        let (draft, path) = (folder.join(".manifest"), folder.join(NAME));
        let text = serde_json::to_vec_pretty(self).map_err(|error| at(&path, error.into()))?;
        let written = File::create_new(&draft).and_then(|mut file| {
            file.write_all(&text)?;
            file.sync_all()
        });
        written.map_err(|error| at(&draft, error))?;
        copying::rename(&draft, &path)
    }

    pub(super) fn read(folder: &Path) -> Result<Self, BackupError> {
        let path = folder.join(NAME);
        let no_backup = |reason: String| BackupError::NoBackup {
            path: path.clone(),
            reason,
        };
        let text = match std::fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(no_backup(
                    "there is no backup, or it was not finished".to_owned(),
                ));
            }
            other => other.map_err(|error| at(&path, error))?,
        };
        let manifest: Self =
            serde_json::from_slice(&text).map_err(|error| no_backup(error.to_string()))?;
        if manifest.format != FORMAT {
            return Err(no_backup(format!(
                "it has form {}, this server knows {FORMAT}",
                manifest.format
            )));
        }
        if manifest.database.path != DATABASE || !manifest.files.iter().all(Entry::is_inside) {
            return Err(no_backup("it names files elsewhere".to_owned()));
        }
        Ok(manifest)
    }
}
