//! The store: one file, one writer, a few readers.

use std::path::{Path, PathBuf};

use concierge_runtime_server::{Engine, EngineError, Job, Receipt};
use rusqlite::{Connection, OpenFlags};

use super::engine::Writer;
use super::fault::OpenError;
use super::readers::Readers;
use super::{Reads, Tx, migrations};

/// How a store is opened. Start from [`Settings::new`] and set what differs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The database's file; it is made when it is missing, its folder is not.
    pub path: PathBuf,
    /// How many jobs wait for the writer at most.
    pub write_queue_max: usize,
    /// How many questions wait for a reader at most.
    pub read_queue_max: usize,
    /// How many readers there are; at least one.
    pub readers: usize,
    /// Beyond this size, in bytes, writes are refused as on a full disk; `None` for no bound.
    pub size_max_bytes: Option<i64>,
    /// Whether a commit waits for the disk. Without it, a loss of power takes the latest commits along, though they were answered; no
    /// option of the server turns it off, and only the test that loses power does, to find that it notices.
    pub sync_commits: bool,
}

impl Settings {
    /// What suits a server on a few cores.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            write_queue_max: 4096,
            read_queue_max: 4096,
            readers: 4,
            size_max_bytes: None,
            sync_commits: true,
        }
    }
}

/// How many statements a reader keeps prepared: those of the searches that are asked for again and again, and all others.
const STATEMENTS_KEPT: usize = 512;

/// The store. Dropping it finishes what is queued and closes the file.
pub struct Store {
    writer: Writer,
    readers: Readers,
}

impl Store {
    /// Opens a store and brings its schema up to date.
    ///
    /// # Errors
    /// [`OpenError`] says what stands in the way.
    pub fn open(settings: &Settings) -> Result<Self, OpenError> {
        let path = &settings.path;
        make_private(path).map_err(|error| cannot_open(path, error))?;
        let mut connection = Connection::open(path).map_err(|error| cannot_open(path, error))?;
        prepare_writer(&connection, settings).map_err(|error| cannot_open(path, error))?;
        migrations::migrate(&mut connection, &path.display().to_string())?;
        let readers: Result<Vec<_>, _> =
            (0..settings.readers.max(1)).map(|_| reader(path)).collect();
        let readers = readers.map_err(|error| cannot_open(path, error))?;
        Ok(Self {
            writer: Writer::start(connection, settings.write_queue_max)
                .map_err(|error| cannot_open(path, error))?,
            readers: Readers::start(readers, settings.read_queue_max)
                .map_err(|error| cannot_open(path, error))?,
        })
    }

    /// Runs a job in a transaction of its own and answers once it is on disk. The job may run again after a rollback.
    ///
    /// # Errors
    /// An [`EngineError`] when the job failed or panicked, or the storage did; nothing of it was kept then.
    pub async fn write<T, J>(&self, job: J) -> Result<T, EngineError>
    where
        T: Send + 'static,
        J: FnMut(&mut (dyn Tx + 'static)) -> Result<T, EngineError> + Send + 'static,
    {
        self.writer.write(job).await
    }

    /// How many writes wait for the writer.
    #[must_use]
    pub fn writes_waiting(&self) -> usize {
        self.writer.waiting()
    }

    /// Asks a question of what is committed.
    ///
    /// # Errors
    /// An [`EngineError`] when the question failed or panicked, or the storage did.
    pub async fn read<T, Q>(&self, question: Q) -> Result<T, EngineError>
    where
        T: Send + 'static,
        Q: FnOnce(&Reads<'_>) -> Result<T, EngineError> + Send + 'static,
    {
        self.readers.ask(question).await
    }
}

impl Engine for Store {
    type Tx = dyn Tx;

    async fn submit(&self, mut job: Job<dyn Tx>) -> Result<Receipt, EngineError> {
        self.write(move |tx| job(tx)).await
    }
}

/// Makes the file where it is missing, so that only its owner reads what is personal in it; the database's other files take over its rights.
fn make_private(path: &Path) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn cannot_open(
    path: &Path,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> OpenError {
    OpenError::Database {
        path: path.display().to_string(),
        source: source.into(),
    }
}

/// FULL, because a commit that was answered must outlive the power: the log is synced at every commit.
fn prepare_writer(connection: &Connection, settings: &Settings) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "busy_timeout", 5000)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    let synchronous = if settings.sync_commits {
        "FULL"
    } else {
        "NORMAL"
    };
    connection.pragma_update(None, "synchronous", synchronous)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // What is forgotten is written over, so that nobody finds it in the file.
    connection.pragma_update_and_check(None, "secure_delete", true, |_| Ok(()))?;
    if let Some(size_max_bytes) = settings.size_max_bytes {
        let page_bytes: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0))?;
        connection.pragma_update_and_check(
            None,
            "max_page_count",
            size_max_bytes / page_bytes.max(1),
            |_| Ok(()),
        )?;
    }
    Ok(())
}

fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    connection.pragma_update(None, "busy_timeout", 5000)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[tokio::test]
    async fn only_its_owner_reads_what_is_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        let settings = Settings::new(folder.path().join("concierge.db"));
        let store = Store::open(&settings).expect("a store");
        store.write(|_| Ok(())).await.expect("a write");
        let files = std::fs::read_dir(folder.path()).expect("the folder");
        let modes: Vec<(std::ffi::OsString, u32)> = files
            .map(|file| file.expect("a file"))
            .map(|file| {
                let mode = file.metadata().expect("its facts").permissions().mode();
                (file.file_name(), mode & 0o777)
            })
            .collect();
        assert!(modes.len() > 1, "the log, too: {modes:?}");
        assert!(modes.iter().all(|(_, mode)| *mode == 0o600), "{modes:?}");
    }
}
