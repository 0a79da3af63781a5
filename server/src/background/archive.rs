//! The audit after its time in the store: a file that only grows, one line of JSON per row.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use concierge_runtime::DateTime;
use serde_json::{Value, json};

use crate::domain::audit::Audited;

/// How much of the file's end is read to find its last line; lines are far shorter.
const TAIL_BYTES: u64 = 64 * 1024;

/// The archive of the audit.
#[derive(Debug)]
pub struct Archive {
    folder: PathBuf,
}

impl Archive {
    /// In a folder, which is made when it is first needed.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.folder.join("audit.jsonl")
    }

    /// Adds rows behind the last one, and waits until they are on the disk. Rows that are there already are left out, and a line that a power
    /// failure cut off is written anew.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn append(&self, rows: &[Audited]) -> io::Result<()> {
        let mut file = self.open()?;
        let last = last_position(&mut file)?;
        let new = rows.iter().filter(|row| last < Some(row.position));
        let text: String = new.map(|row| format!("{}\n", line(row))).collect();
        file.seek(SeekFrom::End(0))?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    }

    fn open(&self) -> io::Result<File> {
        let mut folder = fs::DirBuilder::new();
        folder.recursive(true);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        folder.create(&self.folder)?;
        let file = options.open(self.path())?;
        File::open(&self.folder)?.sync_all()?;
        Ok(file)
    }
}

/// The position of the last whole line; what stands behind it is cut away.
fn last_position(file: &mut File) -> io::Result<Option<i64>> {
    let length = file.metadata()?.len();
    let begin = length.saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(begin))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let Some(end) = tail.iter().rposition(|byte| *byte == b'\n') else {
        file.set_len(begin)?;
        return if begin == 0 { Ok(None) } else { Err(strange()) };
    };
    file.set_len(begin + end as u64 + 1)?;
    let last = tail[..end].rsplit(|byte| *byte == b'\n').next();
    let row: Value = serde_json::from_slice(last.unwrap_or_default())?;
    row["position"].as_i64().map(Some).ok_or_else(strange)
}

fn strange() -> io::Error {
    io::Error::new(
        ErrorKind::InvalidData,
        "the archive ends in something else than a row of the audit; move the file away",
    )
}

fn line(row: &Audited) -> Value {
    json!({
        "position": row.position,
        "at": DateTime::from_unix_ms(row.at_ms).map(|at| at.to_string()),
        "requestId": row.request_id,
        "correlationId": row.correlation_id,
        "caller": row.caller,
        "operation": row.operation,
        "status": row.status,
        "session": row.session_hash,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(position: i64) -> Audited {
        Audited {
            position,
            request_id: "request".to_owned(),
            correlation_id: None,
            caller: "widget".to_owned(),
            operation: "create_return".to_owned(),
            status: 201,
            session_hash: None,
            at_ms: 1_760_000_000_000,
        }
    }

    fn positions(archive: &Archive) -> Vec<i64> {
        let text = fs::read_to_string(archive.path()).expect("the file");
        text.lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON"))
            .map(|row| row["position"].as_i64().expect("a position"))
            .collect()
    }

    #[test]
    fn rows_come_once_even_after_a_cut_in_the_middle_of_a_line() {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = Archive::new(folder.path().join("archive"));
        archive.append(&[row(1), row(2)]).expect("written");
        archive.append(&[row(2), row(3)]).expect("written");
        assert_eq!(positions(&archive), [1, 2, 3]);
        let length = fs::metadata(archive.path()).expect("its facts").len();
        let file = OpenOptions::new().write(true).open(archive.path());
        file.and_then(|file| file.set_len(length - 5)).expect("cut");
        archive.append(&[row(3), row(4)]).expect("written");
        assert_eq!(positions(&archive), [1, 2, 3, 4]);
    }

    #[test]
    fn another_file_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let archive = Archive::new(folder.path().to_owned());
        fs::write(archive.path(), "notes of somebody\n").expect("a file");
        assert!(archive.append(&[row(1)]).is_err());
        let text = fs::read_to_string(archive.path()).expect("the file");
        assert_eq!(text, "notes of somebody\n");
    }
}
