//! What can't be returned any more, or never could.

use concierge_spec::{ReturnContact, ReturnOption, ReturnRequest};

use crate::smoke::{
    Journey,
    expect::refused,
    journey::{Stop, Walk},
};

pub(super) const JOURNEY: Journey = Journey {
    name: "refuse-return",
    about: "late, engraved, made to measure, cancelled and unknown orders are not returned",
    writes: false,
    steps: |walk| Box::pin(steps(walk)),
};

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    for (name, datum) in [
        ("a late return is refused", "late-order"),
        ("an engraved piece is refused", "engraved-order"),
        ("a piece made to measure is refused", "custom-order"),
        ("a cancelled order is refused", "cancelled-order"),
        ("a charged-back order is refused", "charged-back-order"),
    ] {
        walk.step_with(name, datum, async |number| ineligible(walk, number).await)
            .await?;
    }
    walk.step(
        "an unknown order answers alike",
        ineligible(walk, "GG-00000"),
    )
    .await
}

async fn ineligible(walk: &Walk<'_>, number: &str) -> Result<(), crate::smoke::expect::Broken> {
    let mut request = ReturnRequest::new(walk.session_of(number), number, ReturnOption::Return);
    request.contact = Some(ReturnContact {
        email: Some(walk.email()),
        phone: None,
    });
    let call = walk
        .client
        .create_return()
        .x_idempotency_key(walk.key(number));
    refused(call.body(request).send().await, 404, "returns.ineligible")
}
