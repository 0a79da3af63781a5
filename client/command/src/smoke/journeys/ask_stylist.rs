//! A customer asks for a person.

use concierge_spec::{
    StylistContact, StylistTicket, StylistTicketRequest, StylistTicketStatus, operations,
};
use serde_json::json;

use crate::smoke::{
    Journey,
    expect::{Broken, answered, ensure},
    journey::{Stop, Walk},
    unmodelled,
};

pub(super) const JOURNEY: Journey = Journey {
    name: "ask-stylist",
    about: "a ticket stands in the queue, the next one behind it",
    writes: true,
    steps: |walk| Box::pin(steps(walk)),
};

async fn steps(walk: &Walk<'_>) -> Result<(), Stop> {
    let first = walk.step("a ticket is queued", ask(walk, "first")).await?;
    walk.step("the queue grows", async {
        let second = ask(walk, "second").await?;
        ensure(
            second.ticket_id != first.ticket_id && second.queue_position > first.queue_position,
            format!("a place behind {}", first.queue_position),
            second.queue_position,
        )
    })
    .await?;
    walk.step("the same key again queues nothing more", async {
        let again = ask(walk, "first").await?;
        ensure(
            again.ticket_id == first.ticket_id,
            &first.ticket_id,
            &again.ticket_id,
        )
    })
    .await?;
    walk.step("a question without an e-mail is refused", async {
        let body = json!({
            "sessionId": walk.session(), "contact": { "name": "Smoke test" },
            "summary": "A smoke test without an address.",
        });
        let spec = &operations::CREATE_STYLIST_TICKET;
        unmodelled::refused(walk.client, spec, &body, 400, "validation.failed").await
    })
    .await
}

async fn ask(walk: &Walk<'_>, intent: &str) -> Result<StylistTicket, Broken> {
    let summary = "A smoke test; nobody needs to answer.";
    let contact = StylistContact::new(walk.email());
    let request = StylistTicketRequest::new(walk.session(), contact, summary);
    let call = walk
        .client
        .create_stylist_ticket()
        .x_idempotency_key(walk.key(intent));
    let ticket = call.body(request).send().await?;
    answered(&ticket, 201)?;
    ensure(
        ticket.status == StylistTicketStatus::Queued,
        "the status queued",
        &ticket.status,
    )?;
    Ok(ticket.into_inner())
}
