//! The service runs and can take work.

use concierge_spec::LivenessStatus;

use crate::smoke::{
    Journey,
    expect::{answered, ensure},
    journey::{Stop, Walk},
};

pub(super) const JOURNEY: Journey = Journey {
    name: "health",
    about: "the service runs and can take work",
    writes: false,
    steps: |walk| Box::pin(steps(walk)),
};

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    walk.step("it runs", async {
        let live = walk.client.get_live().send().await?;
        ensure(
            live.status == LivenessStatus::Ok,
            "the status ok",
            format!("{:?}", live.status),
        )
    })
    .await?;
    walk.step("it can take work", async {
        answered(&walk.client.get_ready().send().await?, 200)
    })
    .await
}
