//! Files, copied for good and counted on the way.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write as _};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{BackupError, at};

/// What was copied or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Copied {
    pub(super) bytes: u64,
    /// SHA-256, in hexadecimal.
    pub(super) sha256: String,
}

/// Copies a file to where there is none, for its owner alone, and waits until it is on the disk; `None` when there is no such file.
pub(super) fn copy(source: &Path, target: &Path) -> Result<Option<Copied>, BackupError> {
    let mut reader = match File::open(source) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|error| at(source, error))?,
    };
    if let Some(folder) = target.parent() {
        private_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut writer = options.open(target).map_err(|error| at(target, error))?;
    let copied =
        pass(&mut reader, |piece| writer.write_all(piece)).map_err(|error| at(source, error))?;
    // A restored picture is as old as it was, so that a stray one is still told by its age.
    let modified = reader.metadata().and_then(|facts| facts.modified());
    modified
        .and_then(|modified| writer.set_modified(modified))
        .and_then(|()| writer.sync_all())
        .map_err(|error| at(target, error))?;
    sync_parent(target)?;
    Ok(Some(copied))
}

/// Reads a file through, and makes sure that what was read is on the disk.
pub(super) fn digest(path: &Path) -> Result<Copied, BackupError> {
    let mut file = File::open(path).map_err(|error| at(path, error))?;
    let read = pass(&mut file, |_| Ok(())).map_err(|error| at(path, error))?;
    file.sync_all().map_err(|error| at(path, error))?;
    Ok(read)
}

/// Gives a file its name, for good.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), BackupError> {
    fs::rename(from, to).map_err(|error| at(to, error))?;
    sync_parent(to)
}

/// Makes a folder, and those above it, that only its owner may enter.
pub(super) fn private_folder(path: &Path) -> Result<(), BackupError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| at(path, error))
}

fn sync_parent(path: &Path) -> Result<(), BackupError> {
    let Some(folder) = path.parent() else {
        return Ok(());
    };
    let synced = File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| at(folder, error))
}

fn pass(
    reader: &mut impl Read,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<Copied> {
    let (mut hash, mut bytes) = (Sha256::new(), 0);
    let mut piece = vec![0; 64 * 1024];
    loop {
        let length = reader.read(&mut piece)?;
        if length == 0 {
            let sha256 = hex::encode(hash.finalize());
            return Ok(Copied { bytes, sha256 });
        }
        hash.update(&piece[..length]);
        bytes += length as u64;
        each(&piece[..length])?;
    }
}
