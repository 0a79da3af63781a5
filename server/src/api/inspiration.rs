//! Pictures that customers share.

use std::io::{self, ErrorKind};

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
        let file = match synced(file).await {
            Ok(file) => file,
            Err(error) => return cx.fail(broken(error)),
        };
        let uploaded = self.uploaded(cx.cx(), &picture);
        let uploads_dir = self.means.uploads_dir.clone();
        cx.write(store, move |tx| {
            let taken = take_in(tx, &picture, &uploaded)?;
            // The last step, so that only a picture that is taken in stays; before the commit, so that no row is without its content.
            file.persist(&uploads_dir).map_err(broken)?;
            Ok(taken)
        })
        .await
    }
}

impl App {
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

/// Syncing a file waits for the disk, so it happens on a thread that may wait and not on the one that writes.
async fn synced(file: Spooled) -> io::Result<Spooled> {
    let synced = tokio::task::spawn_blocking(move || file.sync().map(|()| file)).await;
    synced.unwrap_or_else(|panicked| Err(io::Error::other(panicked)))
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
