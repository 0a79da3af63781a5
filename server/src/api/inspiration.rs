//! Pictures that customers share.

use std::io::{self, ErrorKind};
use std::path::PathBuf;

use concierge_runtime_server::{Context, Failure, Keyed, Refusal, Settled, Spooled};
use concierge_spec as wire;

use crate::app::App;
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
        // The content lies under its hash before the row names it: a row without content can't be, content without a row does no harm.
        if let Err(error) = persist(file, self.means.uploads_dir.clone()).await {
            return cx.fail(broken(error));
        }
        let uploaded = self.uploaded(cx.cx(), &picture);
        cx.write(store, move |tx| take_in(tx, &picture, &uploaded))
            .await
    }
}

impl App {
    fn uploaded(&self, cx: &Context, picture: &Inspiration) -> Event {
        Event {
            id: self.means.ids.row_id(),
            name: "inspiration.uploaded",
            subject: picture.id.clone(),
            at_ms: picture.created_at_ms,
            request_id: cx.request_id.to_string(),
            correlation_id: cx.correlation_id.as_deref().map(str::to_owned),
            facts: vec![
                ("contentType", picture.kind.media_type().to_owned()),
                ("sizeBytes", picture.size_bytes.to_string()),
                (
                    "session",
                    self.means.secret.session_pseudonym(&picture.session_id),
                ),
            ],
        }
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

/// Syncing a file waits for the disk, so it happens on a thread that may wait.
async fn persist(file: Spooled, uploads_dir: PathBuf) -> io::Result<()> {
    let persisted = tokio::task::spawn_blocking(move || file.persist(&uploads_dir).map(drop)).await;
    persisted.unwrap_or_else(|panicked| Err(io::Error::other(panicked)))
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
