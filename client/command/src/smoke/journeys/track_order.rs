//! A customer asks where an order is.

use concierge_client::{Error, ResponseValue};
use concierge_spec::{self as wire, OrderStatus, OrderStatusCode, OrderStatusRequest};

use crate::smoke::{
    Journey,
    expect::{Broken, ensure, refused, same},
    journey::{Stop, Walk},
};

pub(super) const JOURNEY: Journey = Journey {
    name: "track-order",
    about: "an order tells how far it has come, and nothing to who doesn't know it",
    writes: false,
    steps: |walk| Box::pin(steps(walk)),
};

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    walk.step_with(
        "an order is found by its number",
        "tracked-order",
        async |number| {
            let order = ask(walk, by_number(walk, number)).await?;
            same("the order", &number.to_owned(), &order.order_number)?;
            let current = order.timeline.iter().filter(|event| event.is_current);
            same("how many current events", &1, &current.count())
        },
    )
    .await?;
    walk.step_with(
        "an order is found by e-mail and postcode",
        "tracked-email",
        async |email| {
            let mut request = OrderStatusRequest::new(walk.session());
            request.email = Some(email.to_owned());
            request.postal_code = walk.data().get("tracked-postal-code").map(str::to_owned);
            let order = ask(walk, request).await?;
            ensure(!order.timeline.is_empty(), "a timeline", "none")
        },
    )
    .await?;
    for (name, datum, status) in [
        ("a delay is told", "delayed-order", OrderStatusCode::Delayed),
        (
            "an exception is told",
            "troubled-order",
            OrderStatusCode::Exception,
        ),
        (
            "a cancellation is told",
            "cancelled-order",
            OrderStatusCode::Cancelled,
        ),
    ] {
        walk.step_with(name, datum, async |number| {
            let order = ask(walk, by_number(walk, number)).await?;
            same("the status", &status, &order.current_status)
        })
        .await?;
    }
    walk.step("an unknown order is not found", async {
        refused(
            outcome(walk, by_number(walk, "GG-00000")).await,
            404,
            "order.not_found",
        )
    })
    .await?;
    walk.step_with(
        "a wrong e-mail answers alike",
        "tracked-order",
        async |number| {
            let mut request = by_number(walk, number);
            request.email = Some(walk.email());
            refused(outcome(walk, request).await, 404, "order.not_found")
        },
    )
    .await?;
    walk.step("a question without an order is refused", async {
        let request = OrderStatusRequest::new(walk.session());
        refused(outcome(walk, request).await, 400, "validation.lookup")
    })
    .await
}

fn by_number(walk: &Walk<'_>, number: &str) -> OrderStatusRequest {
    let mut request = OrderStatusRequest::new(walk.session());
    request.order_number = Some(number.to_owned());
    request
}

async fn outcome(
    walk: &Walk<'_>,
    request: OrderStatusRequest,
) -> Result<ResponseValue<OrderStatus>, Error<wire::Error>> {
    walk.client.get_order_status().body(request).send().await
}

async fn ask(walk: &Walk<'_>, request: OrderStatusRequest) -> Result<OrderStatus, Broken> {
    Ok(outcome(walk, request).await?.into_inner())
}
