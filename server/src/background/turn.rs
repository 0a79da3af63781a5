//! Of several servers over one folder, one does what happens unasked.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How often a server looks whether it is its turn.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// The lock of a folder.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    path: PathBuf,
}

impl Turn {
    /// Of a folder that holds a store.
    #[must_use]
    pub(super) fn of(folder: &Path) -> Self {
        Self {
            path: folder.join("background.lock"),
        }
    }

    /// Waits until no other server does the work; this one does it until what is handed back is dropped, or the process ends.
    ///
    /// # Errors
    /// What the operating system says.
    pub(super) async fn wait(&self) -> io::Result<File> {
        loop {
            if let Some(turn) = self.take()? {
                return Ok(turn);
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }

    fn take(&self) -> io::Result<Option<File>> {
        let file = File::create(&self.path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_is_one_servers_turn_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let turn = Turn::of(folder.path());
        let held = turn.wait().await.expect("its turn");
        assert!(turn.take().expect("works").is_none());
        drop(held);
        assert!(turn.take().expect("works").is_some());
    }
}
