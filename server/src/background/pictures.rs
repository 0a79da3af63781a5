//! Files of pictures: those that nobody names go, and a scanner looks into the others.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use anyhow::{Context as _, anyhow};
use concierge_runtime_server::EngineError;
use slog::{Logger, warn};

use crate::app::App;
use crate::domain::inspiration::{Finding, STRAY_FILE_KEPT_MS, Unscanned};
use crate::scanner::{Scanner, Verdict};

/// How many names are looked up at once.
const NAMES: usize = 200;
/// How many pictures are scanned before the next ones are looked up.
const PICTURES: u32 = 16;

/// Takes files away that no row names, once they are old enough that no request can still be about to name them: those of pictures that were
/// forgotten or rejected, and those of writes that failed or were cut off. The answer is how many went.
///
/// # Errors
/// When the store or the folder fails.
pub async fn sweep(app: &App) -> anyhow::Result<usize> {
    let folder = app.means.uploads_dir.clone();
    let oldest_ms = app.means.clock.unix_ms().saturating_sub(STRAY_FILE_KEPT_MS);
    let listed = tokio::task::spawn_blocking(move || files_before(&folder, oldest_ms)).await?;
    let names = listed.context("failed to list the folder of pictures")?;
    let mut gone = 0;
    for names in names.chunks(NAMES) {
        let names = names.to_vec();
        let strays = app.means.store.read(move |reads| reads.stray_files(&names));
        for stray in strays.await.map_err(|error| anyhow!("failed to {error}"))? {
            remove(&app.means.uploads_dir.join(stray)).await?;
            gone += 1;
        }
    }
    Ok(gone)
}

fn files_before(folder: &Path, oldest_ms: i64) -> io::Result<Vec<String>> {
    let oldest = UNIX_EPOCH + Duration::from_millis(oldest_ms.try_into().unwrap_or_default());
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        // A file that went since it was listed is somebody else's work done.
        let is_old = entry
            .metadata()
            .and_then(|facts| Ok(facts.is_file() && facts.modified()? <= oldest));
        if let (true, Ok(name)) = (is_old.unwrap_or(false), entry.file_name().into_string()) {
            names.push(name);
        }
    }
    Ok(names)
}

async fn remove(file: &Path) -> io::Result<()> {
    match tokio::fs::remove_file(file).await {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Has a scanner look into the pictures whose turn it is; the answer is how many it looked into. A picture that is clean still waits for a
/// person; one that is not is rejected, and its file goes; one that got no answer is shown again later.
///
/// # Errors
/// When the store fails.
pub async fn scan(app: &App, scanner: &dyn Scanner, log: &Logger) -> Result<usize, EngineError> {
    let now_ms = app.means.clock.unix_ms();
    let due = app
        .means
        .store
        .read(move |reads| reads.unscanned(now_ms, PICTURES))
        .await?;
    let count = due.len();
    for picture in due {
        let file = app.means.uploads_dir.join(&picture.file);
        let finding = look_into(&picture, file.clone(), scanner, now_ms, log).await;
        let id = picture.id.clone();
        app.means
            .store
            .write(move |tx| tx.scanned(&id, finding))
            .await?;
        if finding == Finding::Infected && remove(&file).await.is_err() {
            warn!(log, "the file of a rejected picture stays until it is swept"; "picture" => picture.id);
        }
    }
    Ok(count)
}

async fn look_into(
    picture: &Unscanned,
    file: PathBuf,
    scanner: &dyn Scanner,
    now_ms: i64,
    log: &Logger,
) -> Finding {
    match scanner.scan(&file).await {
        Ok(Verdict::Clean) => Finding::Clean,
        Ok(Verdict::Infected { signature }) => {
            warn!(log, "picture rejected"; "picture" => &picture.id, "signature" => signature);
            Finding::Infected
        }
        Err(error) => {
            warn!(log, "failed to scan a picture"; "picture" => &picture.id, "cause" => %error);
            Finding::Unknown {
                again_at_ms: picture.again_at_ms(now_ms),
            }
        }
    }
}
