//! Events as lines of a file that only grows.

use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Arc;

use super::{Handover, Sink, Undelivered};
use crate::domain::delivery::Letter;

/// A file, a line of JSON per event.
#[derive(Debug)]
pub struct FileSink {
    file: Arc<File>,
}

impl FileSink {
    /// Opens a file, behind what stands in it.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = Arc::new(options.open(path)?);
        Ok(Self { file })
    }
}

impl Sink for FileSink {
    fn take<'a>(&'a self, letter: &'a Letter) -> Handover<'a> {
        let (file, line) = (Arc::clone(&self.file), format!("{}\n", letter.body));
        Box::pin(async move {
            let written = tokio::task::spawn_blocking(move || {
                // One call, so that lines of several threads don't mix.
                (&*file).write_all(line.as_bytes())?;
                file.sync_data()
            });
            let written = written.await.map_err(io::Error::other);
            written.and_then(|done| done).map_err(Undelivered::Write)
        })
    }
}
