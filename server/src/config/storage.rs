//! Where the server keeps what it must not lose.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::values::Values;
use super::{Kind, Setting};
use crate::store::Settings;

const DATA_DIR: Setting = Setting {
    name: "storage.data_dir",
    flag: Some("data-dir"),
    variable: "CONCIERGE_DATA_DIR",
    kind: Kind::Path,
    default: "data",
    meaning: "Folder for the database, uploads and, in development, the secret; made when it is missing",
};

const DATABASE_MAX_BYTES: Setting = Setting {
    name: "storage.database_max_bytes",
    flag: Some("database-max-bytes"),
    variable: "CONCIERGE_DATABASE_MAX_BYTES",
    kind: Kind::Number(0, i64::MAX as u64),
    default: "0",
    meaning: "Beyond this many bytes the database refuses writes as on a full disk; 0 for no bound",
};

const WRITE_QUEUE_MAX: Setting = Setting {
    name: "storage.write_queue_max",
    flag: Some("write-queue-max"),
    variable: "CONCIERGE_WRITE_QUEUE_MAX",
    kind: Kind::Number(1, 1 << 20),
    default: "4096",
    meaning: "How many writes may wait for the writer before further ones answer 503",
};

const READERS: Setting = Setting {
    name: "storage.readers",
    flag: Some("readers"),
    variable: "CONCIERGE_READERS",
    kind: Kind::Number(1, 256),
    default: "4",
    meaning: "How many connections read",
};

pub(super) const SETTINGS: &[Setting] = &[DATA_DIR, DATABASE_MAX_BYTES, WRITE_QUEUE_MAX, READERS];

/// Where the server keeps things.
#[derive(Clone, Debug)]
pub struct Storage {
    /// Folder for everything below.
    pub data_dir: PathBuf,
    /// How the database is opened.
    pub database: Settings,
    /// Folder for uploads that were taken in.
    pub uploads_dir: PathBuf,
    /// Folder for uploads that are still arriving; on the same file system, so that taking one in is a rename.
    pub spool_dir: PathBuf,
}

impl Storage {
    pub(super) fn read(values: &Values) -> Self {
        let data_dir = PathBuf::from(values.text(&DATA_DIR));
        let mut database = Settings::new(data_dir.join("concierge.db"));
        let size_bytes = i64::try_from(values.number(&DATABASE_MAX_BYTES)).unwrap_or(i64::MAX);
        database.size_max_bytes = (size_bytes > 0).then_some(size_bytes);
        database.write_queue_max =
            usize::try_from(values.number(&WRITE_QUEUE_MAX)).unwrap_or(usize::MAX);
        database.readers = usize::try_from(values.number(&READERS)).unwrap_or(usize::MAX);
        Self {
            uploads_dir: data_dir.join("inspiration"),
            spool_dir: data_dir.join("spool"),
            data_dir,
            database,
        }
    }

    /// Makes the folders that are missing.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn prepare(&self) -> io::Result<()> {
        private_folder(&self.data_dir)?;
        private_folder(&self.uploads_dir)?;
        private_folder(&self.spool_dir)
    }

    /// Removes uploads that a killed server left half way. The file that is handed back keeps other servers of the same folder from removing
    /// what arrives here; when another server holds it, nothing is removed.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn claim_spool(&self) -> io::Result<Option<File>> {
        let lock = File::create(self.data_dir.join("spool.lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(error)) => return Err(error),
        }
        for entry in fs::read_dir(&self.spool_dir)? {
            fs::remove_file(entry?.path())?;
        }
        Ok(Some(lock))
    }
}

/// Makes a folder that only its owner may enter: what is in it is personal.
pub(super) fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_left_half_way_goes_unless_another_server_is_at_work() {
        let folder = tempfile::tempdir().expect("a folder");
        let storage = Storage {
            data_dir: folder.path().to_owned(),
            database: Settings::new(folder.path().join("concierge.db")),
            uploads_dir: folder.path().join("inspiration"),
            spool_dir: folder.path().join("spool"),
        };
        storage.prepare().expect("folders");
        let left = storage.spool_dir.join("upload-1");
        fs::write(&left, "half").expect("a file");
        let claim = storage.claim_spool().expect("works").expect("nobody else");
        assert!(!left.exists());

        fs::write(&left, "half").expect("a file");
        assert!(storage.claim_spool().expect("works").is_none());
        assert!(left.exists());
        drop(claim);
        assert!(storage.claim_spool().expect("works").is_some());
    }
}
