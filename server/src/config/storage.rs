//! Where the server keeps what it must not lose.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Faults;
use crate::store::Settings;

/// Where the server keeps things, as text.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Storage")]
pub struct StorageArguments {
    /// Folder for the database, uploads and, in development, the secret; made when it is missing
    #[arg(long, env = "CONCIERGE_DATA_DIR", default_value = "data")]
    data_dir: PathBuf,
    /// Beyond this many bytes the database refuses writes as on a full disk; 0 for no bound
    #[arg(long, env = "CONCIERGE_DATABASE_MAX_BYTES", default_value = "0")]
    database_max_bytes: String,
    /// How many writes may wait for the writer before further ones answer 503
    #[arg(long, env = "CONCIERGE_WRITE_QUEUE_MAX", default_value = "4096")]
    write_queue_max: String,
    /// How many connections read
    #[arg(long, env = "CONCIERGE_READERS", default_value = "4")]
    readers: String,
}

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

impl StorageArguments {
    /// The data folder.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    /// Reads the text; what is wrong is noted.
    pub fn read(&self, faults: &mut Faults) -> Storage {
        let mut database = Settings::new(self.data_dir.join("concierge.db"));
        let size: Option<i64> = faults.parse(
            "database-max-bytes",
            &self.database_max_bytes,
            "write a number of bytes",
        );
        database.size_max_bytes = size.filter(|bytes| *bytes > 0);
        let queue = faults.parse(
            "write-queue-max",
            &self.write_queue_max,
            "write how many writes may wait",
        );
        database.write_queue_max = queue.unwrap_or(database.write_queue_max);
        let readers = faults.parse("readers", &self.readers, "write how many connections read");
        database.readers = readers.unwrap_or(database.readers);
        Storage {
            uploads_dir: self.data_dir.join("inspiration"),
            spool_dir: self.data_dir.join("spool"),
            data_dir: self.data_dir.clone(),
            database,
        }
    }
}

impl Storage {
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
