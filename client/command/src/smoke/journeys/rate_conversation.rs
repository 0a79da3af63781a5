//! A customer rates the conversation.

use concierge_client::ResponseValue;
use concierge_spec::{CsatFeedback, CsatRating, CsatReceipt, operations};
use serde_json::json;

use crate::smoke::{
    Journey,
    expect::{Broken, answered, ensure, same},
    journey::{Stop, Walk},
    unmodelled,
};

pub(super) const JOURNEY: Journey = Journey {
    name: "rate-conversation",
    about: "the first rating counts, a bad one asks for a person",
    writes: true,
    steps: |walk| Box::pin(steps(walk)),
};

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    walk.step("a good rating is stored", async {
        let receipt = rate(walk, CsatRating::Great, "find_product").await?;
        answered(&receipt, 201)?;
        same("the score", &5, &receipt.score)?;
        ensure(!receipt.needs_follow_up, "no wish for a person", "one")
    })
    .await?;
    walk.step("a second rating replaces nothing", async {
        let receipt = rate(walk, CsatRating::Poor, "find_product").await?;
        answered(&receipt, 200)?;
        same("the score", &5, &receipt.score)
    })
    .await?;
    walk.step("a bad rating asks for a person", async {
        let receipt = rate(walk, CsatRating::Poor, "track_order").await?;
        answered(&receipt, 201)?;
        same("the score", &1, &receipt.score)?;
        ensure(receipt.needs_follow_up, "a wish for a person", "none")
    })
    .await?;
    let session = walk.session();
    for (name, body) in [
        (
            "an unknown rating is refused",
            json!({ "sessionId": session, "rating": "splendid" }),
        ),
        (
            "a rating in figures is refused",
            json!({ "sessionId": session, "rating": "5" }),
        ),
        (
            "a rating without a session is refused",
            json!({ "rating": "great" }),
        ),
    ] {
        let spec = &operations::SUBMIT_CSAT;
        let call = unmodelled::refused(walk.client, spec, &body, 400, "validation.failed");
        walk.step(name, call).await?;
    }
    Ok(())
}

async fn rate(
    walk: &Walk<'_>,
    rating: CsatRating,
    intent: &str,
) -> Result<ResponseValue<CsatReceipt>, Broken> {
    let mut feedback = CsatFeedback::new(walk.session(), rating);
    feedback.intent = Some(intent.to_owned());
    Ok(walk.client.submit_csat().body(feedback).send().await?)
}
