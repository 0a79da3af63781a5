//! A customer shares a picture.

use concierge_client::{Error, ResponseValue, Upload};
use concierge_spec::{self as wire, Inspiration, ModerationStatus};

use crate::smoke::{
    Journey,
    expect::{answered, ensure, refused},
    journey::{Stop, Walk},
};

pub(super) const JOURNEY: Journey = Journey {
    name: "share-picture",
    about: "a picture waits for a look; what is none, or too large, is refused",
    writes: true,
    steps: |walk| Box::pin(steps(walk)),
};

/// The smallest picture there is: one grey point.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55\0\0\0\x0aIDATx\x9cc`\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xaeB`\x82";

/// Larger than the contract allows.
const TOO_LARGE_BYTES: usize = 15 * 1024 * 1024;

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    walk.step("a picture is taken in and waits", async {
        let taken = share(walk, PICTURE.to_vec()).await?;
        answered(&taken, 201)?;
        ensure(
            taken.moderation_status == ModerationStatus::PendingReview,
            "the status pending_review",
            &taken.moderation_status,
        )
    })
    .await?;
    walk.step("what is no picture is refused", async {
        let outcome = share(walk, b"These are words, whatever the name says.".to_vec()).await;
        refused(outcome, 415, "media.unsupported")
    })
    .await?;
    walk.step("15 MB are refused", async {
        let mut bytes = PICTURE.to_vec();
        bytes.resize(TOO_LARGE_BYTES, 0);
        refused(share(walk, bytes).await, 413, "body.too_large")
    })
    .await
}

async fn share(
    walk: &Walk<'_>,
    bytes: Vec<u8>,
) -> Result<ResponseValue<Inspiration>, Error<wire::Error>> {
    let file = Upload::from_bytes(bytes)
        .with_file_name("smoke-test.png")
        .with_media_type("image/png");
    let call = walk.client.upload_inspiration().session_id(walk.session());
    call.file(file).send().await
}
