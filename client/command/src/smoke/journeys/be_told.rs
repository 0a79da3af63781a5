//! A customer wants to be told how an order gets on.

use concierge_client::{Error, ResponseValue};
use concierge_spec::{
    self as wire, OrderUpdatesRequest, OrderUpdatesSubscription, SmsContact, SmsContactChannel,
    UpdatesChannel, UpdatesContact, operations,
};
use serde_json::json;

use crate::smoke::{
    Journey,
    expect::{Broken, answered, ensure, refused, same},
    journey::{Stop, Walk},
    unmodelled,
};

pub(super) const JOURNEY: Journey = Journey {
    name: "be-told",
    about: "a subscription is made once, with consent, and shows its destination masked",
    writes: true,
    steps: |walk| Box::pin(steps(walk)),
};

/// A number that no network gives to anybody.
const PHONE: &str = "+1 202 555 0143";

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    let outcome = walk
        .step_with(
            "news of an order come by SMS",
            "tracked-order",
            async |number| {
                let made = subscribe(walk, Some(number), true).await?;
                answered(&made, 201)?;
                ensure(
                    made.channel == UpdatesChannel::Sms,
                    "the channel sms",
                    &made.channel,
                )?;
                ensure(
                    !made.masked_destination.contains("202")
                        && made.masked_destination.contains('*'),
                    "a masked number",
                    "more of it",
                )?;
                Ok(made.into_inner())
            },
        )
        .await?;
    if let Some(first) = outcome {
        walk.step_with(
            "asking again gives the same",
            "tracked-order",
            async |number| {
                let again = subscribe(walk, Some(number), true).await?;
                answered(&again, 200)?;
                same(
                    "the subscription",
                    &first.subscription_id,
                    &again.subscription_id,
                )
            },
        )
        .await?;
    }
    walk.step("without consent nobody is told", async {
        refused(
            subscribe(walk, None, false).await,
            400,
            "validation.consent",
        )
    })
    .await?;
    walk.step("an unknown order is not found", async {
        let outcome = subscribe(walk, Some("GG-00000"), true).await;
        refused(outcome, 404, "subscription.order_not_found")
    })
    .await?;
    walk.step("a request without a session is refused", no_session(walk))
        .await
}

async fn no_session(walk: &Walk<'_>) -> Result<(), Broken> {
    let body = json!({ "contact": { "channel": "sms", "value": PHONE }, "consent": true });
    let spec = &operations::SUBSCRIBE_ORDER_UPDATES;
    unmodelled::refused(walk.client, spec, &body, 400, "validation.failed").await
}

async fn subscribe(
    walk: &Walk<'_>,
    order: Option<&str>,
    consent: bool,
) -> Result<ResponseValue<OrderUpdatesSubscription>, Error<wire::Error>> {
    let contact = SmsContact::new(SmsContactChannel::Sms, PHONE);
    let contact = UpdatesContact::SmsContact(contact);
    let mut request = OrderUpdatesRequest::new(walk.session(), contact, consent);
    request.order_number = order.map(str::to_owned);
    walk.client
        .subscribe_order_updates()
        .body(request)
        .send()
        .await
}
