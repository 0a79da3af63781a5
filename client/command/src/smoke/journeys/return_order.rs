//! A customer has a ring resized, once.

use concierge_client::{Error, ResponseValue};
use concierge_spec::{
    self as wire, Return, ReturnContact, ReturnOption, ReturnRequest, ReturnStatus,
};
use serde_json::json;

use crate::smoke::{
    Journey,
    expect::{Broken, answered, ensure, refused, same},
    journey::{Stop, Walk},
    unmodelled,
};

pub(super) const JOURNEY: Journey = Journey {
    name: "return-order",
    about: "a resize begins once, whatever is sent again",
    writes: true,
    steps: |walk| Box::pin(steps(walk)),
};

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    walk.step("a resize without a key is refused", async {
        let body = json!({
            "sessionId": walk.session_of("refused"), "orderNumber": "GG-00000", "option": "resize",
            "contact": { "email": walk.email() },
        });
        let spec = unmodelled::unkeyed_return();
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
    walk.step("a resize without an e-mail is refused", async {
        let request =
            ReturnRequest::new(walk.session_of("refused"), "GG-00000", ReturnOption::Resize);
        refused(
            send(walk, "no-email", request).await,
            400,
            "validation.contact_email",
        )
    })
    .await?;
    let begun = "a resize begins";
    let Some((request, first)) = begin(walk, begun).await? else {
        walk.skip(
            begun,
            "every returnable order was returned before".to_owned(),
        );
        return Ok(());
    };
    walk.step("the same key again begins nothing more", async {
        let again = send(walk, &request.order_number, request.clone()).await?;
        let mark = again.headers().get("idempotent-replayed");
        ensure(
            mark.is_some_and(|mark| mark == "true"),
            "the mark of a replay",
            "none",
        )?;
        same("the return", &first.rma_id, &again.rma_id)
    })
    .await?;
    walk.step("the same key for something else is refused", async {
        let mut other = request.clone();
        other.reason = Some("Another reason".to_owned());
        refused(
            send(walk, &request.order_number, other).await,
            422,
            "idempotency.key_reused",
        )
    })
    .await?;
    walk.step("a second return of the order is refused", async {
        let mut second = request.clone();
        second.session_id = walk.session_of("second");
        refused(send(walk, "second", second).await, 409, "returns.duplicate")
    })
    .await
}

async fn send(
    walk: &Walk<'_>,
    intent: &str,
    request: ReturnRequest,
) -> Result<ResponseValue<Return>, Error<wire::Error>> {
    let call = walk
        .client
        .create_return()
        .x_idempotency_key(walk.key(intent));
    call.body(request).send().await
}

/// The first of the orders that nobody returned yet; nothing where all are.
async fn begin(
    walk: &Walk<'_>,
    name: &'static str,
) -> Result<Option<(ReturnRequest, Return)>, Stop> {
    for number in walk.data().list("returnable-orders") {
        let mut request = ReturnRequest::new(
            walk.session_of(&number),
            number.as_str(),
            ReturnOption::Resize,
        );
        request.contact = Some(ReturnContact {
            email: Some(walk.email()),
            phone: None,
        });
        // A key belongs to one order.
        let tried = send(walk, &number, request.clone()).await;
        match tried {
            Err(Error::ErrorResponse(refusal)) if refusal.code == "returns.duplicate" => {}
            tried => {
                let first = walk.step(name, async { begun(tried?) }).await?;
                return Ok(Some((request, first)));
            }
        }
    }
    Ok(None)
}

fn begun(answer: ResponseValue<Return>) -> Result<Return, Broken> {
    answered(&answer, 201)?;
    ensure(
        answer.status == ReturnStatus::Initiated,
        "the status initiated",
        &answer.status,
    )?;
    Ok(answer.into_inner())
}
