//! Uploaded files: written to a temporary file while they are hashed, then either persisted by content hash or removed.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// An uploaded file in the spool folder. Dropping it removes the file, unless it was persisted. Its `Debug` shows neither content nor name.
pub struct Spooled {
    /// Where its bytes are until it is persisted.
    pub path: PathBuf,
    /// SHA-256 of its bytes, in hex.
    pub sha256_hex: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its first bytes, at most 64, to tell its real type by.
    pub head: Vec<u8>,
    /// The media type that the caller states.
    pub media_type: String,
    /// The file name that the caller states. Never use it as a path.
    pub file_name: Option<String>,
    is_persisted: AtomicBool,
}

/// How many first bytes of a file are remembered.
const HEAD_BYTES: usize = 64;

impl Spooled {
    /// Moves the file into a folder under a name that nobody else uses, and makes it durable: file first, then its name. Doing it again changes
    /// nothing. It waits for the disk: call it on a thread that may.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn persist(&self, dir: &Path, name: &str) -> io::Result<PathBuf> {
        let target = dir.join(name);
        if self.is_persisted.load(Ordering::Acquire) && target.exists() {
            return Ok(target);
        }
        File::open(&self.path)?.sync_all()?;
        match fs::rename(&self.path, &target) {
            Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
                self.copy_to(dir, &target)?
            }
            other => other?,
        }
        File::open(dir)?.sync_all()?;
        self.is_persisted.store(true, Ordering::Release);
        Ok(target)
    }

    /// The spool folder lies on another file system: the copy gets its final name only when it is whole.
    fn copy_to(&self, dir: &Path, target: &Path) -> io::Result<()> {
        let near = dir.join(format!(".{}", Uuid::new_v4()));
        let copied = fs::copy(&self.path, &near)
            .and_then(|_| File::open(&near)?.sync_all())
            .and_then(|()| fs::rename(&near, target));
        if copied.is_err() {
            let _ = fs::remove_file(&near);
        } else {
            let _ = fs::remove_file(&self.path);
        }
        copied
    }
}

impl fmt::Debug for Spooled {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Spooled")
            .field("bytes", &self.bytes)
            .field("media_type", &self.media_type)
            .finish_non_exhaustive()
    }
}

impl Drop for Spooled {
    fn drop(&mut self) {
        if !self.is_persisted.load(Ordering::Acquire) {
            // A file that is gone already is fine; there is nobody to tell of another error.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// A file that is being written.
pub(crate) struct Spooling {
    file: File,
    hash: Sha256,
    spooled: Spooled,
}

impl Spooling {
    /// Opens a file that nobody else can name or read.
    pub(crate) fn open(
        dir: &Path,
        media_type: String,
        file_name: Option<String>,
    ) -> io::Result<Self> {
        let path = dir.join(format!("upload-{}", Uuid::new_v4()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        let spooled = Spooled {
            path,
            sha256_hex: String::new(),
            bytes: 0,
            head: Vec::new(),
            media_type,
            file_name,
            is_persisted: AtomicBool::new(false),
        };
        Ok(Self {
            file,
            hash: Sha256::new(),
            spooled,
        })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        let room = HEAD_BYTES
            .saturating_sub(self.spooled.head.len())
            .min(bytes.len());
        self.spooled.head.extend_from_slice(&bytes[..room]);
        self.spooled.bytes += bytes.len() as u64;
        self.hash.update(bytes);
        self.file.write_all(bytes)
    }

    pub(crate) fn close(self) -> Spooled {
        let Self {
            hash, mut spooled, ..
        } = self;
        spooled.sha256_hex = hex::encode(hash.finalize());
        spooled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spooled(dir: &Path, content: &[u8]) -> Spooled {
        let mut spooling = Spooling::open(dir, "image/png".to_owned(), None).expect("a file");
        content
            .chunks(40)
            .for_each(|piece| spooling.write(piece).expect("a written piece"));
        spooling.close()
    }

    #[test]
    fn a_dropped_file_is_removed() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = spooled(dir.path(), b"content");
        assert_eq!(fs::read(&file.path).expect("its bytes"), b"content");
        drop(file);
        assert_eq!(fs::read_dir(dir.path()).expect("the folder").count(), 0);
    }

    #[test]
    fn a_persisted_file_stays_under_its_name() {
        let (spool, kept) = (
            tempfile::tempdir().expect("a folder"),
            tempfile::tempdir().expect("a folder"),
        );
        let content = [b'a'; 100];
        let file = spooled(spool.path(), &content);
        assert_eq!((file.bytes, &file.head[..]), (100, &content[..64]));
        let target = file.persist(kept.path(), "one").expect("a persisted file");
        let again = file.persist(kept.path(), "one");
        assert_eq!(again.expect("the same again"), target);
        assert_eq!(file.sha256_hex, hex::encode(Sha256::digest(content)));
        drop(file);
        assert_eq!(target, kept.path().join("one"));
        assert_eq!(fs::read(target).expect("its bytes"), content);
        assert_eq!(fs::read_dir(spool.path()).expect("the folder").count(), 0);
    }
}
