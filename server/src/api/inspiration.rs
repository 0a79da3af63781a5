//! Pictures that customers share.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use concierge_runtime_server::{Context, Failure, Keyed, Refusal, Settled, Spooled};
use concierge_spec as wire;

use crate::app::{App, Happened};
use crate::domain::event::Event;
use crate::domain::image::ImageKind;
use crate::domain::inspiration::{Inspiration, inspiration_id};
use crate::generated::{
    InspirationApi, UploadInspiration, UploadInspirationError, UploadInspirationParts,
    UploadInspirationRequest, UploadInspirationResponse,
};
use crate::store::Tx;

impl InspirationApi for App {
    async fn upload_inspiration(
        &self,
        cx: Keyed<UploadInspiration>,
        request: UploadInspirationRequest,
    ) -> Settled<UploadInspiration> {
        let store = self.means.store.as_ref();
        let UploadInspirationParts {
            file,
            session_id,
            caption,
        } = request.body;
        let Some(kind) = ImageKind::of(&file.head) else {
            return cx.write(store, |_| Err(not_a_picture())).await;
        };
        let picture = Inspiration {
            id: inspiration_id(self.means.ids.chance()),
            session_id,
            caption,
            kind,
            size_bytes: i64::try_from(file.bytes).unwrap_or(i64::MAX),
            sha256: file.sha256_hex.clone(),
            created_at_ms: self.means.clock.unix_ms(),
        };
        // Before the transaction, so that no row is without its content and the writer waits for no file. What no row comes to name is swept.
        let kept = match self.keep(file, &picture).await {
            Ok(kept) => kept,
            Err(error) => return cx.fail(broken(error)),
        };
        let uploaded = self.uploaded(cx.cx(), &picture);
        let is_tried = Arc::new(AtomicBool::new(false));
        let trying = Arc::clone(&is_tried);
        let settled = cx
            .write(store, move |tx| {
                trying.store(true, Ordering::Release);
                take_in(tx, &picture, &uploaded)
            })
            .await;
        if !is_tried.load(Ordering::Acquire) {
            // A replay: the picture of the first request stands, and no row will name this file. One that stays all the same is swept.
            let _ = tokio::fs::remove_file(kept).await;
        }
        settled
    }
}

impl App {
    /// Gives a file its final name, for good. That waits for the disk, so it happens on a thread that may.
    async fn keep(&self, file: Spooled, picture: &Inspiration) -> io::Result<PathBuf> {
        let (uploads_dir, name) = (self.means.uploads_dir.clone(), picture.file().to_owned());
        let came = Duration::from_millis(picture.created_at_ms.try_into().unwrap_or_default());
        let kept = tokio::task::spawn_blocking(move || {
            // The sweep counts a file's age by the same clock as everything else.
            File::open(&file.path)?.set_modified(UNIX_EPOCH + came)?;
            file.persist(&uploads_dir, &name)
        });
        kept.await
            .unwrap_or_else(|panicked| Err(io::Error::other(panicked)))
    }

    fn uploaded(&self, cx: &Context, picture: &Inspiration) -> Event {
        let happened = Happened {
            name: wire::events::INSPIRATION_UPLOADED,
            subject: picture.id.clone(),
            session_id: &picture.session_id,
            at_ms: picture.created_at_ms,
            facts: vec![
                ("contentType", picture.kind.media_type().to_owned()),
                ("sizeBytes", picture.size_bytes.to_string()),
            ],
        };
        self.event(cx, happened)
    }
}

fn take_in(
    tx: &mut (dyn Tx + 'static),
    picture: &Inspiration,
    uploaded: &Event,
) -> Result<UploadInspirationResponse, UploadInspirationError> {
    tx.insert_inspiration(picture)?;
    tx.publish(uploaded)?;
    Ok(UploadInspirationResponse::Created(wire::Inspiration {
        inspiration_id: picture.id.clone(),
        moderation_status: wire::ModerationStatus::PendingReview,
        content_type: picture.kind.media_type().to_owned(),
        size_bytes: picture.size_bytes,
        request_id: uploaded.request_id.clone(),
    }))
}

fn broken(error: io::Error) -> Failure {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Failure::unavailable(error, 1),
        _ => Failure::from(error),
    }
}

fn not_a_picture() -> UploadInspirationError {
    UploadInspirationError::UnsupportedMediaType(Refusal::new(
        "media.unsupported",
        "the file must be a PNG, JPEG or WebP picture",
    ))
}
