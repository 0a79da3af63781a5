//! A copy of everything that a server keeps, taken while it runs, and the way back.
//!
//! A backup is a folder: the database, the files that its rows name, the archive of the audit, and `manifest.json`, which is written last and holds
//! the checksum of each. It holds no secret: without the server's own, contacts stay sealed and keys open nothing.

mod copying;
mod manifest;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::store::snapshot::{self, SnapshotError};
use copying::{Copied, copy, private_folder};
pub use manifest::{Entry, Manifest};

/// Where a server keeps things, and where a backup keeps them, seen from the folder of either.
const DATABASE: &str = "concierge.db";
const PICTURES: &str = "inspiration";
const ARCHIVE: &str = "archive/audit.jsonl";
const SECRET: &str = "secret";

/// Why there is no backup, or no way back.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The folder holds something.
    #[error("use {}: it is not empty; name a new folder", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// A file or folder can't be used.
    #[error("use {}: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// The database can't be copied, or the copy is not to be trusted.
    #[error(transparent)]
    Database(#[from] SnapshotError),
    /// A file holds something else than was written there.
    #[error("check {}: its content is not what its checksum says", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The folder holds no backup, or an unfinished one.
    #[error("read {}: {reason}", path.display())]
    NoBackup {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The database holds other rows than the manifest says.
    #[error("check the database: it holds other rows than the manifest says")]
    Differs,
}

/// Takes a backup of a server's folder into a new one; the server may run. It waits for the disk.
///
/// # Errors
/// [`BackupError`] says why there is none; what was written by then has no manifest.
pub fn take(data_dir: &Path, target: &Path, now_ms: i64) -> Result<Manifest, BackupError> {
    demand_empty(target, &[])?;
    private_folder(target)?;
    let (live, copied) = (data_dir.join(DATABASE), target.join(DATABASE));
    let inventory = snapshot::copy(&live, &copied)?;
    let database = Entry::of(DATABASE, &copying::digest(&copied)?);
    let (mut files, mut gone) = (Vec::new(), Vec::new());
    for named in snapshot::named_files(&copied)? {
        let path = format!("{PICTURES}/{}", named.name);
        match copy(&data_dir.join(&path), &target.join(&path))? {
            Some(copied) if copied.sha256 == named.sha256 => files.push(Entry::of(&path, &copied)),
            Some(_) => {
                return Err(BackupError::Damaged {
                    path: data_dir.join(path),
                });
            }
            // Forgotten since the moment of the copy, so its row will go from a restored store, too.
            None if !snapshot::is_named(&live, &named.name)? => gone.push(path),
            None => return Err(missing(data_dir.join(path))),
        }
    }
    if let Some(copied) = copy(&data_dir.join(ARCHIVE), &target.join(ARCHIVE))? {
        files.push(Entry::of(ARCHIVE, &copied));
    }
    let manifest = Manifest::new(now_ms, inventory, database, files, gone);
    manifest.write(target)?;
    Ok(manifest)
}

/// Checks all of a backup: every checksum, the database's own word, and its rows.
///
/// # Errors
/// [`BackupError`] says what is wrong.
pub fn check(backup: &Path) -> Result<Manifest, BackupError> {
    let manifest = Manifest::read(backup)?;
    for entry in manifest.entries() {
        let path = backup.join(&entry.path);
        demand_same(entry, &copying::digest(&path)?, path)?;
    }
    demand_rows(&manifest, &backup.join(DATABASE))?;
    Ok(manifest)
}

/// Brings a backup back into a server's folder, which must be empty but for a secret. The database gets its name last: a folder in which that is
/// missing was not restored to the end.
///
/// # Errors
/// [`BackupError`] says why it can't be.
pub fn restore(backup: &Path, data_dir: &Path) -> Result<Manifest, BackupError> {
    demand_empty(data_dir, &[SECRET])?;
    let manifest = check(backup)?;
    private_folder(data_dir)?;
    for entry in &manifest.files {
        let target = data_dir.join(&entry.path);
        bring(entry, backup, &target)?;
    }
    let unfinished = data_dir.join(format!("{DATABASE}.unfinished"));
    bring(&manifest.database, backup, &unfinished)?;
    demand_rows(&manifest, &unfinished)?;
    copying::rename(&unfinished, &data_dir.join(DATABASE))?;
    Ok(manifest)
}

fn bring(entry: &Entry, backup: &Path, target: &Path) -> Result<(), BackupError> {
    let source = backup.join(&entry.path);
    match copy(&source, target)? {
        Some(copied) => demand_same(entry, &copied, source),
        None => Err(missing(source)),
    }
}

fn demand_same(entry: &Entry, found: &Copied, path: PathBuf) -> Result<(), BackupError> {
    if entry.sha256 == found.sha256 && entry.bytes == found.bytes {
        Ok(())
    } else {
        Err(BackupError::Damaged { path })
    }
}

fn demand_rows(manifest: &Manifest, database: &Path) -> Result<(), BackupError> {
    if snapshot::inspect(database)? == manifest.inventory() {
        Ok(())
    } else {
        Err(BackupError::Differs)
    }
}

fn demand_empty(folder: &Path, allowed: &[&str]) -> Result<(), BackupError> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        other => other.map_err(|source| at(folder, source))?,
    };
    for entry in entries {
        let name = entry.map_err(|source| at(folder, source))?.file_name();
        if !allowed.iter().any(|allowed| name == *allowed) {
            return Err(BackupError::NotEmpty {
                path: folder.to_owned(),
            });
        }
    }
    Ok(())
}

fn missing(path: PathBuf) -> BackupError {
    let source = io::Error::from(io::ErrorKind::NotFound);
    BackupError::File { path, source }
}

fn at(path: &Path, source: io::Error) -> BackupError {
    BackupError::File {
        path: path.to_owned(),
        source,
    }
}
