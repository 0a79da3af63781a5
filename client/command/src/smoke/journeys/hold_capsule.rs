//! A customer has pieces held.

use concierge_client::{Error, ResponseValue};
use concierge_spec::{self as wire, Capsule, CapsuleRequest, CapsuleStatus};
use serde_json::json;

use super::save_shortlist::{pieces, save};
use crate::smoke::{
    Journey,
    expect::{answered, ensure, refused, same},
    journey::{Stop, Walk},
    unmodelled,
};

pub(super) const JOURNEY: Journey = Journey {
    name: "hold-capsule",
    about: "a shortlist is held once for a customer, until a time that is told",
    writes: true,
    steps: |walk| Box::pin(steps(walk)),
};

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    let list = walk
        .step("a shortlist is saved", async {
            save(walk, pieces(walk).await?).await
        })
        .await?;
    let id = list.shortlist_id.as_str();
    walk.step("a hold without a key is refused", async {
        let body = json!({
            "sessionId": walk.session_of("unkeyed"), "shortlistId": id, "customerEmail": walk.email(),
        });
        let spec = unmodelled::unkeyed_capsule();
        unmodelled::refused(
            walk.client,
            spec,
            &body,
            400,
            "validation.idempotency_required",
        )
        .await
    })
    .await?;
    let first = walk
        .step("the pieces are held", async {
            let held = hold(walk, "hold", id).await?;
            answered(&held, 201)?;
            ensure(
                held.status == CapsuleStatus::Active,
                "the status active",
                &held.status,
            )?;
            same("how many pieces", &2, &held.shortlist_count)?;
            Ok(held.into_inner())
        })
        .await?;
    walk.step("the same key again holds nothing more", async {
        let again = hold(walk, "hold", id).await?;
        same("the capsule", &first.capsule_id, &again.capsule_id)?;
        ensure(
            again.expires_at == first.expires_at,
            format!("the same end, {}", first.expires_at),
            again.expires_at,
        )
    })
    .await?;
    walk.step("a second hold is refused", async {
        refused(hold(walk, "second", id).await, 409, "capsule.active")
    })
    .await?;
    walk.step("an unknown shortlist is not found", async {
        let request = CapsuleRequest::new(walk.session_of("unknown"), "sl_00000000", walk.email());
        let call = walk
            .client
            .reserve_capsule()
            .x_idempotency_key(walk.key("unknown"));
        let outcome = call.body(request).send().await;
        refused(outcome, 404, "capsule.shortlist_not_found")
    })
    .await
}

async fn hold(
    walk: &Walk<'_>,
    intent: &str,
    shortlist: &str,
) -> Result<ResponseValue<Capsule>, Error<wire::Error>> {
    let request = CapsuleRequest::new(walk.session(), shortlist, walk.email());
    let call = walk
        .client
        .reserve_capsule()
        .x_idempotency_key(walk.key(intent));
    call.body(request).send().await
}
